/**
 * Accounts that are to be read again: what others fill in later, such as a mailbox, and what changed without Muster. First everybody
 * who was there before the writeback is put on the list, a few hundred a round; then whoever is due is read, at the target's pace.
 *
 * Beside the job's round, since a target may take its time: each look is judged on what was known before it, whoever else looks.
 */
import { ProvisioningError } from '../../../errors';
import { notRead } from '../../../outlets/writeback/state';
import type { StoredOutlet } from '../../../store/outlets/outlets';
import type { Pass, StoredWriteback } from '../../../store/outlets/writebacks';
import { SHARDS } from '../../../store/people/personRow';
import type { JobDefinition } from '../../jobContext';
import { type ReadAccount, readAccounts } from '../../jobs/readAccounts';
import type { Needs } from '../../ports';
import { from, sideBySide } from '../../queue/sideBySide';
import { isReadable, type LookedThrough, lookSoon, noteLook } from './noteLook';
import { type OpenWriteback, openWriteback } from './openWriteback';

type Ports = Needs<
  'clock' | 'random' | 'logger' | 'sealer' | 'people' | 'outlets' | 'writebacks' | 'contexts' | 'ask' | 'operations'
>;

/** People put on the list between two looks at the clock. */
const LISTED_AT_ONCE = 100;
/** Until it is looked whether somebody has set the right key again. */
const KEY_PAUSE_MS = 15 * 60_000;
/** Accounts read between two looks at the clock; of each lane a few. */
const READ_OF_A_LANE = 4;
const PEOPLE_AT_ONCE = 8;
const LANES: readonly number[] = Array.from({ length: SHARDS }, (_, lane) => lane);

export function isLookDue({ outlet, health }: StoredOutlet, now: number): boolean {
  const { writeback, enabled } = outlet.definition;
  return writeback !== undefined && enabled && health.lookAt !== null && now >= health.lookAt;
}

/** @param until when no more is begun, milliseconds */
export async function readAgain(
  { outlet }: StoredOutlet,
  definition: JobDefinition,
  until: number,
  ports: Ports,
): Promise<void> {
  const writeback = openWriteback(outlet, definition.compiled, ports);
  if (writeback === undefined) return;
  const { jobId, name } = outlet;
  const begun = ports.clock.now();
  if (!isReadable(writeback)) return waitForKey(writeback, begun, ports);
  // What a look finds may have to be sent, and is looked for by this alone.
  await ports.outlets.changeHealth(jobId, name, (health) => ({ ...health, dueAt: begun }));
  await goThrough(writeback, until, ports);
  const isPast = () => ports.clock.now() >= until;
  while (!isPast() && (await readSome(writeback, definition, ports)));
  const next = (await ports.writebacks.pass(outlet)) === undefined ? await ports.writebacks.nextDue(outlet) : begun;
  await ports.outlets.changeHealth(jobId, name, (health) => ({
    ...health,
    dueAt: ports.clock.now(),
    // Somebody may have found something nearer meanwhile.
    lookAt: health.lookAt !== null && health.lookAt > begun ? Math.min(next ?? health.lookAt, health.lookAt) : next,
  }));
}

/** Nobody is taken off the list meanwhile. */
async function waitForKey({ outlet, hash }: OpenWriteback, now: number, ports: Ports): Promise<void> {
  const { jobId, name } = outlet;
  const message = hash instanceof Error ? hash.message : '';
  ports.logger.error('A writeback cannot go on', { jobId, outlet: name, reason: message });
  await ports.outlets.changeHealth(jobId, name, (health) => ({
    ...health,
    lastFailure: { at: now, status: null, message },
    lookAt: now + KEY_PAUSE_MS,
  }));
}

async function goThrough(writeback: LookedThrough, until: number, ports: Ports): Promise<void> {
  const { outlet } = writeback;
  let pass = await ports.writebacks.pass(outlet);
  while (pass !== undefined && ports.clock.now() < until) {
    const anchors = await ports.people.anchors(outlet.jobId, pass.shard, pass.after, LISTED_AT_ONCE);
    await listPeople(writeback, anchors, pass, ports);
    pass = passAfter(pass, anchors);
    await ports.writebacks.setPass(outlet, pass);
  }
}

function passAfter(pass: Pass, anchors: readonly string[]): Pass | undefined {
  if (anchors.length === LISTED_AT_ONCE) return { ...pass, after: anchors.at(-1) ?? null };
  return pass.shard + 1 < SHARDS ? { ...pass, shard: pass.shard + 1, after: null } : undefined;
}

async function listPeople(
  writeback: LookedThrough,
  anchors: readonly string[],
  { isBaseline }: Pass,
  ports: Ports,
): Promise<void> {
  const found = await ports.people.load(writeback.outlet.jobId, anchors);
  await sideBySide(PEOPLE_AT_ONCE, from(anchors), async (anchor) => {
    const person = found.get(anchor)?.person;
    if (person?.link == null || writeback.isWanted?.(person.data) === false) return;
    await lookSoon(writeback, { anchor, targetId: person.link.targetAnchor, isBaseline }, ports);
  });
}

/** @returns whether there may be more */
async function readSome(writeback: LookedThrough, { job }: JobDefinition, ports: Ports): Promise<boolean> {
  const { outlet, names } = writeback;
  const now = ports.clock.now();
  const due = (await Promise.all(LANES.map((lane) => ports.writebacks.due(outlet, lane, now, READ_OF_A_LANE)))).flat();
  if (due.length === 0) return false;
  const people = await ports.people.load(
    job.id,
    due.map(({ state }) => state.anchor),
  );
  const linked = due.flatMap((stored) => {
    const person = people.get(stored.state.anchor)?.person;
    const isOurs = person?.link != null && writeback.isWanted?.(person.data) !== false;
    return isOurs ? [{ stored, id: person?.link?.targetAnchor ?? '' }] : [];
  });
  const known = new Set(linked.map(({ stored }) => stored));
  for (const stored of due) if (!known.has(stored)) await ports.writebacks.remove(outlet, stored); // forgotten, or out
  const ids = linked.map(({ id }) => id);
  const read = ids.length === 0 ? new Map<string, ReadAccount>() : await tryReading(job, ids, names, ports);
  await sideBySide(PEOPLE_AT_ONCE, from(linked), ({ stored, id }) =>
    noteRead(writeback, stored, id, read.get(id) ?? null, ports),
  );
  return true;
}

/** A target out of reach keeps nobody off the list: all are read later. */
async function tryReading(
  job: JobDefinition['job'],
  ids: readonly string[],
  names: readonly string[],
  ports: Ports,
): Promise<ReadonlyMap<string, ReadAccount>> {
  try {
    return await readAccounts(job, ids, names, ports);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    ports.logger.warn('Accounts could not be read for what is written back', { jobId: job.id, code: error.code });
    return new Map(ids.map((id) => [id, error.message]));
  }
}

async function noteRead(
  writeback: LookedThrough,
  stored: StoredWriteback,
  targetId: string,
  read: ReadAccount,
  ports: Ports,
): Promise<void> {
  const { anchor } = stored.state;
  if (read !== null && typeof read !== 'string') {
    await noteLook(writeback, { anchor, targetId, account: read, told: 0, isBaseline: false }, ports);
    return;
  }
  const why = read ?? 'The account is not there.';
  // Whoever changed it meanwhile has looked.
  await ports.writebacks.save(writeback.outlet, notRead(stored.state, why, ports.clock.now()), stored);
}
