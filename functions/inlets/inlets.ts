import { app } from '@azure/functions';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { deleteInlet, listInlets, listPresets, postInlet, putInlet, readInlet } from '../../shared/api/inlets/manage';
import { endpoint, services } from '../../shared/composition/services';

const INLETS = 'muster/jobs/{jobId}/inlets';
const house = () => services().house;

app.http(
  'inlets',
  endpoint(INLETS, {
    GET: { roles: READ_JOBS, handle: (call) => listInlets(call, house()) },
    POST: { roles: WRITE_JOBS, handle: (call) => postInlet(call, house()) },
  }),
);
app.http(
  'inlet',
  endpoint(`${INLETS}/{name}`, {
    GET: { roles: READ_JOBS, handle: (call) => readInlet(call, house()) },
    PUT: { roles: WRITE_JOBS, handle: (call) => putInlet(call, house()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => deleteInlet(call, house()) },
  }),
);
app.http('inletPresets', endpoint('muster/inletPresets', { GET: { roles: 'anyone', handle: listPresets } }));
