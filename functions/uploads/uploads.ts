import { app } from '@azure/functions';
import { PAGED } from '../../shared/api/http/queryArguments';
import { READ_LOGS } from '../../shared/api/http/roles';
import { listUploads } from '../../shared/api/uploads/uploadList';
import { queryUploads, READ_RECEIPTS, readUpload } from '../../shared/api/uploads/uploads';
import { endpoint, services } from '../../shared/composition/services';

const UPLOADS = 'muster/uploads';
const house = () => services().house;

app.http(
  'upload',
  endpoint(`${UPLOADS}/{id}`, {
    GET: { roles: READ_RECEIPTS, options: ['summary'], handle: (call) => readUpload(call, house()) },
  }),
);
app.http(
  'queryUploads',
  endpoint(`${UPLOADS}/query`, {
    POST: { roles: READ_RECEIPTS, handle: (call) => queryUploads(call, house()) },
  }),
);
app.http(
  'uploads',
  endpoint('muster/jobs/{jobId}/uploads', {
    GET: { roles: READ_LOGS, options: PAGED, handle: (call) => listUploads(call, house()) },
  }),
);
