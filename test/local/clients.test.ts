import { localClients } from '../../local/clients';

const credentials = { clientId: 'c', clientSecret: 's', objectId: 'o' };
const clients = localClients({
  tenantId: 't',
  servicePrincipalId: 'sp',
  appId: 'a',
  jobId: 'j',
  client: credentials,
  uploadClient: credentials,
});

test('the upload client may upload and nothing else', () => {
  expect(clients.upload.roles).toEqual(['SynchronizationData-User.Upload']);
});

test('the full client may do everything', () => {
  expect(clients.full.roles).toEqual([
    'SynchronizationData-User.Upload',
    'SynchronizationData-User.Upload.OwnedBy',
    'Application.ReadWrite.OwnedBy',
    'Synchronization.Read.All',
    'Synchronization.ReadWrite.All',
    'ProvisioningLog.Read.All',
    'AuditLog.Read.All',
    'Application.Read.All',
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'User.ReadWrite.All',
    'Directory.ReadWrite.All',
    'Organization.Read.All',
    'User-LifeCycleInfo.ReadWrite.All',
  ]);
});
