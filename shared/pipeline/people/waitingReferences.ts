/**
 * Who waits for whose account. The list is kept in the row of the person who is waited for, and every write of it is
 * conditional on the version in which that person had no account: so either the one who waits is on the list when the
 * account is committed, or learns of the account and goes on. Nobody is forgotten, whatever the order.
 */
import { groupBy } from '../../collections';
import type { Change, LedgerStore } from '../../store/people/ledger';
import type { Person, StoredPerson } from '../../store/people/people';
import type { Run } from '../person/run';

export interface SettledReferences {
  readonly ready: readonly Change[];
  /** People who need not wait after all: the account they wait for has appeared. */
  readonly lost: readonly string[];
  /** People waiting for an account that is about to be committed. */
  readonly awakened: readonly string[];
}

/**
 * A row has room for about this many; a manager with more reports waiting is found by the timer.
 */
const MOST_WAITERS = 2_000;

export async function settleWaitingReferences(
  changes: readonly Change[],
  run: Pick<Run, 'people' | 'context'>,
  ledger: LedgerStore,
): Promise<SettledReferences> {
  const here = new Map(changes.map((change) => [change.person.anchor, change]));
  // Registered at every attempt, on the list already or not: the write is what collides with a commit of the account.
  const waiting = changes.filter(hasLooked);
  const waiters = groupBy(waiting, (change) => change.person.waiting?.anchor ?? '');
  const lost = new Set<string>();
  const elsewhere = new Map<string, readonly string[]>();
  for (const [awaited, members] of waiters) {
    const anchors = members.map((member) => member.person.anchor);
    const change = here.get(awaited);
    if (change === undefined) elsewhere.set(awaited, anchors);
    else if (change.person.link === null) here.set(awaited, withPerson(change, addWaiters(change.person, anchors)));
    else for (const anchor of anchors) lost.add(anchor);
  }
  for (const anchor of await register(elsewhere, run, ledger)) lost.add(anchor);

  const ready: Change[] = [];
  const awakened: string[] = [];
  for (const change of here.values()) {
    if (lost.has(change.person.anchor)) continue;
    const { link, waitedForBy } = change.person;
    if (link === null || waitedForBy.length === 0) {
      ready.push(change);
      continue;
    }
    awakened.push(...waitedForBy);
    ready.push(withPerson(change, { ...change.person, waitedForBy: [] }));
  }
  return { ready, lost: [...lost], awakened };
}

/** Whether this person waits for somebody, or somebody for this person: then they are settled together. */
export function concernsOthers(change: Change): boolean {
  return hasLooked(change) || (change.person.link !== null && change.person.waitedForBy.length > 0);
}

/**
 * Whether the attempt looked for the account it waits for. One that was held, skipped or failed did not, and would not if
 * it ran again: it goes on waiting as it did, on the list since it began to.
 */
function hasLooked({ person, saved }: Change): boolean {
  return person.waiting !== null && person.waiting !== saved.waiting; // each look leaves a new object
}

/**
 * Whom storage does not take onto somebody's list waits all the same: the timer looks at everyone who does.
 *
 * @returns those who need not wait after all
 */
async function register(
  waiters: ReadonlyMap<string, readonly string[]>,
  run: Pick<Run, 'people' | 'context'>,
  ledger: LedgerStore,
): Promise<readonly string[]> {
  const released: string[] = [];
  let pending = [...waiters.keys()];
  while (pending.length > 0) {
    const loaded = await run.people.load(run.context.job.id, pending);
    const writes: StoredPerson[] = [];
    for (const awaited of pending) {
      const stored = loaded.get(awaited);
      const anchors = waiters.get(awaited) ?? [];
      if (stored === undefined || stored.person.link !== null) released.push(...anchors);
      else writes.push({ ...stored, person: addWaiters(stored.person, anchors) });
    }
    const shards = groupBy(writes, (write) => run.people.shardOf(write.person.anchor));
    const again = await Promise.all(
      [...shards.values()].map(async (members) => {
        const written = await ledger.write(members);
        return members.filter((_, index) => written[index] === undefined);
      }),
    );
    pending = again.flat().map((write) => write.person.anchor);
  }
  return released;
}

function addWaiters(person: Person, anchors: readonly string[]): Person {
  const all = new Set([...person.waitedForBy, ...anchors]);
  return { ...person, waitedForBy: [...all].slice(0, MOST_WAITERS) };
}

function withPerson(change: Change, person: Person): Change {
  return { ...change, person };
}
