import { app } from '@azure/functions';
import { WRITE_JOBS } from '../shared/api/http/roles';
import { answerOnDemand } from '../shared/api/preview/onDemand';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'provisionOnDemand',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/provisionOnDemand', {
    POST: { roles: WRITE_JOBS, handle: (call) => answerOnDemand(call, services()) },
  }),
);
