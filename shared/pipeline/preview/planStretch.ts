/** A stretch of people taken along the path of any upload, together, without a write. */

import type { LogEntry } from '../../engine/person/logEntry';
import type { ProvisioningError } from '../../errors';
import type { PlannedOperation, PlannedPerson } from '../agentQuestions';
import type { JobContext } from '../jobContext';
import { provisionPeople } from '../people/provisionPeople';
import type { PersonTasks } from '../people/runTasks';
import { anchorlessEntry } from '../person/anchorless';
import type { Invocation } from '../person/run';
import type { Needs } from '../ports';
import type { Task } from '../queue/tasks';
import { dryRun } from './dryRun';
import { isPlanned } from './dryRunTarget';

type Ports = Needs<'clock' | 'random' | 'logger' | 'people' | 'realms' | 'claimMs' | 'retries'>;

/** What one stretch leaves to the next. */
export interface PlanMemory {
  /** Who will have an account as far as is known; true of those who were planned already. */
  readonly expected: Set<string>;
  /** Unique names used up so far. */
  readonly names: Set<string>;
}

export interface PlannedStretch {
  /** By sequence number. */
  readonly entries: ReadonlyMap<number, LogEntry>;
  /** From the target anchor of each account this stretch would create to whose it is. */
  readonly created: ReadonlyMap<string, string>;
  /** The target refused us altogether. */
  readonly fatal: ProvisioningError | undefined;
}

/** Newer than any operation there is. */
const FIRST_SEQUENCE = 2 ** 52;

export const sequenceOf = ({ index }: PlannedOperation) => FIRST_SEQUENCE + index;

export async function planStretch(
  stretch: readonly PlannedPerson[],
  memory: PlanMemory,
  context: JobContext,
  ports: Ports,
): Promise<PlannedStretch> {
  const entries = new Map<number, LogEntry>();
  for (const { anchor } of stretch) if (anchor !== null) memory.expected.delete(anchor); // until it is known
  const tell = (_: string, entry: LogEntry) => {
    if (entry.operation) entries.set(entry.operation.sequence, entry);
  };
  const { created, fatal } = await tryTasks(stretch.flatMap(tasksOf(ports)), memory, context, ports, tell);

  const nobodys = { context, clock: ports.clock, cycleId: ports.random.uuid() };
  for (const operation of stretch.flatMap(({ anchor, operations }) => (anchor === null ? operations : []))) {
    const sequence = sequenceOf(operation);
    entries.set(sequence, anchorlessEntry({ ...operation, sequence }, FIRST_SEQUENCE, nobodys));
  }
  return { entries, created, fatal };
}

/**
 * Tasks of people taken along the path of any upload, together, without a write.
 *
 * @param tell told each entry that a real run would leave, and whose it is
 */
export async function tryTasks(
  people: readonly PersonTasks[],
  { expected, names }: PlanMemory,
  context: JobContext,
  ports: Ports,
  tell: (anchor: string, entry: LogEntry) => void,
): Promise<Pick<PlannedStretch, 'created' | 'fatal'>> {
  const created = new Map<string, string>();
  const held = new Set<string>();
  const dry = dryRun(context, ports.people, {
    names,
    willHaveAccount: (anchor) => expected.has(anchor),
    committed({ person, entries }) {
      for (const entry of entries) tell(person.anchor, entry);
      if (person.held !== null) held.add(person.anchor);
      if (person.link === null) return;
      expected.add(person.anchor);
      if (isPlanned(person.link.targetAnchor)) created.set(person.link.targetAnchor, person.anchor);
    },
  });
  const run: Invocation = {
    ...ports,
    ...dry,
    purpose: 'plan',
    cycleId: ports.random.uuid(),
    worker: ports.random.uuid(),
  };
  const { fatal } = await provisionPeople(people, run, dry.commits);
  // What the deletion guard holds runs when all else is done, unless a later operation took its place.
  const released = [...held].map((anchor): PersonTasks => ({ anchor, tasks: [RELEASE] }));
  const release = await provisionPeople(released, run, dry.commits);
  return { created, fatal: fatal ?? release.fatal };
}

const RELEASE: Task = { kind: 'release', since: undefined, allowed: false };

function tasksOf({ clock }: Ports) {
  return ({ anchor, operations }: PlannedPerson): PersonTasks[] => {
    if (anchor === null) return [];
    const tasks = operations.map((operation): Task => {
      const { bulkId, data } = operation;
      const sequence = sequenceOf(operation);
      const acceptedAt = clock.now();
      return { kind: 'operation', operation: { sequence, uploadFirst: FIRST_SEQUENCE, acceptedAt, bulkId, data } };
    });
    return [{ anchor, tasks }];
  };
}
