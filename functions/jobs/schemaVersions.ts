import { app } from '@azure/functions';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { getMappingTests, putMappingTests } from '../../shared/api/schema/mappingTests';
import { listVersions, readVersion } from '../../shared/api/schema/schemaVersions';
import { endpoint, services } from '../../shared/composition/services';

const house = () => services().house;
const VERSIONS = 'muster/jobs/{jobId}/schema/versions';

app.http(
  'schemaVersions',
  endpoint(VERSIONS, { GET: { roles: READ_JOBS, handle: (call) => listVersions(call, house()) } }),
);
app.http(
  'schemaVersion',
  endpoint(`${VERSIONS}/{schemaVersion}`, { GET: { roles: READ_JOBS, handle: (call) => readVersion(call, house()) } }),
);
app.http(
  'mappingTests',
  endpoint('muster/jobs/{jobId}/mappingTests', {
    GET: { roles: READ_JOBS, handle: (call) => getMappingTests(call, house()) },
    PUT: { roles: WRITE_JOBS, handle: (call) => putMappingTests(call, house()) },
  }),
);
