import { app } from '@azure/functions';
import type { Call, Reply } from '../shared/api/http/endpoint';
import { WRITE_JOBS } from '../shared/api/http/roles';
import { postAcquireAccessToken, postValidateJob, postValidateTemplate } from '../shared/api/jobs/credentials';
import { postPause, postRestart, postStart } from '../shared/api/jobs/jobControl';
import { endpoint, services } from '../shared/composition/services';

const SYNCHRONIZATION = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const JOB = `${SYNCHRONIZATION}/jobs/{jobId}`;
const ports = () => services().administration;

const post = (name: string, route: string, handle: (call: Call) => Promise<Reply>) =>
  app.http(name, endpoint(route, { POST: { roles: WRITE_JOBS, handle } }));

post('startJob', `${JOB}/start`, (call) => postStart(call, ports()));
post('pauseJob', `${JOB}/pause`, (call) => postPause(call, ports()));
post('restartJob', `${JOB}/restart`, (call) => postRestart(call, ports()));
post('validateCredentials', `${JOB}/validateCredentials`, (call) => postValidateJob(call, ports()));
post('validateCredentialsOfTemplate', `${SYNCHRONIZATION}/jobs/validateCredentials`, (call) =>
  postValidateTemplate(call, ports()),
);
post('acquireAccessToken', `${SYNCHRONIZATION}/acquireAccessToken`, (call) => postAcquireAccessToken(call, ports()));
