import { app } from '@azure/functions';
import type { Call } from '../../shared/api/http/endpoint';
import { EXPANDED } from '../../shared/api/http/queryArguments';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { deleteSchema, getSchema, patchSchema, postDiscover, putSchema } from '../../shared/api/schema/schema';
import { SCHEMA_TOOLS } from '../../shared/api/schema/schemaTools';
import { endpoint, services } from '../../shared/composition/services';

const SCHEMA = '{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/schema';
const house = () => services().house;

app.http(
  'schema',
  endpoint(SCHEMA, {
    GET: { roles: READ_JOBS, options: EXPANDED, handle: (call) => getSchema(call, house()) },
    PUT: { roles: WRITE_JOBS, handle: (call) => putSchema(call, house()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => deleteSchema(call, house()) },
    PATCH: { roles: WRITE_JOBS, handle: (call) => patchSchema(call, house()) },
  }),
);

app.http(
  'discoverDirectory',
  endpoint(`${SCHEMA}/directories/{directoryId}/discover`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postDiscover(call, house()) },
  }),
);

for (const { path, method, options, ofJob } of SCHEMA_TOOLS) {
  const operation = { roles: READ_JOBS, options, handle: (call: Call) => ofJob(call, house()) };
  app.http(path, endpoint(`${SCHEMA}/${path}`, { [method]: operation }));
}
