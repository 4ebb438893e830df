/**
 * What is registered in Entra, as data: which application, which roles, which scope. The ids are fixed here, so that a second
 * run finds what the first one made. `test/infra/entra.test.ts` holds the permissions to those that the API asks for.
 */

/** Value, id, and what whoever grants it reads. */
const FOR_APPLICATIONS = [
  ['SynchronizationData-User.Upload', 'd1c97d7d-377f-5041-872a-1b177618e8ed', 'Upload people to every job'],
  [
    'SynchronizationData-User.Upload.OwnedBy',
    '8690c6f2-1a3f-5c3e-a436-56d0e9ef67ed',
    'Upload people to jobs of applications it owns',
  ],
  ['Synchronization.Read.All', '6650bd1e-0bc4-58ad-81a0-3605383c817a', 'Read jobs, schemas and people'],
  [
    'Synchronization.ReadWrite.All',
    '4c1b6cfe-c000-5e2a-a355-3c5451d988d6',
    'Read and change jobs, schemas and secrets',
  ],
  ['Application.ReadWrite.OwnedBy', '596e1b29-d673-56a3-ac6a-971b14d21cd9', 'Make applications, and manage their jobs'],
  ['Application.Read.All', '0d52358b-f852-5457-aaa9-240f873a9785', 'Read applications'],
  ['Application.ReadWrite.All', '0449bf18-5869-5cd0-bcd2-4c9dcad64d1b', 'Read and change applications'],
  ['ProvisioningLog.Read.All', '6e2299dd-92fb-5fd5-b1dd-7a65029836f7', 'Read the provisioning log'],
  ['AuditLog.Read.All', 'ae4e27c6-b4dd-5e7d-91bb-8bfd62417af0', 'Read the provisioning log and the audit'],
];

/** The embedded directory speaks Graph as well; where people go to Entra, nobody may have these from us. */
const OF_THE_EMBEDDED_DIRECTORY = [
  ['User.Read.All', 'a211745d-3938-5152-8f4e-dfa8bbdbe670', 'Read users of the embedded directory'],
  ['User.ReadWrite.All', '65b8e6f5-1f50-5958-a2ad-26bddf958b96', 'Read and change users of the embedded directory'],
  [
    'User-LifeCycleInfo.ReadWrite.All',
    '2f003bee-72d9-52c4-8459-fb0b91d4f461',
    'Read and change when users of the embedded directory leave',
  ],
  ['Directory.Read.All', 'aa538075-50a3-534c-91b3-625337795fb6', 'Read the embedded directory'],
  ['Directory.ReadWrite.All', 'd8161f0e-00d8-5dda-abc4-79e819ab334b', 'Read and change the embedded directory'],
  [
    'Organization.Read.All',
    '5174a090-a77a-517a-9fc1-0b95993ba195',
    'Read what the embedded directory says of the organization',
  ],
];

/** What a person may do; each stands for permissions (spec/console.md 2). */
const FOR_PEOPLE = [
  ['Muster.Reader', '19d19794-458e-5749-b988-ac92bb0fc50b', 'See jobs, logs, people, mappings and the audit'],
  [
    'Muster.Operator',
    'e6b3d292-07d6-5448-a759-f0109ffe4178',
    'See, upload, plan, provision on demand, start and pause',
  ],
  ['Muster.Admin', '01473626-7cfd-5528-90a8-ae6bf10c295f', 'All: mappings, secrets, settings, deletions'],
];

const CONSOLE_SCOPE_ID = 'e2a90251-3116-5973-9cde-92f609a0340a';
/** The Azure CLI, so that `muster` works after `az login`. */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const GRAPH = '00000003-0000-0000-c000-000000000000';

/** What the app's own identity needs of Graph, to provision into this tenant. */
export const GRAPH_PERMISSIONS = ['User.ReadWrite.All', 'Organization.Read.All'];
export const GRAPH_APP_ID = GRAPH;

/** @param target where people go: `graph` or `directory` */
export function appRoles(target) {
  const applications = target === 'directory' ? [...FOR_APPLICATIONS, ...OF_THE_EMBEDDED_DIRECTORY] : FOR_APPLICATIONS;
  return [...applications.map((row) => role(row, 'Application')), ...FOR_PEOPLE.map((row) => role(row, 'User'))];
}

function role([value, id, description], member) {
  return { id, value, displayName: value, description, allowedMemberTypes: [member], isEnabled: true };
}

/** Whose tokens Muster accepts. A scope alone grants nothing: what a person may do is the person's roles. */
export function apiApplication(environment, target) {
  return { displayName: `Muster ${environment}`, signInAudience: 'AzureADMyOrg', appRoles: appRoles(target) };
}

/** What can be said of it only when it has its client id, and the console its own. */
export function apiDetails(appId, consoleAppId) {
  return {
    identifierUris: [`api://${appId}`],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [
        {
          id: CONSOLE_SCOPE_ID,
          value: 'console',
          type: 'User',
          isEnabled: true,
          adminConsentDisplayName: 'Use Muster as the signed-in person',
          adminConsentDescription:
            'Lets the console and the command line act with the roles that the person has in Muster.',
          userConsentDisplayName: 'Use Muster as you',
          userConsentDescription: 'Lets the console and the command line act with the roles that you have in Muster.',
        },
      ],
      preAuthorizedApplications: [consoleAppId, AZURE_CLI].map((appId) => ({
        appId,
        delegatedPermissionIds: [CONSOLE_SCOPE_ID],
      })),
    },
  };
}

/** @param endpoint the app's address; `undefined`: it is not deployed yet, and nobody can sign in */
export function consoleApplication(environment, endpoint) {
  return {
    displayName: `Muster console ${environment}`,
    signInAudience: 'AzureADMyOrg',
    ...(endpoint && { spa: { redirectUris: [`${endpoint}/console/signin`] } }),
  };
}
