/**
 * Who waits for whose account. The list is kept in the row of the person who is waited for, and every write of it is
 * conditional on the version in which that person had no account: so either the one who waits is on the list when the
 * account is committed, or learns of the account. Nobody is forgotten, whatever the order.
 *
 * Whoever learns of it is committed all the same, and looks again after that. To run again instead would leave out of the log
 * what was just written: of a new person it would find the account, and say that it was there.
 */
import { groupBy } from '../../collections';
import type { Change, LedgerStore } from '../../store/people/ledger';
import { type Person, type StoredPerson, sinceRestart } from '../../store/people/people';
import type { Run } from '../person/run';

/** A change, with whom it looked for. */
export interface Committing extends Change {
  /** Source anchors of people whose account was not there yet. One that was held, skipped or failed looked for nobody. */
  readonly waitsFor: readonly string[];
}

export interface SettledReferences {
  readonly ready: readonly Change[];
  /** People who need not wait after all: the account they wait for has appeared. */
  readonly learned: readonly string[];
  /** People waiting for an account that is about to be committed. */
  readonly awakened: readonly string[];
}

/**
 * A row has room for about this many; a manager with more reports waiting is found by the timer.
 */
const MOST_WAITERS = 2_000;
/** A list that somebody else writes each time is left to them: the timer looks at everyone who waits. */
const MOST_TRIES = 8;

export async function settleWaitingReferences(
  changes: readonly Committing[],
  run: Pick<Run, 'people' | 'context'>,
  ledger: LedgerStore,
): Promise<SettledReferences> {
  const here = new Map<string, Change>(changes.map((change) => [change.person.anchor, change]));
  // Registered at every attempt, on the list already or not: the write is what collides with a commit of the account.
  const waits = changes.flatMap((change) =>
    awaitedBy(change).map((awaited) => ({ awaited, by: change.person.anchor })),
  );
  const waiters = groupBy(waits, ({ awaited }) => awaited);
  const learned = new Set<string>();
  const elsewhere = new Map<string, readonly string[]>();
  for (const [awaited, members] of waiters) {
    const anchors = members.map(({ by }) => by);
    const change = here.get(awaited);
    if (change === undefined) elsewhere.set(awaited, anchors);
    else if (change.person.link === null) here.set(awaited, withPerson(change, addWaiters(change.person, anchors)));
    else for (const anchor of anchors) learned.add(anchor);
  }
  for (const anchor of await register(elsewhere, run, ledger)) learned.add(anchor);

  const ready: Change[] = [];
  const awakened: string[] = [];
  for (const change of here.values()) {
    const { link, waitedForBy } = change.person;
    if (link === null || waitedForBy.length === 0) {
      ready.push(change);
      continue;
    }
    awakened.push(...waitedForBy);
    ready.push(withPerson(change, { ...change.person, waitedForBy: [] }));
  }
  return { ready, learned: [...learned], awakened };
}

/** Whether this person waits for somebody, or somebody for this person: then they are settled together. */
export function concernsOthers(change: Committing): boolean {
  return awaitedBy(change).length > 0 || (change.person.link !== null && change.person.waitedForBy.length > 0);
}

/** Whom it looked for, and still waits for. */
function awaitedBy({ person, waitsFor }: Committing): readonly string[] {
  if (waitsFor.length === 0) return [];
  const waiting = new Set(person.waiting.flatMap(({ anchor, refused }) => (refused === undefined ? anchor : []) ?? []));
  return [...new Set(waitsFor)].filter((anchor) => waiting.has(anchor));
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
  for (let round = 0; round < MOST_TRIES && pending.length > 0; round += 1) {
    const loaded = await run.people.load(run.context.job.id, pending);
    const writes: StoredPerson[] = [];
    for (const awaited of pending) {
      const stored = loaded.get(awaited);
      const anchors = waiters.get(awaited) ?? [];
      // As whoever looks next sees it: or they would be sent to and fro.
      const isLinked = stored !== undefined && sinceRestart(stored.person, run.context.job.generation).link !== null;
      if (stored === undefined || isLinked) released.push(...anchors);
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
