/** A round over what is left to be done: of each person what comes first, held against the fence as it is now. */
import { groupBy } from '../../../collections';
import { onDeleted } from '../../../inlets/events/effects';
import type { KnownFence } from '../../../store/inlets/fences';
import type { InletContext } from '../../inletPorts';
import type { Needs } from '../../ports';
import { type Found, fetchPeople, type Wanted } from '../fetching/fetchPeople';
import { ignored, type Outcome, parked, type Settled } from '../outcome';
import { mostTogether } from './acceptPeople';
import {
  type Candidate,
  type CandidateVerdict,
  fetchedCandidate,
  goneCandidate,
  heldCandidate,
  unmapped,
} from './candidates';
import { coalesced, overtaken } from './fenceRules';
import type { Task } from './readStored';

type Ports = Needs<
  'fences' | 'askVendor' | 'vendorTokens' | 'clock' | 'inletPace' | 'inletHealth' | 'logger' | 'maxOperationsPerRequest'
>;

export interface Judged {
  readonly settled: readonly Settled[];
  readonly candidates: readonly Candidate[];
  /** For the next round. */
  readonly left: readonly Task[];
}

/** Consecutive events of one person that are done in the same way. */
interface Run {
  readonly person: string;
  readonly kind: Task['consequence']['kind'];
  readonly tasks: readonly [Task, ...Task[]];
  readonly fence: KnownFence | undefined;
}

/** Messages come a little early where clocks differ. */
const EARLY_MS = 1_000;

export async function judgePeople(context: InletContext, tasks: readonly Task[], ports: Ports): Promise<Judged> {
  const settled: Settled[] = [];
  const left: Task[] = [];
  const candidates: Candidate[] = [];
  const end = (task: Task, outcome: Outcome) => void settled.push({ ...told(task), outcome });
  const take = (run: Pick<Run, 'tasks'>, verdict: CandidateVerdict) => {
    if (verdict.ok) candidates.push(verdict.candidate);
    else for (const task of run.tasks) end(task, verdict.outcome);
  };
  const now = ports.clock.now();
  const runs = await nextRuns(context, tasks, { end, left }, ports);

  const wanted = runs.filter(({ kind }) => kind === 'fetch');
  const found = await fetchPeople(context, wanted.map(toWanted), ports);
  for (const [index, run] of wanted.entries()) {
    const one = found[index];
    if (one?.kind === 'documents') take(run, fetchedCandidate(context, run, one, ports.clock.now()));
    else if (one?.kind === 'notFound') notFound(context, run, end, candidates);
    else for (const task of run.tasks) end(task, outcomeOf(one, task));
  }
  for (const run of runs) {
    if (run.kind === 'full') take(run, heldCandidate(context, run, now));
    if (run.kind === 'disable') gone(run, run.tasks.at(-1) ?? run.tasks[0], end, candidates);
  }
  return { settled, candidates, left };
}

const told = ({ stored, type, person }: Task) => ({ stored, type, person });
const toWanted = ({ person, tasks }: Run): Wanted => ({ person, tasks });
const outcomeOf = (found: Found | undefined, task: Task): Outcome =>
  found?.kind === 'outcome' ? found.outcomeOf(task) : { kind: 'kept' };

type End = (task: Task, outcome: Outcome) => void;

async function nextRuns(
  context: InletContext,
  tasks: readonly Task[],
  { end, left }: { readonly end: End; readonly left: Task[] },
  ports: Ports,
): Promise<readonly Run[]> {
  const now = ports.clock.now();
  const named = tasks.flatMap((task) => nameOf(context, task, now, end));
  const people = groupBy(named, ({ person }) => person);
  const fences = await ports.fences.load(context.inlet, [...people.keys()]);
  const runs: Run[] = [];
  for (const [person, all] of people) {
    const fence = fences.get(person);
    const open = all.filter(({ task }) => {
      const decided = decide(context, task, fence, now);
      if (decided !== undefined) end(task, decided);
      return decided === undefined;
    });
    const inOrder = open.map(({ task }) => task).sort(byTime);
    const run = firstRun(context, inOrder, mostTogether(ports));
    const [first, ...rest] = run;
    if (first === undefined) continue;
    runs.push({ person, kind: first.consequence.kind, tasks: [first, ...rest], fence });
    left.push(...inOrder.filter((task) => !run.includes(task)));
  }
  return runs;
}

/** Whoever an event holds without naming is named by what it is mapped to. */
function nameOf(
  { mapping }: InletContext,
  task: Task,
  now: number,
  end: End,
): readonly { readonly task: Task; readonly person: string }[] {
  if (task.person !== null) return [{ task, person: task.person }];
  const verdict = mapping.map({ event: task.document }, now);
  if (verdict.ok) return [{ task: { ...task, person: verdict.person.externalId }, person: verdict.person.externalId }];
  end(task, unmapped(verdict));
  return [];
}

/** @returns what the fence, or the time, says of the event already */
function decide(
  { definition }: InletContext,
  { stored: { event }, consequence, happenedAt }: Task,
  known: KnownFence | undefined,
  now: number,
): Outcome | undefined {
  const fence = known?.fence;
  const lagMs = (definition.fetch?.lagSeconds ?? 0) * 1_000;
  if (consequence.kind === 'full') return overtaken(fence, event, happenedAt);
  const covered = coalesced(fence, event, lagMs);
  if (consequence.kind === 'fetch') {
    if (covered !== undefined) return covered;
    return event.due > now + EARLY_MS ? { kind: 'later', due: event.due } : undefined;
  }
  // Who was fetched after being deleted there is there again.
  return definition.fetch === null ? overtaken(fence, event, happenedAt) : covered;
}

const byTime = (one: Task, other: Task) =>
  one.happenedAt - other.happenedAt ||
  one.stored.event.receivedAt - other.stored.event.receivedAt ||
  (one.stored.event.key < other.stored.event.key ? -1 : 1);

/** Of events that hold the person whole only the newest counts; the older ones will be found overtaken. */
function firstRun({ definition }: InletContext, inOrder: readonly Task[], most: number): readonly Task[] {
  const kind = inOrder[0]?.consequence.kind;
  const length = inOrder.findIndex((task) => task.consequence.kind !== kind);
  const run = length < 0 ? inOrder : inOrder.slice(0, length);
  if (kind !== 'full') return run;
  return definition.mode === 'partial' ? run.slice(0, most) : run.slice(-1);
}

function notFound(context: InletContext, run: Run, end: End, candidates: Candidate[]): void {
  const { fetch } = context.definition;
  const newest = run.tasks.at(-1) ?? run.tasks[0];
  if (fetch?.notFound === 'deleted' && onDeleted(context.definition).kind === 'disable') {
    gone(run, newest, end, candidates);
    return;
  }
  for (const task of run.tasks) {
    end(
      task,
      fetch?.notFound === 'deleted'
        ? ignored('Deleted', 'Nobody is known there by this id. A deletion disables nobody unless onDeleted says so.')
        : parked('NotFound', 'Nobody is known there by this id, or nobody we may see.'),
    );
  }
}

function gone(run: Run, newest: Task, end: End, candidates: Candidate[]): void {
  const candidate = goneCandidate(run.person, newest, run.fence);
  if (candidate !== undefined) candidates.push({ ...candidate, tasks: run.tasks });
  else for (const task of run.tasks) end(task, ignored('NeverSeen', 'This inlet has never told of the person before.'));
}
