import { app } from '@azure/functions';
import { PAGED } from '../shared/api/http/queryArguments';
import { READ_ANY_JOB } from '../shared/api/http/roles';
import { listParkedMessages } from '../shared/api/uploads/parkedMessages';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'parkedMessages',
  endpoint('muster/parkedMessages', {
    GET: { roles: READ_ANY_JOB, options: PAGED, handle: (call) => listParkedMessages(call, services().house) },
  }),
);
