/**
 * One person, now, with somebody waiting for the answer: on-demand provisioning (spec/engine.md 10, design 8.5). The
 * person runs through the very path an upload takes, committed by the same ledger and logged the same way.
 *
 * On the last known data it answers no operation and takes no number: what was uploaded later and still waits must not
 * be overtaken by what was known before (I4). Data given with the question is new, so it is accepted like an upload.
 */

import type { LogEntry, LogStep } from '../../engine/person/logEntry';
import { connectionFailedStep, failureError } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import type { Change, LedgerStore } from '../../store/people/ledger';
import type { OnDemandAnswer, OnDemandQuestion } from '../agentQuestions';
import type { JobContext, JobDefinition } from '../jobContext';
import type { CommitPorts } from '../people/commitPeople';
import { provisionPeople } from '../people/provisionPeople';
import { tellReferrers } from '../people/tellReferrers';
import type { Invocation, Onlooker } from '../person/run';
import { Trail } from '../person/trail';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';
import type { Task } from '../queue/tasks';
import { findOversize } from '../uploads/uploadedPerson';
import { acceptOnDemand, type OnDemandTask, openOnDemandTask } from './acceptOnDemand';
import { dryRun } from './dryRun';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'contexts'
  | 'operations'
  | 'intake'
  | 'staging'
  | 'payloads'
  | 'people'
  | 'index'
  | 'realms'
  | 'ledger'
  | 'owners'
  | 'names'
  | 'ask'
  | 'claimMs'
  | 'retries'
>;

/** Where the data stands in the request. */
const PLACE = 'parameters[0].subjects[0].data';
/** How often a person whom another worker has is asked for again. */
const POLL_MS = 500;
const WAKE_DELAY_SECONDS = 1;

export async function provisionOnDemand(
  question: OnDemandQuestion,
  definition: JobDefinition,
  ports: Ports,
): Promise<OnDemandAnswer> {
  const { anchor, data } = question;
  const jobId = definition.job.id;
  const faults = data === undefined ? [] : findOversize(data, PLACE, true);
  if (faults.length > 0) return { kind: 'refused', faults };
  const known = (await ports.people.load(jobId, [anchor])).get(anchor);
  if (data === undefined && !known?.person.data) return { kind: 'unknownPerson' };

  const began = ports.clock.now();
  if (!ports.operations.isOurs(definition.job)) return askFor(question, definition, began, ports);
  const times = new Map<LogStep, number>();
  const onlooker: Onlooker = { step: (step) => void times.set(step, ports.clock.now()) };
  const entry = await answer(question, definition, onlooker, ports);
  if (entry === undefined) return { kind: 'busy' };
  const ended = ports.clock.now();
  const steps = entry.steps.map((step) => ({ step, at: times.get(step) ?? ended }));
  return { kind: 'provisioned', entry, steps, began, ended };
}

/** An agent does it, on the very path this would take here. */
async function askFor(
  question: OnDemandQuestion,
  definition: JobDefinition,
  began: number,
  ports: Ports,
): Promise<OnDemandAnswer> {
  try {
    return await ports.ask(definition.job, { kind: 'provision', question });
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const entry = connectionFailed(question, definition, error, ports);
    const ended = ports.clock.now();
    return { kind: 'provisioned', entry, steps: entry.steps.map((step) => ({ step, at: ended })), began, ended };
  }
}

async function answer(
  question: OnDemandQuestion,
  definition: JobDefinition,
  onlooker: Onlooker,
  ports: Ports,
): Promise<LogEntry | undefined> {
  let context: JobContext | undefined;
  try {
    context = await ports.contexts.get(definition.job.id);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return connectionFailed(question, definition, error, ports);
  }
  if (context === undefined) throw new Error(`The job ${definition.job.id} was removed while it was asked about.`);
  return question.dryRun ? rehearse(question, context, onlooker, ports) : carryOut(question, context, onlooker, ports);
}

/** The first step of all, shown only when it fails. */
function connectionFailed(
  { anchor, data }: OnDemandQuestion,
  { compiled }: JobDefinition,
  error: ProvisioningError,
  { clock, random }: Ports,
): LogEntry {
  const cycleId = random.uuid();
  const startedAt = clock.now();
  const trail = new Trail({
    anchor,
    data: data ?? {},
    cycleId,
    startedAt,
    attempt: 1,
    operation: null,
  });
  trail.step(connectionFailedStep({ source: compiled.source.name, target: compiled.target.name }, error.toFailure()));
  trail.end('failure', failureError(error.toFailure(), 'Nothing was looked at or written.'));
  return trail.entry(startedAt);
}

async function rehearse(
  { anchor, data, rematch }: OnDemandQuestion,
  context: JobContext,
  onlooker: Onlooker,
  ports: Ports,
): Promise<LogEntry | undefined> {
  let entry: LogEntry | undefined;
  const dry = dryRun(context, ports.people, {
    rematched: rematch === true ? anchor : undefined,
    committed: ({ entries }) => {
      entry = entries.at(-1);
    },
  });
  const task: Task =
    data === undefined
      ? { kind: 'reevaluate' }
      : {
          kind: 'operation',
          operation: {
            sequence: Number.MAX_SAFE_INTEGER, // newer than anything
            uploadFirst: 0,
            acceptedAt: ports.clock.now(),
            bulkId: '',
            data,
          },
        };
  const run: Invocation = {
    ...ports,
    ...dry,
    purpose: 'rehearsal',
    cycleId: ports.random.uuid(),
    worker: ports.random.uuid(),
    onlooker,
  };
  await provisionPeople([{ anchor, tasks: [task] }], run, dry.commits);
  return entry;
}

/** @returns `undefined` when another worker had the person all the while */
async function carryOut(
  { anchor, data }: OnDemandQuestion,
  context: JobContext,
  onlooker: Onlooker,
  ports: Ports,
): Promise<LogEntry | undefined> {
  const jobId = context.job.id;
  const { realm } = context.target.capabilities;
  await ports.realms.note(jobId, realm);
  let entry: LogEntry | undefined;
  const accepted: OnDemandTask =
    data === undefined ? await openOnDemandTask(jobId, ports) : await acceptOnDemand(jobId, anchor, data, ports);
  const run: Invocation = {
    ...ports,
    context,
    purpose: 'onDemand',
    cycleId: accepted.cycleId,
    worker: ports.random.uuid(),
    onlooker,
  };
  await whenFree(anchor, accepted.task, run, {
    ledger: watched(ports.ledger, ({ entries }) => {
      entry = entries.at(-1) ?? entry;
    }),
    wake: (anchors) => startErrand(jobId, 'resolveWaiting', anchors, ports, { delaySeconds: WAKE_DELAY_SECONDS }),
    tellOfMoved: (anchors) => tellReferrers({ job: context.job, realm }, anchors, ports),
  });
  await accepted.end();
  return entry;
}

/** Another worker's claim stands for a moment only. */
async function whenFree(anchor: string, task: Task, run: Invocation, ports: CommitPorts): Promise<void> {
  const { clock, claimMs } = run;
  for (const patience = clock.now() + claimMs; ; await clock.sleep(POLL_MS)) {
    const { deferred, refused } = await provisionPeople([{ anchor, tasks: [task] }], run, ports);
    for (const { error } of refused) throw error;
    if (deferred.length === 0 || clock.now() >= patience) return;
  }
}

/** The ledger, telling of each person it has committed. */
function watched(ledger: LedgerStore, committed: (change: Change) => void): LedgerStore {
  return {
    ...ledger,
    async commit(changes, frame) {
      const leftOut = await ledger.commit(changes, frame);
      const { lost, refused } = leftOut;
      for (const change of changes) if (!lost.includes(change) && !refused.has(change)) committed(change);
      return leftOut;
    },
  };
}
