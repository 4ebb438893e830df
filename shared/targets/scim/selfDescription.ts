/**
 * What a service says of itself (RFC 7644, 4): which features it has, and which attributes. All three documents are
 * optional here, since many services lack them.
 */
import type { Json, JsonObject } from '../../scim/json';
import { CORE_USER } from '../../scim/urns';
import { readList, readObject } from './answers';
import type { BulkOffer } from './bulk';
import type { ScimClient } from './client';
import { DIALECTS, type Dialect } from './dialect';
import { refusal } from './failures';
import { member } from './resource';

export interface ScimFeatures {
  readonly patch: boolean;
  readonly filter: boolean;
  readonly etag: boolean;
  /** What may travel together; `undefined` when nothing may, or the service does not say how much. */
  readonly bulk: BulkOffer | undefined;
}

/** @returns `undefined` for a service that does not say */
export async function readFeatures(client: ScimClient): Promise<ScimFeatures | undefined> {
  const answer = await ask(client, '/ServiceProviderConfig');
  if (answer === undefined) return undefined;
  const config = readObject(answer);
  const supports = (feature: string) => member(member(config, feature), 'supported') === true;
  const bulk = supports('bulk') ? bulkOffer(member(config, 'bulk')) : undefined;
  return { patch: supports('patch'), filter: supports('filter'), etag: supports('etag'), bulk };
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
export function chooseDialect(features: ScimFeatures | undefined): Dialect {
  if (features === undefined) return DIALECTS.entraClassic;
  return features.patch ? DIALECTS.rfc : DIALECTS.noPatch;
}

/** The schema documents that make up a user, the core schema first; `undefined` for a service that does not publish them. */
export async function readUserSchemas(client: ScimClient): Promise<readonly JsonObject[] | undefined> {
  const answer = await ask(client, '/Schemas');
  if (answer === undefined) return undefined;
  const extensions = await readExtensions(client);
  const isCore = (schema: JsonObject) => sameUrn(member(schema, 'id'), CORE_USER);
  const isExtension = (schema: JsonObject) =>
    extensions === undefined
      ? /:extension:.*:User$/i.test(String(member(schema, 'id')))
      : extensions.some((urn) => sameUrn(member(schema, 'id'), urn));
  const { resources } = readList(answer);
  return [...resources.filter(isCore), ...resources.filter(isExtension)];
}

/** The schema documents name every extension there is; only the resource type tells which belong to users. */
async function readExtensions(client: ScimClient): Promise<readonly string[] | undefined> {
  const answer = await ask(client, '/ResourceTypes');
  if (answer === undefined) return undefined;
  const user = readList(answer).resources.find((type) => sameUrn(member(type, 'schema'), CORE_USER));
  const extensions = user && member(user, 'schemaExtensions');
  return Array.isArray(extensions) ? extensions.map((extension) => String(member(extension, 'schema'))) : [];
}

/** `undefined` when the service has no such document: it says so, or answers with the page it has for any address. */
async function ask(client: ScimClient, path: string) {
  const answer = await client.send({ method: 'GET', path });
  if (answer.status >= 200 && answer.status < 300) return /json/i.test(answer.contentType) ? answer : undefined;
  if ([400, 403, 404, 405, 501].includes(answer.status)) return undefined;
  throw refusal(answer, { attempt: `show ${path}`, attributes: [], secrets: client.secrets() });
}

function sameUrn(a: unknown, b: string): boolean {
  return typeof a === 'string' && a.toLowerCase() === b.toLowerCase();
}
