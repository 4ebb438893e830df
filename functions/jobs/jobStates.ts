import { app } from '@azure/functions';
import type { Call, Reply } from '../../shared/api/http/endpoint';
import { COUNTED, PAGED } from '../../shared/api/http/queryArguments';
import { OPERATE_JOBS, READ_JOBS } from '../../shared/api/http/roles';
import { listAgents } from '../../shared/api/jobs/agents';
import { listAudit } from '../../shared/api/jobs/audit';
import { listEscrows, postRetry, summarizeEscrows } from '../../shared/api/jobs/escrows';
import { postQuarantine } from '../../shared/api/jobs/jobControl';
import { listWaitingReferences } from '../../shared/api/jobs/jobStates';
import { endpoint, services } from '../../shared/composition/services';
import type { House } from '../../shared/pipeline/ports';

const JOB = 'muster/jobs/{jobId}';
const house = () => services().house;

type Handle = (call: Call, ports: House) => Promise<Reply>;

const get = (name: string, options: readonly string[], handle: Handle, path = name) =>
  app.http(
    name,
    endpoint(`${JOB}/${path}`, { GET: { roles: READ_JOBS, options, handle: (call) => handle(call, house()) } }),
  );

get('escrows', [...COUNTED, '$filter'], listEscrows);
get('escrowSummary', [], summarizeEscrows, 'escrows/summary');
get('waitingReferences', COUNTED, listWaitingReferences);
get('audit', PAGED, listAudit);
get('agents', [], listAgents);

const post = (name: string, route: string, handle: Handle) =>
  app.http(name, endpoint(route, { POST: { roles: OPERATE_JOBS, handle: (call) => handle(call, house()) } }));

post('quarantineJob', `${JOB}/quarantine`, postQuarantine);
post('retryEscrows', `${JOB}/escrows/retry`, postRetry);
