import { app } from '@azure/functions';
import { READ_JOBS, WRITE_JOBS } from '../shared/api/http/roles';
import { listJobs, patchJob, postJob, readJob, removeJob } from '../shared/api/jobs/jobs';
import { endpoint, services } from '../shared/composition/services';

const JOBS = '{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs';
const ports = () => services().administration;

app.http(
  'jobs',
  endpoint(JOBS, {
    GET: { roles: READ_JOBS, handle: (call) => listJobs(call, ports()) },
    POST: { roles: WRITE_JOBS, handle: (call) => postJob(call, ports()) },
  }),
);

app.http(
  'job',
  endpoint(`${JOBS}/{jobId}`, {
    GET: { roles: READ_JOBS, handle: (call) => readJob(call, ports()) },
    PATCH: { roles: WRITE_JOBS, handle: (call) => patchJob(call, ports()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => removeJob(call, ports()) },
  }),
);
