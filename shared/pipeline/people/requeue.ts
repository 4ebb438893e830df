/**
 * Copies of what has to wait, to come when it may go on; sent before the originals are deleted. What is of one kind and
 * comes at one time travels together: a target that throttles puts off hundreds of people at once.
 */
import { groupBy } from '../../collections';
import type { Needs } from '../ports';
import { enqueue } from '../queue/enqueue';
import { sendErrand, startErrandFor } from '../queue/errands';
import { aboutOf, type ErrandTask, errandOf, isSentAhead, sinceOf, type Task } from '../queue/tasks';
import type { Deferred } from './runTasks';
import type { WorkNeeds } from './workNeeds';

interface Waiting<T extends Task> {
  readonly anchor: string;
  readonly task: T;
  readonly delaySeconds: number;
}

type OperationTask = Extract<Task, { kind: 'operation' }>;

export async function requeue(
  jobId: string,
  cycleId: string,
  deferred: readonly Deferred[],
  ports: WorkNeeds,
): Promise<void> {
  const operations: Waiting<OperationTask>[] = [];
  const errands: Waiting<ErrandTask>[] = [];
  for (const { anchor, tasks, until } of deferred) {
    const delaySeconds = Math.max(1, Math.ceil((until - ports.clock.now()) / 1_000));
    for (const task of tasks) {
      if (task.kind === 'operation') operations.push({ anchor, task, delaySeconds });
      else errands.push({ anchor, task, delaySeconds });
    }
  }
  const uploads = groupBy(operations, ({ task: { operation }, delaySeconds }) => {
    return `${operation.uploadFirst} ${operation.ahead === true} ${delaySeconds}`;
  });
  for (const members of uploads.values()) await sendAgain(jobId, cycleId, members, ports);
  const kinds = groupBy(errands, ({ task, delaySeconds }) => {
    return `${errandOf(task)} ${isSentAhead(task)} ${delaySeconds}`;
  });
  for (const members of kinds.values()) await runLater(jobId, cycleId, members, ports);
}

/** @param members operations of one upload and lane, with one delay */
async function sendAgain(
  jobId: string,
  cycleId: string,
  members: readonly Waiting<OperationTask>[],
  ports: WorkNeeds,
): Promise<void> {
  const [first] = members;
  if (first === undefined) return;
  const { uploadFirst, acceptedAt } = first.task.operation;
  const operations = members.map(({ anchor, task: { operation } }) => {
    const { uploadFirst: _, acceptedAt: __, ...said } = operation;
    return { ...said, anchor };
  });
  if (first.delaySeconds >= NOTED_FROM_SECONDS) await noteTurn(jobId, members, first.delaySeconds, ports);
  await enqueue({ jobId, cycleId, first: uploadFirst, acceptedAt }, operations, ports, first.delaySeconds);
}

/** Until then nothing is sent again that is only a few seconds late. */
const NOTED_FROM_SECONDS = 20;

/** So that the timer does not take it for lost. */
async function noteTurn(
  jobId: string,
  members: readonly Waiting<OperationTask>[],
  delaySeconds: number,
  { putOff, clock }: Needs<'putOff' | 'clock'>,
): Promise<void> {
  const until = clock.now() + delaySeconds * 1_000;
  await putOff.note(
    jobId,
    members.map(({ anchor, task }) => ({ sequence: task.operation.sequence, anchor, until, why: 'turn' })),
  );
}

/**
 * What the guard has decided of a held deletion counts in the cycle that it is held in; other work may join any.
 *
 * @param members errands of one kind and lane, with one delay
 */
async function runLater(
  jobId: string,
  cycleId: string,
  members: readonly Waiting<ErrandTask>[],
  ports: WorkNeeds,
): Promise<void> {
  const [first] = members;
  if (first === undefined) return;
  const errand = errandOf(first.task);
  const people = members.map(({ anchor, task }) => ({ anchor, since: sinceOf(task), about: aboutOf(task) }));
  if (errand === 'release' || errand === 'stage') {
    await sendErrand(jobId, cycleId, errand, people, ports, first.delaySeconds);
  } else {
    const way = { delaySeconds: first.delaySeconds, ahead: isSentAhead(first.task) };
    await startErrandFor(jobId, errand, people, ports, way);
  }
}
