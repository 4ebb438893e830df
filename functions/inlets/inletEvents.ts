import { app } from '@azure/functions';
import { READ_JOBS } from '../../shared/api/http/roles';
import { EVENT_OPTIONS, listEvents, readEvent } from '../../shared/api/inlets/events';
import { endpoint, services } from '../../shared/composition/services';

const EVENTS = 'muster/jobs/{jobId}/inlets/{name}/events';

app.http(
  'inletEvents',
  endpoint(EVENTS, {
    GET: { roles: READ_JOBS, options: EVENT_OPTIONS, handle: (call) => listEvents(call, services().house) },
  }),
);
app.http(
  'inletEvent',
  endpoint(`${EVENTS}/{id}`, {
    GET: { roles: READ_JOBS, handle: (call) => readEvent(call, services().house) },
  }),
);
