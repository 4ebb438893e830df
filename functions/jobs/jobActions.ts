import { app } from '@azure/functions';
import type { Call, Reply } from '../../shared/api/http/endpoint';
import { OPERATE_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { postAcquireAccessToken, postValidateJob, postValidateTemplate } from '../../shared/api/jobs/credentials';
import { postPause, postRestart, postStart } from '../../shared/api/jobs/jobControl';
import { endpoint, services } from '../../shared/composition/services';

const SYNCHRONIZATION = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const JOB = `${SYNCHRONIZATION}/jobs/{jobId}`;
const house = () => services().house;

const post = (name: string, route: string, roles: readonly string[], handle: (call: Call) => Promise<Reply>) =>
  app.http(name, endpoint(route, { POST: { roles, handle } }));

post('startJob', `${JOB}/start`, OPERATE_JOBS, (call) => postStart(call, house()));
post('pauseJob', `${JOB}/pause`, OPERATE_JOBS, (call) => postPause(call, house()));
post('restartJob', `${JOB}/restart`, OPERATE_JOBS, (call) => postRestart(call, house()));
post('validateCredentials', `${JOB}/validateCredentials`, OPERATE_JOBS, (call) => postValidateJob(call, house()));
post('validateCredentialsOfTemplate', `${SYNCHRONIZATION}/jobs/validateCredentials`, WRITE_JOBS, (call) =>
  postValidateTemplate(call, house()),
);
post('acquireAccessToken', `${SYNCHRONIZATION}/acquireAccessToken`, WRITE_JOBS, (call) =>
  postAcquireAccessToken(call, house()),
);
