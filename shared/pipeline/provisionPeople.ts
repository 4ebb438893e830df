/**
 * Many people side by side: loads their rows, runs each person's story, and commits shard by shard. What is to be done
 * for one person runs one after the other in the order it was accepted (I4); people run at the same time.
 */
import { groupBy } from '../collections';
import type { LogEntry } from '../engine/logEntry';
import { addTotals, NO_TOTALS, type PackTotals } from '../store/entryPacks';
import type { Change, LedgerStore } from '../store/ledger';
import type { StoredPerson } from '../store/people';
import { createAccountBoard } from './accountBoard';
import type { Attempt } from './attempt';
import { type ClaimTicket, createClaimRound } from './claims';
import { entryPackMaker } from './entryPackMaker';
import { provisionUser } from './provisionUser';
import { resolveWaiting } from './resolveWaiting';
import type { Run } from './run';
import type { Operation } from './story';
import { settleWaits } from './waits';

/** Something to do for a person: an operation, or another look at the reference that waits. */
export type Task = { readonly kind: 'operation'; readonly operation: Operation } | { readonly kind: 'resolveWaiting' };

export interface PersonTasks {
  readonly anchor: string;
  readonly tasks: readonly Task[];
}

/** Tasks that have to wait for another worker's claim. */
export interface Deferred extends PersonTasks {
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface PeoplePorts {
  readonly ledger: LedgerStore;
  /** Has these people's waiting references looked at again, soon. Called before what they wait for is committed. */
  wake(anchors: readonly string[]): Promise<void>;
}

interface Result {
  readonly person: PersonTasks;
  readonly change: Change | undefined;
  readonly deferred: Deferred | undefined;
  /** Somebody else changed the person: it is loaded and run again. */
  readonly lost: boolean;
}

/** A person that loses this often has more workers on it than there can be; its message is tried again later. */
const MOST_ROUNDS = 20;

/** @returns what has to wait; everything else is committed */
export async function provisionPeople(
  people: readonly PersonTasks[],
  run: Omit<Run, 'accounts'>,
  ports: PeoplePorts,
): Promise<readonly Deferred[]> {
  const deferred: Deferred[] = [];
  let pending = people;
  for (let round = 0; pending.length > 0; round += 1) {
    if (round === MOST_ROUNDS) throw new Error(`${pending.length} people are contended; their message is tried again.`);
    const results = await runSideBySide(pending, { ...run, accounts: createAccountBoard() }, ports.ledger);
    deferred.push(...results.flatMap((result) => result.deferred ?? []));
    const changes = results.flatMap((result) => result.change ?? []);
    const lost = new Set(await commit(changes, run, ports));
    pending = results.filter((result) => result.lost || lost.has(result.person.anchor)).map((result) => result.person);
  }
  return deferred;
}

async function runSideBySide(people: readonly PersonTasks[], run: Run, ledger: LedgerStore): Promise<Result[]> {
  const { job } = run.context;
  const loaded = await run.people.load(
    job.id,
    people.map((person) => person.anchor),
  );
  const claims = createClaimRound(ledger, run.people.shardOf);
  for (const { anchor } of people) run.accounts.expect(anchor);
  const joined = people.map((person) => ({ person, ticket: claims.join() }));
  return Promise.all(
    joined.map(async ({ person, ticket }) => {
      const stored = loaded.get(person.anchor);
      if (stored === undefined) throw new Error(`The row of ${person.anchor} was asked for and did not come back.`);
      try {
        return await runTasks(person, stored, run, ticket);
      } finally {
        run.accounts.settle(person.anchor, null); // nobody may wait for somebody who is through
        ticket.pass();
      }
    }),
  );
}

async function runTasks(person: PersonTasks, loaded: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Result> {
  let stored = loaded;
  const entries: LogEntry[] = [];
  let totals: PackTotals = NO_TOTALS;
  const result = (rest: Partial<Result>): Result => {
    const touched = stored !== loaded;
    return {
      person,
      change: touched ? { etag: stored.etag, person: stored.person, entries, totals } : undefined,
      deferred: undefined,
      lost: false,
      ...rest,
    };
  };
  for (const [index, task] of person.tasks.entries()) {
    const attempt: Attempt =
      task.kind === 'operation'
        ? await provisionUser(task.operation, stored, run, ticket)
        : await resolveWaiting(stored, run, ticket);
    if (attempt.kind === 'lost') return { person, change: undefined, deferred: undefined, lost: true };
    if (attempt.kind === 'busy') {
      return result({ deferred: { anchor: person.anchor, tasks: person.tasks.slice(index), until: attempt.until } });
    }
    if (attempt.kind === 'done') {
      stored = attempt.stored;
      if (attempt.entry !== undefined) entries.push(attempt.entry);
      totals = addTotals(totals, attempt.totals);
    }
  }
  return result({});
}

/** @returns the anchors of those who lost */
async function commit(changes: readonly Change[], run: Omit<Run, 'accounts'>, ports: PeoplePorts): Promise<string[]> {
  const { ready, lost, awakened } = await settleWaits(changes, run, ports.ledger);
  if (awakened.length > 0) await ports.wake(awakened);
  const shards = groupBy(ready, (change) => run.people.shardOf(change.person.anchor));
  const losers = await Promise.all(
    [...shards].map(([shard, members]) => ports.ledger.commit(members, entryPackMaker(run, shard))),
  );
  return [...lost, ...losers.flat().map((change) => change.person.anchor)];
}
