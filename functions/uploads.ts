import { app } from '@azure/functions';
import { READ_RECEIPTS, readUpload } from '../shared/api/uploads/uploads';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'upload',
  endpoint('muster/uploads/{id}', {
    GET: { roles: READ_RECEIPTS, handle: (call) => readUpload(call, services().house) },
  }),
);
