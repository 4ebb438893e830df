/**
 * Applications made over the API, which the development issuer gives tokens to as soon as they have a service principal and a secret. An
 * application is kept as the client it is going to be.
 */
import type { Initiator } from '../../store/jobs/audit';
import type { Client } from '../../store/jobs/clients';
import { auditChanges } from '../jobs/auditChanges';
import { principalIdOf } from '../jobs/principals';
import type { Needs } from '../ports';

export interface NewApplication {
  readonly displayName: string;
  /** Client ids of the applications that own it. */
  readonly ownerAppIds: readonly string[];
}

export async function createApplication(
  { displayName, ownerAppIds }: NewApplication,
  by: Initiator,
  { clients, audit, random }: Needs<'clients' | 'audit' | 'random'>,
): Promise<Client> {
  const appId = random.uuid();
  const id = principalIdOf(appId);
  const client: Client = { id, appId, displayName, grants: [], given: [], application: { ownerAppIds } };
  await clients.change(id, () => client);
  const changes = auditChanges({}, { appId, displayName, ownerAppIds });
  await audit.record(id, { activity: 'CreateApplication', by, changes });
  return client;
}
