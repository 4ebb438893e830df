/**
 * What an upload would do, person by person, without doing it (design 8.5). People are worked on in stretches through the
 * path any upload takes; nothing of a stretch is kept when the next one begins but who is going to have an account and
 * which unique names are used up.
 */
import { groupBy } from '../collections';
import type { LogEntry } from '../engine/logEntry';
import type { ProvisioningError } from '../errors';
import type { BulkOperation } from '../scim/bulkRequest';
import type { JsonObject } from '../scim/json';
import { anchorlessEntry } from './anchorless';
import { dryRun } from './dryRun';
import { isPlanned, plannedAnchor } from './dryRunTarget';
import type { JobContext } from './jobContext';
import { type PlanLine, type PlannedOperation, type PlanRemark, planLine } from './planLine';
import type { ProcessPorts } from './processOperations';
import { type PersonTasks, provisionPeople } from './provisionPeople';
import { readAnchor } from './uploadedPerson';

export type PlanPorts = Pick<ProcessPorts, 'people' | 'clock' | 'random' | 'logger' | 'claimMs' | 'retries'>;

/** A person of the upload, with all that is to be done for him or her, in order. */
export interface PlannedPerson {
  /** `null`: the operation does not say whose it is. */
  readonly anchor: string | null;
  readonly operations: readonly (PlannedOperation & { readonly data: JsonObject })[];
}

/** People worked on together: enough to share reads, few enough to be soon through. */
const STRETCH = 100;
/** Newer than any operation there is. */
const FIRST_SEQUENCE = 2 ** 52;

/** In order of their first operation. */
export function peopleOf(operations: readonly BulkOperation[]): readonly PlannedPerson[] {
  const planned = operations.map(({ bulkId, data }, index) => ({ index, bulkId, data, anchor: readAnchor(data) }));
  const groups = groupBy(planned, ({ anchor, index }) => anchor ?? index); // nobody's operations stay apart
  return [...groups].map(([key, members]) => ({ anchor: typeof key === 'string' ? key : null, operations: members }));
}

/**
 * @param from people who were planned before and are passed over
 * @returns the lines of one person after another
 * @throws {ProvisioningError} when the target refuses us altogether, after the people this was found out with
 */
export async function* planPeople(
  everyone: readonly PlannedPerson[],
  from: number,
  context: JobContext,
  ports: PlanPorts,
): AsyncGenerator<readonly PlanLine[]> {
  const known: Known = { expected: new Set(everyone.flatMap(({ anchor }) => anchor ?? [])), names: new Set() };
  for (let start = from; start < everyone.length; start += STRETCH) {
    const stretch = everyone.slice(start, start + STRETCH);
    const { entries, created, fatal } = await rehearse(stretch, known, context, ports);
    for (const person of stretch) yield linesOf(person, entries, created);
    if (fatal !== undefined) throw fatal;
  }
}

/** What one stretch leaves to the next. */
interface Known {
  /** Who will have an account as far as is known; true of those who were planned already. */
  readonly expected: Set<string>;
  /** Unique names used up so far. */
  readonly names: Set<string>;
}

interface Rehearsal {
  /** By sequence number. */
  readonly entries: ReadonlyMap<number, LogEntry>;
  /** From the target anchor of each account this stretch would create to whose it is. */
  readonly created: ReadonlyMap<string, string>;
  readonly fatal: ProvisioningError | undefined;
}

async function rehearse(
  stretch: readonly PlannedPerson[],
  { expected, names }: Known,
  context: JobContext,
  ports: PlanPorts,
): Promise<Rehearsal> {
  const entries = new Map<number, LogEntry>();
  const created = new Map<string, string>();
  const dry = dryRun(context, ports.people, {
    names,
    willHaveAccount: (anchor) => expected.has(anchor),
    committed({ person, entries: told }) {
      for (const entry of told) if (entry.operation) entries.set(entry.operation.sequence, entry);
      if (person.link === null) return;
      expected.add(person.anchor);
      if (isPlanned(person.link.targetAnchor)) created.set(person.link.targetAnchor, person.anchor);
    },
  });
  const run = { ...ports, ...dry, cycleId: ports.random.uuid(), worker: ports.random.uuid() };
  const tasks: PersonTasks[] = [];
  for (const person of stretch) {
    if (person.anchor === null) {
      for (const operation of person.operations) {
        const sequence = sequenceOf(operation);
        entries.set(sequence, anchorlessEntry({ ...operation, sequence }, FIRST_SEQUENCE, run));
      }
      continue;
    }
    expected.delete(person.anchor);
    const operations = person.operations.map((operation) => taskOf(operation, ports));
    // What the deletion guard would hold runs when all else is done, unless a later operation took its place.
    tasks.push({ anchor: person.anchor, tasks: [...operations, { kind: 'release' }] });
  }
  const { fatal } = await provisionPeople(tasks, run, { ledger: dry.ledger, wake: async () => undefined });
  return { entries, created, fatal };
}

const sequenceOf = ({ index }: PlannedOperation) => FIRST_SEQUENCE + index;

function taskOf(operation: PlannedPerson['operations'][number], { clock }: PlanPorts): PersonTasks['tasks'][number] {
  const { bulkId, data } = operation;
  const sequence = sequenceOf(operation);
  const acceptedAt = clock.now();
  return { kind: 'operation', operation: { sequence, uploadFirst: FIRST_SEQUENCE, acceptedAt, bulkId, data } };
}

function linesOf({ operations, anchor }: PlannedPerson, entries: Rehearsal['entries'], created: Rehearsal['created']) {
  const warnings = operations.length > 1 ? [repeated(anchor ?? '', operations.length)] : [];
  return operations.map((operation) => {
    const entry = entries.get(sequenceOf(operation));
    if (entry === undefined) throw new Error(`Operation ${operation.index} was planned and came to nothing.`);
    const line = planLine(operation, entry);
    return { ...line, changes: line.changes.map(named(created)), warnings: [...warnings, ...line.warnings] };
  });
}

function repeated(anchor: string, times: number): PlanRemark {
  const message = `User '${anchor}' is in this upload ${times} times; each is carried out in its turn, and the last one stands.`;
  return { code: 'DuplicateSourceEntries', message };
}

/** A reference to an account that does not exist yet names the person it will be. */
function named(created: Rehearsal['created']) {
  return (change: PlanLine['changes'][number]): PlanLine['changes'][number] => {
    const referenced = created.get(change.newValue ?? '');
    return referenced === undefined ? change : { ...change, newValue: plannedAnchor(referenced) };
  };
}
