import { app } from '@azure/functions';
import { COUNTED } from '../../shared/api/http/queryArguments';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { listHeldDeletions, postAllow, postReject } from '../../shared/api/jobs/heldDeletions';
import { endpoint, services } from '../../shared/composition/services';

const HELD = 'muster/jobs/{jobId}/heldDeletions';
const house = () => services().house;

app.http(
  'heldDeletions',
  endpoint(HELD, {
    GET: { roles: READ_JOBS, options: COUNTED, handle: (call) => listHeldDeletions(call, house()) },
  }),
);

app.http(
  'allowDeletions',
  endpoint(`${HELD}/allow`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postAllow(call, house()) },
  }),
);

app.http(
  'rejectDeletions',
  endpoint(`${HELD}/reject`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postReject(call, house()) },
  }),
);
