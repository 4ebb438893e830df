/**
 * Many people side by side: loads their rows, runs each person's story, and commits shard by shard. What is to be done
 * for one person runs one after the other in the order it was accepted (I4); people run at the same time.
 */
import { allSettled, groupBy } from '../../collections';
import type { LogEntry } from '../../engine/person/logEntry';
import type { ProvisioningError } from '../../errors';
import { addTotals, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import type { Change, LedgerStore } from '../../store/people/ledger';
import { isAhead, type StoredPerson, sinceRestart } from '../../store/people/people';
import { KEEP_MS } from '../jobContext';
import { createAccountBoard } from '../person/accountBoard';
import type { Attempt } from '../person/attempt';
import { type ClaimTicket, createClaimRound } from '../person/claims';
import { provisionUser } from '../person/provisionUser';
import { resolveWaiting } from '../person/resolveWaiting';
import type { Run } from '../person/run';
import { stageDeletion } from '../person/stageDeletion';
import type { Task } from '../queue/tasks';
import { type CommitPorts, commitOrLetGo } from './commitPeople';
import { concernsOthers } from './waitingReferences';

export interface PersonTasks {
  readonly anchor: string;
  readonly tasks: readonly Task[];
}

/** Tasks that have to wait: for another worker's claim, or for the job as it is now. */
export interface Deferred extends PersonTasks {
  /** Milliseconds since the epoch. */
  readonly until: number;
}

interface Result {
  readonly person: PersonTasks;
  readonly change: Change | undefined;
  readonly deferred: Deferred | undefined;
  /** Somebody else changed the person: it is loaded and run again. */
  readonly lost: boolean;
  readonly fatal: ProvisioningError | undefined;
  /** A write may happen yet, until then. */
  readonly inDoubtUntil: number | undefined;
  readonly isOverwritten: boolean;
}

/** A person that loses this often has more workers on it than there can be; its message is tried again later. */
const MOST_ROUNDS = 20;

export interface PeopleResult {
  /** What has to wait; everything else is committed. */
  readonly deferred: readonly Deferred[];
  /** The target refused us altogether. */
  readonly fatal: ProvisioningError | undefined;
  /** People whose account may have been overwritten with old data: it is to be looked at again. */
  readonly overwritten: readonly string[];
}

export async function provisionPeople(
  people: readonly PersonTasks[],
  run: Omit<Run, 'accounts'>,
  ports: CommitPorts,
): Promise<PeopleResult> {
  const deferred: Deferred[] = [];
  const overwritten = new Set<string>();
  let fatal: ProvisioningError | undefined;
  let pending: PersonTasks[] = [...people];
  for (let round = 0; pending.length > 0; round += 1) {
    if (round === MOST_ROUNDS) throw new Error(`${pending.length} people are contended; their message is tried again.`);
    const { results, lost } = await runRound(pending, run, ports);
    deferred.push(...results.flatMap((result) => result.deferred ?? []));
    fatal ??= results.find((result) => result.fatal !== undefined)?.fatal;
    for (const { isOverwritten, person } of results) if (isOverwritten) overwritten.add(person.anchor);
    const losers = results.filter((result) => result.lost || lost.has(result.person.anchor));
    pending = [];
    for (const { person, inDoubtUntil } of losers) {
      // What is in doubt may come over what the winner wrote: only when that is past does looking again set it right.
      const until = inDoubtUntil ?? (isAllErrands(person) ? run.clock.now() : undefined);
      if (until === undefined) pending.push(person);
      else deferred.push({ ...person, until });
    }
  }
  return { deferred, fatal, overwritten: [...overwritten] };
}

/**
 * Whoever won may have had the same message: then its work is done, its cycle may end, and no entry must come after that. So
 * errands that lose begin anew, as work that a cycle waits for; an operation keeps its cycle open until it is answered.
 */
const isAllErrands = ({ tasks }: PersonTasks) => tasks.every(({ kind }) => kind !== 'operation');

/**
 * Everybody once. Shards go their own ways, so that one is decided while another is read and a third is written; only
 * those with people who wait for each other are committed together at the end.
 */
async function runRound(
  people: readonly PersonTasks[],
  run: Omit<Run, 'accounts'>,
  ports: CommitPorts,
): Promise<{ readonly results: readonly Result[]; readonly lost: ReadonlySet<string> }> {
  const accounts = createAccountBoard();
  for (const { anchor } of people) accounts.expect(anchor);
  const shards = groupBy(people, ({ anchor }) => run.people.shardOf(anchor));
  const lost = new Set<string>();
  const open: Change[] = [];
  const results = await allSettled(
    [...shards.values()].map(async (members) => {
      const ran = await runShard(members, { ...run, accounts }, ports.ledger);
      const changes = ran.flatMap((result) => result.change ?? []);
      if (changes.some(concernsOthers)) open.push(...changes);
      else for (const anchor of await commitOrLetGo(changes, run, ports)) lost.add(anchor);
      return ran;
    }),
  );
  for (const anchor of await commitOrLetGo(open, run, ports)) lost.add(anchor);
  return { results: results.flat(), lost };
}

async function runShard(people: readonly PersonTasks[], run: Run, ledger: LedgerStore): Promise<Result[]> {
  const anchors = people.map((person) => person.anchor);
  try {
    const loaded = await run.people.load(run.context.job.id, anchors);
    const claims = createClaimRound(ledger);
    const joined = people.map((person) => ({ person, ticket: claims.join() }));
    return await allSettled(joined.map(({ person, ticket }) => runPerson(person, loaded, run, ticket)));
  } finally {
    for (const anchor of anchors) run.accounts.settle(anchor, null); // nobody may wait for somebody who is through
  }
}

async function runPerson(
  person: PersonTasks,
  loaded: ReadonlyMap<string, StoredPerson>,
  run: Run,
  ticket: ClaimTicket,
): Promise<Result> {
  const found = loaded.get(person.anchor);
  if (found === undefined) throw new Error(`The row of ${person.anchor} was asked for and did not come back.`);
  try {
    const { generation } = run.context.job;
    if (isAhead(found.person, generation)) return outOfDate(person, run);
    const stored = { ...found, person: sinceRestart(found.person, generation) };
    const { link } = stored.person;
    if (link !== null) run.accounts.settle(person.anchor, link); // known already: nobody need wait for it
    return await runTasks(person, stored, run, ticket);
  } finally {
    run.accounts.settle(person.anchor, null);
    ticket.pass();
  }
}

/** The job was restarted since we looked: what it was before must not come over what it is now. Soon we look again. */
function outOfDate(person: PersonTasks, { clock }: Run): Result {
  return {
    person,
    change: undefined,
    deferred: { ...person, until: clock.now() + KEEP_MS },
    lost: false,
    fatal: undefined,
    inDoubtUntil: undefined,
    isOverwritten: false,
  };
}

async function runTasks(person: PersonTasks, loaded: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Result> {
  let stored = loaded;
  const entries: LogEntry[] = [];
  let totals: PackTotals = NO_TOTALS;
  let fatal: ProvisioningError | undefined;
  let inDoubtUntil: number | undefined;
  let isOverwritten = false;
  const result = (rest: Partial<Result>): Result => {
    // An attempt or a claim left something to write, or a restart made the person forget something.
    const touched = stored !== loaded || loaded.person !== loaded.saved;
    return {
      person,
      change: touched ? { ...stored, entries, totals } : undefined,
      deferred: undefined,
      lost: false,
      fatal,
      inDoubtUntil,
      isOverwritten,
      ...rest,
    };
  };
  for (const [index, task] of person.tasks.entries()) {
    const attempt = await runTask(task, stored, run, ticket);
    if (attempt.kind === 'lost') return result({ change: undefined, lost: true });
    if (attempt.kind === 'busy') {
      stored = attempt.stored ?? stored;
      return result({ deferred: { anchor: person.anchor, tasks: person.tasks.slice(index), until: attempt.until } });
    }
    if (attempt.kind === 'alreadyDone') isOverwritten ||= mayBeOverwritten(task, stored);
    if (attempt.kind === 'done') {
      stored = attempt.stored;
      entries.push(...attempt.entries);
      totals = addTotals(totals, attempt.totals);
      fatal ??= attempt.fatal;
      inDoubtUntil = attempt.inDoubtUntil;
    }
  }
  return result({});
}

/**
 * Somebody else did this task while we were at it, or a worker died at it before us. What it wrote to the target may have
 * come over what is newer by now (I4).
 */
function mayBeOverwritten(task: Task, stored: StoredPerson): boolean {
  if (!isSettled(stored)) return false;
  if (task.kind === 'operation') return task.operation.sequence < stored.person.sequence;
  return task.kind !== 'stage' && task.kind !== 'reevaluate' && task.kind !== 'converge';
}

/** Has an account, and nothing to come that would look at it anyway. */
function isSettled({ person, saved }: StoredPerson): boolean {
  return person.link !== null && saved.escrow === null && saved.held === null;
}

function runTask(task: Task, stored: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Attempt> | Attempt {
  if (task.kind === 'resolveWaiting') return resolveWaiting(stored, run, ticket);
  if (task.kind === 'stage') return stageDeletion(stored, task.since, run);
  if (task.kind === 'converge') {
    return isSettled(stored) ? provisionUser({ kind: 'reevaluate' }, stored, run, ticket) : { kind: 'alreadyDone' };
  }
  return provisionUser(task, stored, run, ticket);
}
