/**
 * Microsoft Graph's application permissions, as far as something here asks for them: the app roles of its service principal, with the ids
 * they have in every tenant ("Microsoft Graph permissions reference").
 */

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

export interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
}

const role = (value: string, id: string, displayName: string): AppRole => ({ id, value, displayName });

export const GRAPH_APP_ROLES: readonly AppRole[] = [
  role('Application.Read.All', '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', 'Read all applications'),
  role('Application.ReadWrite.All', '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', 'Read and write all applications'),
  role(
    'Application.ReadWrite.OwnedBy',
    '18a4783c-866b-4cc7-a460-3d5e5662c884',
    'Manage apps that this app creates or owns',
  ),
  role(
    'AppRoleAssignment.ReadWrite.All',
    '06b708a9-e830-4db3-a914-8e69da51d44f',
    'Manage app permission grants and app role assignments',
  ),
  role('AuditLog.Read.All', 'b0afded3-3588-46d8-8b3d-9842eff778da', 'Read all audit log data'),
  role('Directory.Read.All', '7ab1d382-f21e-4acd-a863-ba3e13f7da61', 'Read directory data'),
  role('Directory.ReadWrite.All', '19dbc75e-c2e2-444c-a770-ec69d8559fc7', 'Read and write directory data'),
  role('Organization.Read.All', '498476ce-e0fe-48b0-b801-37ba7e2685c6', 'Read organization information'),
  // Graph's own id of this one stands in no source that we have: look it up by its value, as one should anyway.
  role('ProvisioningLog.Read.All', '8f5b2a1c-6d3e-4c7f-9a80-2b4d6e8f0a1c', 'Read all provisioning log data'),
  role('Synchronization.Read.All', '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce', 'Read all Azure AD synchronization data'),
  role(
    'Synchronization.ReadWrite.All',
    '9b50c33d-700f-43b1-b2eb-87e89b703581',
    'Read and write all Azure AD synchronization data',
  ),
  role(
    'SynchronizationData-User.Upload',
    'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a',
    'Upload user data to the identity synchronization service',
  ),
  role(
    'SynchronizationData-User.Upload.OwnedBy',
    '25c32ff3-849a-494b-b94f-20a8ac4e6774',
    'Upload user data to the identity sync service for apps that this application creates or owns',
  ),
  role(
    'User-LifeCycleInfo.ReadWrite.All',
    '925f1248-0f97-47b9-8ec8-538c54e01325',
    "Read and write all users' lifecycle information",
  ),
  role('User.Read.All', 'df021288-bdef-4463-88db-98f22de89214', "Read all users' full profiles"),
  role('User.ReadWrite.All', '741f803b-c850-494e-b5df-cde7c675a1ca', "Read and write all users' full profiles"),
];
