import { app } from '@azure/functions';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { listWriteback, postMark, postRetry, WRITEBACK_OPTIONS } from '../../shared/api/outlets/writeback';
import { endpoint, services } from '../../shared/composition/services';

const WRITEBACK = 'muster/jobs/{jobId}/writeback';
const house = () => services().house;

app.http(
  'writeback',
  endpoint(WRITEBACK, {
    GET: { roles: READ_JOBS, options: WRITEBACK_OPTIONS, handle: (call) => listWriteback(call, house()) },
  }),
);

app.http(
  'markWriteback',
  endpoint(`${WRITEBACK}/mark`, { POST: { roles: WRITE_JOBS, handle: (call) => postMark(call, house()) } }),
);

app.http(
  'retryWriteback',
  endpoint(`${WRITEBACK}/retry`, { POST: { roles: WRITE_JOBS, handle: (call) => postRetry(call, house()) } }),
);
