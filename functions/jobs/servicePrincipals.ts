import { app } from '@azure/functions';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { READ_JOBS, READ_PRINCIPALS, WRITE_PRINCIPALS } from '../../shared/api/http/roles';
import {
  listPrincipals,
  patchPrincipal,
  postPrincipal,
  readPrincipal,
  removePrincipal,
} from '../../shared/api/jobs/principals';
import { readSynchronization } from '../../shared/api/jobs/synchronization';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'servicePrincipals',
  endpoint('{version}/servicePrincipals', {
    GET: { roles: READ_PRINCIPALS, options: QUERIED, handle: (call) => listPrincipals(call, services().house) },
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => postPrincipal(call, services().house) },
  }),
);

app.http(
  'servicePrincipal',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}', {
    GET: { roles: READ_PRINCIPALS, options: SELECTED, handle: (call) => readPrincipal(call, services().house) },
    PATCH: { roles: WRITE_PRINCIPALS, handle: (call) => patchPrincipal(call, services().house) },
    DELETE: { roles: WRITE_PRINCIPALS, handle: (call) => removePrincipal(call, services().house) },
  }),
);

app.http(
  'synchronization',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization', {
    GET: { roles: READ_JOBS, handle: (call) => readSynchronization(call, services().house) },
  }),
);
