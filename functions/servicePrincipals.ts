import { app } from '@azure/functions';
import { listPrincipals, postPrincipal, readPrincipal } from '../shared/api/principals';
import { READ_JOBS, READ_PRINCIPALS, WRITE_PRINCIPALS } from '../shared/api/roles';
import { readSynchronization } from '../shared/api/synchronization';
import { endpoint, services } from '../shared/services';

app.http(
  'servicePrincipals',
  endpoint('{version}/servicePrincipals', {
    GET: { roles: READ_PRINCIPALS, handle: (call) => listPrincipals(call, services()) },
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => postPrincipal(call, services().administration) },
  }),
);

app.http(
  'servicePrincipal',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}', {
    GET: { roles: READ_PRINCIPALS, handle: (call) => readPrincipal(call, services()) },
  }),
);

app.http(
  'synchronization',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization', {
    GET: { roles: READ_JOBS, handle: (call) => readSynchronization(call, services()) },
  }),
);
