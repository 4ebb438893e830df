import { app } from '@azure/functions';
import { receiveBulkUpload } from '../shared/api/uploads/bulkUpload';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'bulkUpload',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/bulkUpload', {
    POST: {
      roles: ['SynchronizationData-User.Upload', 'SynchronizationData-User.Upload.OwnedBy'],
      handle: (call) => receiveBulkUpload(call, services().house, services().limits.upload),
    },
  }),
);
