/**
 * Tells what messages of one cycle ask for. First all that has to be read is read; then it is decided without a further
 * look at anything. Nothing is written here.
 */
import { groupBy } from '../../collections';
import type { Needs } from '../ports';
import type {
  ErrandMessage,
  Message,
  OperationsMessage,
  QueuedOperation,
  ReevaluateAllMessage,
} from '../queue/messages';
import { readStretch, type Stretch } from '../queue/reevaluateAll';
import { type Task, tasksOf } from '../queue/tasks';
import { operationsOf } from './messageOperations';
import type { PersonTasks } from './runTasks';

/** A message with what it only points to. */
export type Opened =
  /** `undefined`: they are gone. */
  | { readonly message: OperationsMessage; readonly operations: readonly QueuedOperation[] | undefined }
  | { readonly message: ErrandMessage; readonly isPending: boolean }
  | { readonly message: ReevaluateAllMessage; readonly stretch: Stretch | undefined };

/** What is over, or goes on, when the people of a message are committed. */
export type Afterwards =
  | { readonly kind: 'endWork'; readonly work: string }
  | { readonly kind: 'goOn'; readonly stretch: Stretch; readonly message: ReevaluateAllMessage };

export interface Sorted {
  /** Each person's in the order they are to be done. */
  readonly tasks: readonly PersonTasks[];
  /** Operations of nobody, by the message they came in. */
  readonly anchorless: readonly {
    readonly message: OperationsMessage;
    readonly operations: readonly QueuedOperation[];
  }[];
  /** Ids of large bulks that are not needed any more when all is done. */
  readonly staged: readonly string[];
  /** People whose errands somebody else has run meanwhile. */
  readonly overtaken: readonly string[];
  readonly afterwards: readonly Afterwards[];
  /** How often storage has refused what came of an operation, by its number. */
  readonly tries: readonly (readonly [number, number])[];
  /** Their operations are gone. */
  readonly lost: readonly OperationsMessage[];
}

type Ports = Needs<'intake' | 'staging' | 'payloads' | 'people'>;

export async function openMessage(message: Message, ports: Ports): Promise<Opened> {
  switch (message.kind) {
    case 'operations':
      return { message, operations: await operationsOf(message, ports) };
    case 'errand': {
      // A message that comes twice must not work in a cycle that has ended.
      const { jobId, cycleId, work } = message;
      return { message, isPending: work === null || (await ports.intake.isPending(jobId, cycleId, work)) };
    }
    case 'sweep':
      return { message, stretch: await readStretch(message, ports) };
  }
}

export function sortMessages(messages: readonly Opened[]): Sorted {
  const shares = messages.map(shareOf);
  const tasks = groupBy(
    shares.flatMap((share) => share.tasks ?? []),
    ([anchor]) => anchor,
  );
  return {
    tasks: [...tasks].map(([anchor, list]) => ({ anchor, tasks: list.map(([, task]) => task).sort(bySequence) })),
    anchorless: shares.flatMap((share) => share.anchorless ?? []),
    staged: shares.flatMap((share) => share.staged ?? []),
    overtaken: shares.flatMap((share) => share.overtaken ?? []),
    afterwards: shares.flatMap((share) => share.afterwards ?? []),
    tries: shares.flatMap((share) => share.tries ?? []),
    lost: shares.flatMap((share) => share.lost ?? []),
  };
}

/** What one message comes to. */
type Share = Partial<Omit<Sorted, 'tasks'>> & { readonly tasks?: readonly (readonly [string, Task])[] };

function shareOf(opened: Opened): Share {
  if ('stretch' in opened) return shareOfStretch(opened.stretch, opened.message);
  if ('isPending' in opened) return shareOfErrand(opened.message, opened.isPending);
  return shareOfOperations(opened.message, opened.operations);
}

function shareOfStretch(stretch: Stretch | undefined, message: ReevaluateAllMessage): Share {
  if (stretch === undefined) return {};
  const tasks = stretch.anchors.map((anchor) => [anchor, { kind: 'reevaluate' }] as const);
  return { tasks, afterwards: [{ kind: 'goOn', stretch, message }] };
}

function shareOfErrand(message: ErrandMessage, isPending: boolean): Share {
  if (!isPending) return { overtaken: message.anchors };
  const { work } = message;
  return { tasks: tasksOf(message), afterwards: work === null ? [] : [{ kind: 'endWork', work }] };
}

function shareOfOperations(message: OperationsMessage, operations: readonly QueuedOperation[] | undefined): Share {
  if (operations === undefined) return { lost: [message] };
  const { uploadFirst, acceptedAt, stagingId, tries } = message;
  const anchorless = operations.filter(({ anchor }) => anchor === null);
  const tasks = operations.flatMap(({ anchor, ...said }): [string, Task][] => {
    if (anchor === null) return [];
    return [[anchor, { kind: 'operation', operation: { ...said, uploadFirst, acceptedAt } }]];
  });
  return {
    tasks,
    staged: stagingId === null ? [] : [stagingId],
    tries: tries === undefined ? [] : operations.map(({ sequence }) => [sequence, tries]),
    anchorless: anchorless.length === 0 ? [] : [{ message, operations: anchorless }],
  };
}

/** Errands last: the person's newest operation may settle them. */
function bySequence(a: Task, b: Task): number {
  return sequenceOf(a) - sequenceOf(b);
}

export function sequenceOf(task: Task): number {
  return task.kind === 'operation' ? task.operation.sequence : Number.MAX_SAFE_INTEGER;
}
