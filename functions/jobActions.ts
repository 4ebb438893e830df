import { app } from '@azure/functions';
import { postAcquireAccessToken, postValidateJob, postValidateTemplate } from '../shared/api/credentials';
import type { Call, Reply } from '../shared/api/endpoint';
import { postPause, postRestart, postStart } from '../shared/api/jobControl';
import { WRITE_JOBS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

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
