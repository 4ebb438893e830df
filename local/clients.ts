/** The two clients of the local stack and what they may do. */
import {
  ASSIGN_ROLES,
  OWNED_BY,
  READ_ANY_JOB,
  READ_LOGS,
  READ_PRINCIPALS,
  WRITE_ANY_JOB,
} from '../shared/api/http/roles';
import type { LocalIdentity } from './identity';
import type { RegisteredClient } from './issuer/clients';

const UPLOAD = 'SynchronizationData-User.Upload';

/** The embedded directory's Graph surface asks for these (spec/wire-contract.md 7). */
const DIRECTORY_ROLES = [
  'User.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Organization.Read.All',
  'User-LifeCycleInfo.ReadWrite.All',
];

export interface LocalClients {
  readonly full: RegisteredClient;
  readonly upload: RegisteredClient;
}

export function localClients({ client, uploadClient }: LocalIdentity): LocalClients {
  const everything = [
    UPLOAD,
    `${UPLOAD}.OwnedBy`,
    OWNED_BY,
    ...READ_ANY_JOB,
    ...WRITE_ANY_JOB,
    ...READ_LOGS,
    ...READ_PRINCIPALS,
    ...ASSIGN_ROLES,
    ...DIRECTORY_ROLES,
  ];
  return {
    full: { ...client, roles: [...new Set(everything)] },
    upload: { ...uploadClient, roles: [UPLOAD] },
  };
}
