import { app } from '@azure/functions';
import { listJobs, readJob } from '../shared/api/jobs';
import { READ_JOBS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

const JOBS = '{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs';

app.http('jobs', endpoint(JOBS, { GET: { roles: READ_JOBS, handle: (call) => listJobs(call, services()) } }));

app.http(
  'job',
  endpoint(`${JOBS}/{jobId}`, { GET: { roles: READ_JOBS, handle: (call) => readJob(call, services()) } }),
);
