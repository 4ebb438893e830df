import { app } from '@azure/functions';
import { listAudit } from '../shared/api/audit';
import { postQuarantine } from '../shared/api/jobControl';
import { listEscrows, listHeldDeletions, listWaitingReferences, postRetry } from '../shared/api/jobStates';
import { READ_JOBS, WRITE_JOBS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

const JOB = 'muster/jobs/{jobId}';
const ports = () => services().administration;

const get = (name: string, handle: typeof listEscrows) =>
  app.http(name, endpoint(`${JOB}/${name}`, { GET: { roles: READ_JOBS, handle: (call) => handle(call, ports()) } }));

get('escrows', listEscrows);
get('heldDeletions', listHeldDeletions);
get('waitingReferences', listWaitingReferences);
get('audit', listAudit);

app.http(
  'quarantineJob',
  endpoint(`${JOB}/quarantine`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postQuarantine(call, ports()) },
  }),
);

app.http(
  'retryEscrows',
  endpoint(`${JOB}/escrows/retry`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postRetry(call, ports()) },
  }),
);
