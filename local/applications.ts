/** What the issuer is told of applications that were made over the API, and of the secrets and permissions that any was given there. */
import { judgeSecret } from '../shared/pipeline/applications/passwords';
import type { Needs } from '../shared/pipeline/ports';
import type { Clock } from '../shared/ports';
import type { ApplicationSecrets, TokenClient } from './issuer/clients';

export interface Applications {
  find(clientId: string): Promise<ApplicationSecrets | undefined>;
  rolesOf(client: TokenClient): Promise<readonly string[]>;
}

export function openApplications(
  { jobs, clients }: Needs<'jobs' | 'clients'>,
  clock: Pick<Clock, 'now'>,
): Applications {
  return {
    async find(clientId) {
      const isIt = ({ appId }: { readonly appId: string }) => appId.toLowerCase() === clientId.toLowerCase();
      const kept = (await clients.list()).find(isIt);
      if (kept === undefined) return undefined;
      return {
        client: { clientId: kept.appId, objectId: kept.id, roles: kept.grants.map(({ role }) => role) },
        hasPrincipal: kept.application === undefined || (await jobs.listPrincipals()).some(isIt),
        judge: (secret) => judgeSecret(kept, secret, clock.now()),
      };
    },
    rolesOf: async ({ objectId }) => (await clients.get(objectId))?.grants.map(({ role }) => role) ?? [],
  };
}
