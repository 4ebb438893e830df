import { app } from '@azure/functions';
import { answerOnDemand } from '../shared/api/onDemand';
import { WRITE_JOBS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

app.http(
  'provisionOnDemand',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/provisionOnDemand', {
    POST: { roles: WRITE_JOBS, handle: (call) => answerOnDemand(call, services()) },
  }),
);
