import { app } from '@azure/functions';
import { listParkedMessages } from '../shared/api/parkedMessages';
import { READ_ANY_JOB } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

app.http(
  'parkedMessages',
  endpoint('muster/parkedMessages', {
    GET: { roles: READ_ANY_JOB, handle: (call) => listParkedMessages(call, services().administration) },
  }),
);
