import { app } from '@azure/functions';
import { WRITE_JOBS } from '../../shared/api/http/roles';
import { getSecrets, patchSecrets, putSecrets } from '../../shared/api/jobs/secrets';
import { endpoint, services } from '../../shared/composition/services';

const house = () => services().house;

app.http(
  'secrets',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/secrets', {
    GET: { roles: WRITE_JOBS, handle: (call) => getSecrets(call, house()) },
    PUT: { roles: WRITE_JOBS, handle: (call) => putSecrets(call, house()) },
    PATCH: { roles: WRITE_JOBS, handle: (call) => patchSecrets(call, house()) },
  }),
);
