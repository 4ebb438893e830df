/**
 * Many people side by side: loads their rows, runs each person's story, and commits shard by shard. What is to be done
 * for one person runs one after the other in the order it was accepted (I4); people run at the same time.
 */
import { allSettled, chunk, groupBy } from '../../collections';
import { NOTHING_OWED, type Owed, owing } from '../../engine/person/owed';
import type { ProvisioningError } from '../../errors';
import type { LedgerStore, WrittenPack } from '../../store/people/ledger';
import { isAhead, type StoredPerson, sinceRestart } from '../../store/people/people';
import { KEEP_MS } from '../jobContext';
import { createAccountBoard } from '../person/accountBoard';
import { type ClaimTicket, createClaimRound } from '../person/claims';
import { createReferredAccounts } from '../person/references/referredAccounts';
import { createRefusals } from '../person/references/refusals';
import type { Invocation, Run } from '../person/run';
import { type CommitOutcome, type CommitPorts, commitOrLetGo } from './commitPeople';
import { type Deferred, type PersonTasks, type Result, runTasks } from './runTasks';
import { type Committing, concernsOthers } from './waitingReferences';

/** Somebody whose row storage does not take or give, whatever else it does. */
export interface RefusedPerson extends PersonTasks {
  readonly error: Error;
}

/** A person that loses this often has more workers on it than there can be; its message is tried again later. */
const MOST_ROUNDS = 20;

export interface Overwritten {
  readonly anchor: string;
  readonly about: Owed;
}

export interface PeopleResult {
  /** What has to wait; everything else is committed. */
  readonly deferred: readonly Deferred[];
  /** What came of these could not be kept; of everybody else it is. */
  readonly refused: readonly RefusedPerson[];
  /** The target refused us altogether. */
  readonly fatal: ProvisioningError | undefined;
  /** People whose account may have been overwritten with old data, and of what: it is to be looked at again. */
  readonly overwritten: readonly Overwritten[];
  /** Where the entries lie. */
  readonly packs: readonly WrittenPack[];
}

export async function provisionPeople(
  people: readonly PersonTasks[],
  invocation: Invocation,
  ports: CommitPorts,
): Promise<PeopleResult> {
  const run = { ...invocation, refusals: createRefusals(), doubts: new Map<string, number>() };
  const deferred: Deferred[] = [];
  const refused: RefusedPerson[] = [];
  const overwritten: Overwritten[] = [];
  const packs: WrittenPack[] = [];
  let fatal: ProvisioningError | undefined;
  let pending: PersonTasks[] = [...people];
  for (let round = 0; pending.length > 0; round += 1) {
    if (round === MOST_ROUNDS) throw new Error(`${pending.length} people are contended; their message is tried again.`);
    const { results, lost, ...others } = await runRound(pending, run, ports);
    const isRefused = new Set(others.refused.map(({ anchor }) => anchor));
    refused.push(...others.refused);
    packs.push(...others.packs);
    deferred.push(...results.flatMap(({ deferred, person }) => (isRefused.has(person.anchor) ? [] : (deferred ?? []))));
    fatal ??= results.find((result) => result.fatal !== undefined)?.fatal;
    for (const { overwritten: about, person } of results) {
      if (about !== undefined) overwritten.push({ anchor: person.anchor, about });
    }
    const losers = results.filter((result) => result.lost || lost.has(result.person.anchor));
    pending = [];
    for (const { person, inDoubtUntil, about } of losers) {
      const suspect = owing(person.suspect ?? NOTHING_OWED, about);
      // What is in doubt may come over what the winner wrote: only when that is past does looking again set it right.
      if (inDoubtUntil !== undefined) deferred.push(whenPast(person, suspect, inDoubtUntil));
      else {
        const [operations, errands] = apart(person);
        if (errands !== undefined) deferred.push({ ...errands, until: run.clock.now() + beginsAnewAfter(errands) });
        if (operations === undefined) continue;
        if (mayBeOutdated(run)) deferred.push(whenPast(operations, suspect, run.clock.now()));
        else pending.push({ ...operations, suspect });
      }
    }
  }
  return { deferred, refused, fatal, overwritten, packs };
}

/**
 * What is to be done again is judged by the job as it is then: it may have been paused, or restarted so that the operation is
 * purged. So what was lost late begins anew as a message.
 */
function mayBeOutdated({ clock, context }: Invocation): boolean {
  return clock.now() - context.readAt > KEEP_MS;
}

function whenPast(person: PersonTasks, about: Owed, until: number): Deferred {
  return { ...person, tasks: [...person.tasks, { kind: 'converge', about }], until };
}

/**
 * Whoever won may have had the same message: then its work is done, its cycle may end, and no entry must come after that. So
 * errands that lose begin anew, as work that a cycle waits for, those that came together with operations, too; an operation
 * keeps its cycle open until it is answered.
 */
function apart(person: PersonTasks): readonly [operations: PersonTasks | undefined, errands: PersonTasks | undefined] {
  const operations = person.tasks.filter(({ kind }) => kind === 'operation');
  const errands = person.tasks.filter(({ kind }) => kind !== 'operation');
  const of = (tasks: PersonTasks['tasks']) => (tasks.length === 0 ? undefined : { ...person, tasks });
  return [of(operations), of(errands)];
}

/** A look at references has nobody waiting for it, and asks the target: three a minute are enough, however often it loses. */
function beginsAnewAfter({ tasks }: PersonTasks): number {
  return tasks.every(({ kind }) => kind === 'resolveWaiting') ? LOST_LOOK_MS : 0;
}

const LOST_LOOK_MS = 20_000;

interface Round {
  readonly results: readonly Result[];
  readonly lost: ReadonlySet<string>;
  readonly refused: readonly RefusedPerson[];
  readonly packs: readonly WrittenPack[];
}

/**
 * Everybody once. Shards go their own ways, so that one is decided while another is read and a third is written; only
 * those with people who wait for each other are committed together at the end.
 */
async function runRound(
  people: readonly PersonTasks[],
  run: Omit<Run, 'accounts' | 'referred'>,
  ports: CommitPorts,
): Promise<Round> {
  const accounts = createAccountBoard();
  const referred = createReferredAccounts({ ...run, accounts });
  for (const { anchor } of people) accounts.expect(anchor);
  const shards = groupBy(people, ({ anchor }) => run.people.shardOf(anchor));
  const lost = new Set<string>();
  const refused: RefusedPerson[] = [];
  const tasks = new Map(people.map((person) => [person.anchor, person]));
  const packs: WrittenPack[] = [];
  const note = (outcome: CommitOutcome) => {
    packs.push(...outcome.packs);
    for (const anchor of outcome.lost) lost.add(anchor);
    for (const [anchor, error] of outcome.refused)
      refused.push({ anchor, tasks: tasks.get(anchor)?.tasks ?? [], error });
  };
  const open: Committing[] = [];
  const results = await allSettled(
    [...shards.values()].map(async (members) => {
      const ran = await runShard(members, { ...run, accounts, referred }, ports.ledger, refused);
      const changes = ran.flatMap((result) => result.change ?? []);
      if (changes.some(concernsOthers)) open.push(...changes);
      else note(await commitOrLetGo(changes, run, ports));
      return ran;
    }),
  );
  note(await commitOrLetGo(open, run, ports));
  return { results: results.flat(), lost, refused, packs };
}

/**
 * People of one shard. Whoever is through stays through: done again, an account that was just disabled would be found as it
 * should be, and nobody told by whom. Of those whom storage failed a part is tried by itself, and where it fails them all, halves
 * of them, until it is known whom storage refuses (I6). Who is left alone is tried twice: storage may have had a bad moment.
 */
async function runShard(
  people: readonly PersonTasks[],
  run: Run,
  ledger: LedgerStore,
  refused: RefusedPerson[],
  isTriedAlone = false,
): Promise<readonly Result[]> {
  const { results, failed, error } = await runTogether(people, run, ledger);
  const [first] = failed;
  if (first === undefined) return results;
  if (!(error instanceof Error)) throw error;
  if (!(await ledger.answers(run.context.job.id, first.anchor))) throw error;
  if (people.length === 1) {
    if (!isTriedAlone) return runShard(people, run, ledger, refused, true);
    refused.push({ ...first, error });
    return [];
  }
  const again: Result[] = [];
  const parts = failed.length < people.length ? [failed] : chunk(failed, Math.ceil(failed.length / 2));
  for (const part of parts) again.push(...(await runShard(part, run, ledger, refused)));
  return [...results, ...again];
}

interface Together {
  readonly results: readonly Result[];
  readonly failed: readonly PersonTasks[];
  /** Of the first that failed. */
  readonly error?: unknown;
}

async function runTogether(people: readonly PersonTasks[], run: Run, ledger: LedgerStore): Promise<Together> {
  const anchors = people.map((person) => person.anchor);
  try {
    const loaded = await run.people.load(run.context.job.id, anchors);
    const claims = createClaimRound(ledger);
    const joined = people.map((person) => ({ person, ticket: claims.join() }));
    const ends = await Promise.allSettled(joined.map(({ person, ticket }) => runPerson(person, loaded, run, ticket)));
    return {
      results: ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
      failed: people.filter((_, index) => ends[index]?.status === 'rejected'),
      error: ends.find((end) => end.status === 'rejected')?.reason,
    };
  } catch (error) {
    return { results: [], failed: people, error };
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
    about: NOTHING_OWED,
    overwritten: undefined,
  };
}
