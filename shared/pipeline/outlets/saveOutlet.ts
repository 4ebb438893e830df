/** An outlet is made or changed: its secrets sealed, its job told that it has one, its receiver asked whether it is there. */

import { changedDestinations, MASK } from '../../engine/job/secretKeys';
import { type GivenOutlet, isSent, type OutletDefinition } from '../../outlets/definition';
import { NEW_HEALTH, resumed } from '../../outlets/health';
import { newSecret, SECRET_BYTES } from '../../outlets/signing';
import { HASH_KEY_BYTES } from '../../outlets/writeback/hashing';
import type { JsonObject } from '../../scim/json';
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import type { OutletRef } from '../../store/outlets/events';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';
import { pingOutlet } from './pingOutlet';
import { hashPlace, headerPlace, keyPlace } from './sealedPlaces';
import { beginPass, isOtherMap } from './writeback/beginPass';
import { sealedAuth } from './writeback/hrSecrets';
import { keepReads } from './writeback/keepReads';
import { isHashReadable } from './writeback/openWriteback';

export type OutletPorts = Needs<
  | 'clock'
  | 'random'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'sealer'
  | 'outside'
  | 'openHr'
  | 'outlets'
  | 'outletEvents'
  | 'writebacks'
>;

/** The outlet as it is now, and the secret where it is new: it is shown this once. */
export interface SavedOutlet {
  readonly stored: StoredOutlet;
  readonly secret: string | undefined;
}

export const MOST_OUTLETS = 32;

/** There are as many as a job may have. */
export class TooManyOutlets extends Error {}

/** @throws {StoreConflict} when there is one of this name @throws {TooManyOutlets} @throws {SealingKeyMissing} */
export async function createOutlet(
  job: Job,
  given: GivenOutlet,
  by: Initiator,
  ports: OutletPorts,
): Promise<SavedOutlet> {
  const { clock, random, outlets } = ports;
  if ((await outlets.list(job.id)).length >= MOST_OUTLETS) {
    throw new TooManyOutlets(`A job has at most ${MOST_OUTLETS} outlets.`);
  }
  const ref = { jobId: job.id, id: random.uuid() };
  const now = clock.now();
  const isSigned = given.definition.url !== null;
  const secret = isSigned ? (given.secret ?? newSecret(random.bytes(SECRET_BYTES))) : undefined;
  const outlet: Outlet = {
    ...ref,
    name: given.name,
    createdAt: now,
    definition: given.definition,
    keys: secret === undefined ? [] : [sealedKey(secret, ref, ports)],
    headers: sealedHeaders(given, ref, {}, ports),
    ...(given.definition.writeback !== undefined && {
      auth: sealedAuth(given.auth ?? {}, ref, {}, ports),
      hashKey: newHashKey(ref, ports),
    }),
  };
  // First, since what is committed from here on has a pointer; without an outlet it is taken away again.
  await ports.jobs.change(job.id, (found) => (found.hasOutlets === true ? undefined : { ...found, hasOutlets: true }));
  ports.contexts.forget(job.id);
  await keepReads(job.id, [outlet], ports);
  await outlets.add(outlet);
  await outlets.changeHealth(job.id, outlet.name, () => ({ ...NEW_HEALTH, askedAt: now }));
  if (given.definition.writeback !== undefined) await beginPass(outlet, given.isBaseline === true, ports);
  const changes = auditChanges({}, { outlets: { [outlet.name]: outletRecord(outlet) } });
  await ports.audit.record(job.id, { activity: 'SaveOutlet', by, changes });
  if (isSent(given.definition)) await pingOutlet(outlet, ports);
  return { stored: await known(outlet, ports), secret };
}

/**
 * @throws {StoreConflict} when it was changed meanwhile
 * @throws {HeaderNotGivenAnew} when the address is another one, and the header would go there unseen (design, I7)
 */
export async function replaceOutlet(
  { outlet: before, etag }: StoredOutlet,
  given: GivenOutlet,
  by: Initiator,
  ports: OutletPorts,
): Promise<SavedOutlet> {
  const ref = { jobId: before.jobId, id: before.id };
  mustStaySo(before.definition, given.definition);
  const isElsewhere = originOf(before.definition.url) !== originOf(given.definition.url);
  if (isElsewhere && Object.values(given.headers).includes(MASK)) throw new HeaderNotGivenAnew();
  const moved = changedDestinations(destinationOf(before.definition), destinationOf(given.definition));
  if (moved.length > 0 && Object.values(given.auth ?? {}).includes(MASK)) throw new AuthNotGivenAnew(moved);
  const isNew = given.secret !== undefined || (before.keys.length === 0 && given.definition.url !== null);
  const secret = isNew ? (given.secret ?? newSecret(ports.random.bytes(SECRET_BYTES))) : undefined;
  // Under a new one nothing counts as written, so that all of it is written once more.
  const isHashLost = before.hashKey !== undefined && !isHashReadable(before, ports);
  const outlet: Outlet = {
    ...before,
    ...(isHashLost && { hashKey: newHashKey(ref, ports) }),
    definition: given.definition,
    keys: secret === undefined ? before.keys : [sealedKey(secret, ref, ports)],
    headers: sealedHeaders(given, ref, before.headers, ports),
    ...(given.auth !== undefined && { auth: sealedAuth(given.auth, ref, before.auth ?? {}, ports) }),
  };
  await keepReads(outlet.jobId, [outlet], ports); // what is read more, first; what is read no more, last
  await ports.outlets.replace(outlet, etag);
  await keepReads(outlet.jobId, [], ports);
  if (given.isBaseline === true || isHashLost || isOtherMap(before.definition, outlet.definition)) {
    await beginPass(outlet, given.isBaseline === true, ports);
  }
  const changes = auditChanges(
    { outlets: { [outlet.name]: outletRecord(before) } },
    { outlets: { [outlet.name]: outletRecord(outlet) } },
  );
  await ports.audit.record(outlet.jobId, { activity: 'SaveOutlet', by, changes });
  const isOtherService = moved.length > 0 || JSON.stringify(before.auth) !== JSON.stringify(outlet.auth);
  if (before.definition.url !== outlet.definition.url || secret !== undefined || isOtherService) {
    const now = ports.clock.now();
    await ports.outlets.changeHealth(outlet.jobId, outlet.name, (health) => ({
      ...resumed(health, now),
      verified: false,
    }));
    if (isSent(outlet.definition)) await pingOutlet(outlet, ports);
  }
  return { stored: await known(outlet, ports), secret };
}

/** What is fetched, sent, or written by itself is another outlet: what is kept for it is of one kind. */
function mustStaySo(before: OutletDefinition, after: OutletDefinition): void {
  if (before.writeback?.way !== after.writeback?.way) throw new OtherKind();
}

export class OtherKind extends Error {
  constructor() {
    super('kind and way stay as they are: make another outlet, and remove this one.');
  }
}

/** Where credentials go, as `secretKeys.ts` asks it of targets. */
function destinationOf({ writeback }: OutletDefinition): { readonly key: string; readonly value: string }[] {
  if (writeback?.hr === undefined) return [];
  const { baseAddress, auth } = writeback.hr;
  return Object.entries({ BaseAddress: baseAddress, ...auth }).map(([key, value]) => ({ key, value }));
}

/** Credentials that were entered for one service are not sent to another. */
export class AuthNotGivenAnew extends Error {
  constructor(moved: readonly string[]) {
    super(
      `scim.auth must be given anew: ${moved.join(', ')} changed, and "${MASK}" would send it what was meant for the old one.`,
    );
  }
}

/** A header that was entered for one address is not sent to another. */
export class HeaderNotGivenAnew extends Error {
  constructor() {
    super(
      `headers must be given anew: url is at another host, and "${MASK}" would send it what was meant for the old one.`,
    );
  }
}

export function sealedKey(secret: string, ref: Pick<Outlet, 'jobId' | 'id'>, { random, clock, sealer }: OutletPorts) {
  const id = random.uuid();
  return { id, sealed: sealer.seal(secret, keyPlace(ref, id)), addedAt: clock.now(), endsAt: null };
}

function newHashKey(ref: OutletRef, { random, sealer }: OutletPorts): string {
  return sealer.seal(Buffer.from(random.bytes(HASH_KEY_BYTES)).toString('base64'), hashPlace(ref));
}

/** @param before what is kept where the mask stands for it */
function sealedHeaders(
  { headers }: GivenOutlet,
  ref: Pick<Outlet, 'jobId' | 'id'>,
  before: Outlet['headers'],
  { sealer }: OutletPorts,
): Outlet['headers'] {
  const sealed = Object.entries(headers).flatMap(([name, value]) => {
    const kept = value === MASK ? before[name] : sealer.seal(value, headerPlace(ref, name));
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(sealed);
}

/** An outlet as audit records show it. */
export function outletRecord({ definition, keys, headers, auth }: Outlet): JsonObject {
  const masked = (sealed: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(sealed).map(([name, value]) => [name, `${MASK} ${value.slice(-6)}`]));
  return {
    ...(JSON.parse(JSON.stringify(definition)) as JsonObject),
    // Of a secret only whether it is another one.
    secrets: Object.fromEntries(keys.map(({ id }) => [id, MASK])),
    headers: masked(headers),
    ...(auth !== undefined && { auth: masked(auth) }),
  };
}

const originOf = (url: string | null) => (url === null ? null : new URL(url).origin);

async function known({ jobId, name }: Outlet, { outlets }: OutletPorts): Promise<StoredOutlet> {
  const stored = await outlets.get(jobId, name);
  if (stored === undefined) throw new Error(`The outlet ${name} was removed while it was saved.`);
  return stored;
}
