import { app } from '@azure/functions';
import type { Call, Reply } from '../shared/api/http/endpoint';
import { OPERATE_JOBS, READ_JOBS } from '../shared/api/http/roles';
import { listAgents } from '../shared/api/jobs/agents';
import { listAudit } from '../shared/api/jobs/audit';
import { postQuarantine } from '../shared/api/jobs/jobControl';
import { listEscrows, listWaitingReferences, postRetry } from '../shared/api/jobs/jobStates';
import { endpoint, services } from '../shared/composition/services';
import type { House } from '../shared/pipeline/ports';

const JOB = 'muster/jobs/{jobId}';
const house = () => services().house;

const get = (name: string, handle: (call: Call, ports: House) => Promise<Reply>) =>
  app.http(name, endpoint(`${JOB}/${name}`, { GET: { roles: READ_JOBS, handle: (call) => handle(call, house()) } }));

get('escrows', listEscrows);
get('waitingReferences', listWaitingReferences);
get('audit', listAudit);
get('agents', listAgents);

app.http(
  'quarantineJob',
  endpoint(`${JOB}/quarantine`, {
    POST: { roles: OPERATE_JOBS, handle: (call) => postQuarantine(call, house()) },
  }),
);

app.http(
  'retryEscrows',
  endpoint(`${JOB}/escrows/retry`, {
    POST: { roles: OPERATE_JOBS, handle: (call) => postRetry(call, house()) },
  }),
);
