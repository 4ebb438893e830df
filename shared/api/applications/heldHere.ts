/** Whether the development issuer gives the tokens: then its clients, their secrets and their permissions are kept here. */
import type { Needs } from '../../pipeline/ports';
import { GraphError } from '../http/graphError';

/**
 * @param what `Applications`
 * @throws {GraphError} 501 where another issuer gives the tokens
 */
export async function requireHeldHere(what: string, { clients }: Needs<'clients'>): Promise<void> {
  if ((await clients.list()).length > 0) return;
  throw new GraphError(
    501,
    'NotImplemented',
    `${what} are not held here: they belong to the directory that issues the tokens, and are read and changed there, in Entra under the ` +
      'same path of https://graph.microsoft.com.',
  );
}
