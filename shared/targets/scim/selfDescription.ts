/**
 * What a service says of itself (RFC 7644, 4): which features it has, and which attributes. All three documents are
 * optional here: many services lack them, and in others they are broken, huge, or forbidden. None of that stops a job;
 * what the service really takes shows when something is written (`writing/evidence.ts`).
 */
import { type FailureCode, ProvisioningError } from '../../errors';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { CORE_USER } from '../../scim/urns';
import { readBody } from './answers';
import type { BulkOffer } from './bulk';
import type { ScimClient } from './client';
import { DIALECTS, type Dialect } from './dialect';
import { member } from './resource';

/** Of what is not said, most is supposed to be there. */
export interface ScimFeatures {
  /** `false`: the service says that it does not take PATCH. */
  readonly patch: boolean;
  readonly filter: boolean;
  readonly etag: boolean;
  /** What may travel together; `undefined` when nothing may, or the service does not say how much. */
  readonly bulk: BulkOffer | undefined;
}

/** A document: `absent` is the service's word, `unreadable` may be a bad moment. */
export type Described<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'absent' | 'unreadable' };

export async function readFeatures(client: ScimClient): Promise<Described<ScimFeatures>> {
  const document = await ask(client, '/ServiceProviderConfig');
  if (document.kind !== 'read') return document;
  const [config] = objectsIn(document.value);
  if (config === undefined) return { kind: 'unreadable' };
  const says = (feature: string) => readFlag(member(config, feature));
  const bulk = says('bulk') === true ? bulkOffer(member(config, 'bulk')) : undefined;
  const value = { patch: says('patch') ?? true, filter: says('filter') ?? true, etag: says('etag') ?? false, bulk };
  return { kind: 'read', value };
}

/** `{"supported": true}`, also as text, also without the object around it. */
function readFlag(feature: Json | undefined): boolean | undefined {
  const said = String(isJsonObject(feature) ? member(feature, 'supported') : feature).toLowerCase();
  return said === 'true' ? true : said === 'false' ? false : undefined;
}

function bulkOffer(bulk: Json | undefined): BulkOffer | undefined {
  const [maxOperations, maxPayloadSize] = [member(bulk, 'maxOperations'), member(bulk, 'maxPayloadSize')];
  if (typeof maxOperations !== 'number' || typeof maxPayloadSize !== 'number') return undefined;
  return { maxOperations, maxPayloadSize };
}

/**
 * The dialect for a service with these features. One that does not describe itself was most likely only ever tried against
 * Microsoft's client, which never asks; so that client's default is spoken to it.
 */
export function chooseDialect(features: Described<ScimFeatures>): Dialect {
  if (features.kind !== 'read') return DIALECTS.entraClassic;
  return features.value.patch ? DIALECTS.rfc : DIALECTS.noPatch;
}

/** The schema documents that make up a user, the core schema first; `undefined` for a service that does not publish them. */
export async function readUserSchemas(client: ScimClient): Promise<readonly JsonObject[] | undefined> {
  const document = await ask(client, '/Schemas');
  if (document.kind !== 'read') return undefined;
  const extensions = await readExtensions(client);
  const isCore = (schema: JsonObject) => sameUrn(member(schema, 'id'), CORE_USER);
  const isExtension = (schema: JsonObject) =>
    extensions === undefined
      ? /:extension:.*:User$/i.test(String(member(schema, 'id')))
      : extensions.some((urn) => sameUrn(member(schema, 'id'), urn));
  const schemas = objectsIn(document.value);
  const ofUsers = [...schemas.filter(isCore), ...schemas.filter(isExtension)];
  return ofUsers.length === 0 ? undefined : ofUsers;
}

/** The schema documents name every extension there is; only the resource type tells which belong to users. */
async function readExtensions(client: ScimClient): Promise<readonly string[] | undefined> {
  const document = await ask(client, '/ResourceTypes');
  if (document.kind !== 'read') return undefined;
  const user = objectsIn(document.value).find((type) => sameUrn(member(type, 'schema'), CORE_USER));
  const extensions = user && member(user, 'schemaExtensions');
  return Array.isArray(extensions) ? extensions.map((extension) => String(member(extension, 'schema'))) : undefined;
}

/** The documents in a ListResponse, in a bare list, or the one that came alone. */
function objectsIn(json: Json): readonly JsonObject[] {
  const listed = isJsonObject(json) ? (member(json, 'Resources') ?? [json]) : json;
  return Array.isArray(listed) ? listed.filter(isJsonObject) : [];
}

/** Whoever cannot be reached at all will not be reached by what follows either. */
const OF_THE_WAY: ReadonlySet<FailureCode> = new Set(['EndpointUnavailable', 'TooManyRequests', 'InvalidCredentials']);

/** A 401 is no word about the credentials: what they are good for is users. */
async function ask(client: ScimClient, path: string): Promise<Described<Json>> {
  try {
    const answer = await client.send({ method: 'GET', path });
    if (answer.status >= 200 && answer.status < 300) {
      return /json/i.test(answer.contentType) ? { kind: 'read', value: readBody(answer) } : { kind: 'absent' };
    }
    return { kind: answer.status >= 500 && answer.status !== 501 ? 'unreadable' : 'absent' };
  } catch (error) {
    if (!(error instanceof ProvisioningError) || OF_THE_WAY.has(error.code)) throw error;
    return { kind: 'unreadable' };
  }
}

function sameUrn(a: unknown, b: string): boolean {
  return typeof a === 'string' && a.toLowerCase() === b.toLowerCase();
}
