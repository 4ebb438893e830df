/** An outlet is made or changed: its secrets sealed, its job told that it has one, its receiver asked whether it is there. */

import { MASK } from '../../engine/job/secretKeys';
import type { GivenOutlet } from '../../outlets/definition';
import { NEW_HEALTH, resumed } from '../../outlets/health';
import { newSecret, SECRET_BYTES } from '../../outlets/signing';
import type { JsonObject } from '../../scim/json';
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';
import { pingOutlet } from './pingOutlet';
import { headerPlace, keyPlace } from './sealedPlaces';

export type OutletPorts = Needs<
  'clock' | 'random' | 'jobs' | 'contexts' | 'audit' | 'sealer' | 'outside' | 'outlets' | 'outletEvents'
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
  const isSent = given.definition.url !== null;
  const secret = isSent ? (given.secret ?? newSecret(random.bytes(SECRET_BYTES))) : undefined;
  const outlet: Outlet = {
    ...ref,
    name: given.name,
    createdAt: now,
    definition: given.definition,
    keys: secret === undefined ? [] : [sealedKey(secret, ref, ports)],
    headers: sealedHeaders(given, ref, {}, ports),
  };
  // First, since what is committed from here on has a pointer; without an outlet it is taken away again.
  await ports.jobs.change(job.id, (found) => (found.hasOutlets === true ? undefined : { ...found, hasOutlets: true }));
  ports.contexts.forget(job.id);
  await outlets.add(outlet);
  await outlets.changeHealth(job.id, outlet.name, () => ({ ...NEW_HEALTH, askedAt: now }));
  const changes = auditChanges({}, { outlets: { [outlet.name]: outletRecord(outlet) } });
  await ports.audit.record(job.id, { activity: 'SaveOutlet', by, changes });
  if (isSent) await pingOutlet(outlet, ports);
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
  const isElsewhere = originOf(before.definition.url) !== originOf(given.definition.url);
  if (isElsewhere && Object.values(given.headers).includes(MASK)) throw new HeaderNotGivenAnew();
  const isNew = given.secret !== undefined || (before.keys.length === 0 && given.definition.url !== null);
  const secret = isNew ? (given.secret ?? newSecret(ports.random.bytes(SECRET_BYTES))) : undefined;
  const outlet: Outlet = {
    ...before,
    definition: given.definition,
    keys: secret === undefined ? before.keys : [sealedKey(secret, ref, ports)],
    headers: sealedHeaders(given, ref, before.headers, ports),
  };
  await ports.outlets.replace(outlet, etag);
  const changes = auditChanges(
    { outlets: { [outlet.name]: outletRecord(before) } },
    { outlets: { [outlet.name]: outletRecord(outlet) } },
  );
  await ports.audit.record(outlet.jobId, { activity: 'SaveOutlet', by, changes });
  if (before.definition.url !== outlet.definition.url || secret !== undefined) {
    const now = ports.clock.now();
    await ports.outlets.changeHealth(outlet.jobId, outlet.name, (health) => ({
      ...resumed(health, now),
      verified: false,
    }));
    if (outlet.definition.url !== null) await pingOutlet(outlet, ports);
  }
  return { stored: await known(outlet, ports), secret };
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
export function outletRecord({ definition, keys, headers }: Outlet): JsonObject {
  return {
    ...(JSON.parse(JSON.stringify(definition)) as JsonObject),
    // Of a secret only whether it is another one.
    secrets: Object.fromEntries(keys.map(({ id }) => [id, MASK])),
    headers: Object.fromEntries(Object.entries(headers).map(([name, sealed]) => [name, `${MASK} ${sealed.slice(-6)}`])),
  };
}

const originOf = (url: string | null) => (url === null ? null : new URL(url).origin);

async function known({ jobId, name }: Outlet, { outlets }: OutletPorts): Promise<StoredOutlet> {
  const stored = await outlets.get(jobId, name);
  if (stored === undefined) throw new Error(`The outlet ${name} was removed while it was saved.`);
  return stored;
}
