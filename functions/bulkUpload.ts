import { app } from '@azure/functions';
import { receiveBulkUpload } from '../shared/api/bulkUpload';
import { endpoint, services } from '../shared/services';

app.http(
  'bulkUpload',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/bulkUpload', {
    POST: {
      roles: ['SynchronizationData-User.Upload', 'SynchronizationData-User.Upload.OwnedBy'],
      handle: (call) => receiveBulkUpload(call, services()),
    },
  }),
);
