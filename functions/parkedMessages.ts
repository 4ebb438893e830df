import { app } from '@azure/functions';
import { READ_ANY_JOB } from '../shared/api/http/roles';
import { listParkedMessages } from '../shared/api/uploads/parkedMessages';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'parkedMessages',
  endpoint('muster/parkedMessages', {
    GET: { roles: READ_ANY_JOB, handle: (call) => listParkedMessages(call, services().house) },
  }),
);
