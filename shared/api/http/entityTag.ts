/** Versions of a resource as entity tags (RFC 9110, 8.8.3 and 13.1.1): whoever saves says which one they changed. */
import type { Call } from './endpoint';
import { badRequest } from './graphError';

export const entityTag = (version: string) => `"${version}"`;

const TAG = /(?:W\/)?"([^"]*)"/g;

/**
 * @returns whether a version is among those that the request is for; `undefined`: it is for whichever there is
 * @throws {GraphError} 400 for what is no list of tags
 */
export function ifMatch({ request }: Pick<Call, 'request'>): ((version: string) => boolean) | undefined {
  const header = request.headers.get('if-match')?.trim();
  if (header === undefined || header === '' || header === '*') return undefined;
  if (header.replace(TAG, '').replace(/[\s,]/g, '') !== '') {
    throw badRequest(`If-Match must be an entity tag such as "v1.9", or *, got ${header}.`);
  }
  const versions = new Set([...header.matchAll(TAG)].map(([, version = '']) => version));
  return (version) => versions.has(version);
}
