import { app } from '@azure/functions';
import { OPERATE_JOBS } from '../../shared/api/http/roles';
import { answerOnDemand } from '../../shared/api/preview/onDemand';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'provisionOnDemand',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/provisionOnDemand', {
    POST: { roles: OPERATE_JOBS, handle: (call) => answerOnDemand(call, services().house, services().limits.onDemand) },
  }),
);
