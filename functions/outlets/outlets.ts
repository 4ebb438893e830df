import { app } from '@azure/functions';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { EVENT_OPTIONS, listEvents } from '../../shared/api/outlets/outletEvents';
import { deleteOutlet, getOutlet, listOutlets, postOutlet, putOutlet } from '../../shared/api/outlets/outlets';
import { endpoint, services } from '../../shared/composition/services';

const OUTLETS = 'muster/jobs/{jobId}/outlets';
const OUTLET = `${OUTLETS}/{name}`;
const house = () => services().house;

app.http(
  'outlets',
  endpoint(OUTLETS, {
    GET: { roles: READ_JOBS, handle: (call) => listOutlets(call, house()) },
    POST: { roles: WRITE_JOBS, handle: (call) => postOutlet(call, house()) },
  }),
);

app.http(
  'outlet',
  endpoint(OUTLET, {
    GET: { roles: READ_JOBS, handle: (call) => getOutlet(call, house()) },
    PUT: { roles: WRITE_JOBS, handle: (call) => putOutlet(call, house()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => deleteOutlet(call, house()) },
  }),
);

app.http(
  'outletEvents',
  endpoint(`${OUTLET}/events`, {
    GET: { roles: READ_JOBS, options: EVENT_OPTIONS, handle: (call) => listEvents(call, house()) },
  }),
);
