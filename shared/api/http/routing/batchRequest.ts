/** The body of a `$batch` request (spec/wire-contract.md 7.3), checked as a whole: one fault refuses all of it. */

import { isJsonObject, type Json } from '../../../scim/json';
import { badRequest } from '../graphError';

export interface BatchPart {
  readonly id: string;
  readonly method: string;
  /** Below the version segment, without a leading slash and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it would be sent alone; `undefined`: none. */
  readonly body: Uint8Array | undefined;
  /** Ids of parts that must succeed first; every one exists and none waits for this part. */
  readonly dependsOn: readonly string[];
}

const MAX_PARTS = 20;

/** @throws {GraphError} 400 that names the part */
export function parseBatch(body: unknown): readonly BatchPart[] {
  const requests = isJsonObject(body) ? body.requests : undefined;
  if (!Array.isArray(requests)) throw badRequest("The batch must be an object with a list 'requests'.");
  if (requests.length === 0 || requests.length > MAX_PARTS) {
    throw badRequest(`'requests' must hold 1 to ${MAX_PARTS} requests, got ${requests.length}.`);
  }
  const parts = requests.map(parsePart);
  checkIds(parts);
  checkOrder(parts);
  return parts;
}

function parsePart(value: unknown, index: number): BatchPart {
  const place = `requests[${index}]`;
  if (!isJsonObject(value)) throw badRequest(`${place} must be an object.`);
  const { id, method, url, headers = {}, body, dependsOn = [] } = value;
  if (typeof id !== 'string' || id === '') throw badRequest(`${place}.id must be a non-empty string.`);
  if (typeof method !== 'string' || method === '') throw badRequest(`${place}.method must be a non-empty string.`);
  if (typeof url !== 'string' || url === '') throw badRequest(`${place}.url must be a non-empty string.`);
  if (!isJsonObject(headers)) throw badRequest(`${place}.headers must be an object.`);
  if (!Array.isArray(dependsOn) || !dependsOn.every((other) => typeof other === 'string')) {
    throw badRequest(`${place}.dependsOn must be a list of ids.`);
  }
  const byName = new Map(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]));
  const hasBody = body !== undefined && body !== null;
  if (hasBody && !byName.has('content-type')) {
    throw badRequest(`${place} has a body and must name its Content-Type in its headers.`);
  }
  const [path = '', ...query] = url.split('?');
  return {
    id,
    method,
    path: path.replace(/^\/+/, ''),
    query: new URLSearchParams(query.join('?')),
    headers: byName,
    body: hasBody ? bodyBytes(body, byName.get('content-type') ?? '') : undefined,
    dependsOn,
  };
}

/** JSON stands in a batch as it is; what is of another type, as text in base64. */
function bodyBytes(body: Json, contentType: string): Uint8Array {
  const isEncoded = typeof body === 'string' && !/^application\/json\b/i.test(contentType.trim());
  return isEncoded ? Buffer.from(body, 'base64') : Buffer.from(JSON.stringify(body));
}

const sameId = (id: string) => id.toLowerCase();

function checkIds(parts: readonly BatchPart[]): void {
  const seen = new Set<string>();
  for (const { id } of parts) {
    if (seen.has(sameId(id))) throw badRequest(`The id '${id}' is used by more than one request of the batch.`);
    seen.add(sameId(id));
  }
}

/** Takes away what can run, round by round; what is left over waits for itself or for what is not there. */
function checkOrder(parts: readonly BatchPart[]): void {
  const done = new Set<string>();
  let waiting = parts;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => done.has(sameId(id))));
    const [stuck] = waiting;
    if (ready.length === 0 && stuck) {
      throw badRequest(`Request '${stuck.id}' depends on a request that is not in the batch, or on itself.`);
    }
    for (const { id } of ready) done.add(sameId(id));
    waiting = waiting.filter((part) => !ready.includes(part));
  }
}
