import { app } from '@azure/functions';
import { EXPANDED, QUERIED } from '../../shared/api/http/queryArguments';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { listJobs, patchJob, postJob, readJob, removeJob } from '../../shared/api/jobs/jobs';
import { endpoint, services } from '../../shared/composition/services';

const JOBS = '{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs';
const house = () => services().house;

app.http(
  'jobs',
  endpoint(JOBS, {
    GET: { roles: READ_JOBS, options: [...QUERIED, '$expand'], handle: (call) => listJobs(call, house()) },
    POST: { roles: WRITE_JOBS, handle: (call) => postJob(call, house()) },
  }),
);

app.http(
  'job',
  endpoint(`${JOBS}/{jobId}`, {
    GET: { roles: READ_JOBS, options: EXPANDED, handle: (call) => readJob(call, house()) },
    PATCH: { roles: WRITE_JOBS, handle: (call) => patchJob(call, house()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => removeJob(call, house()) },
  }),
);
