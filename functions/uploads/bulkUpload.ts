import { app } from '@azure/functions';
import { receiveBulkUpload, UPLOAD_ROLES } from '../../shared/api/uploads/bulkUpload';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'bulkUpload',
  endpoint('{version}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}/bulkUpload', {
    POST: {
      roles: UPLOAD_ROLES,
      handle: (call) => receiveBulkUpload(call, services().house, services().limits.upload),
    },
  }),
);
