/**
 * What an upload would do, person by person, without doing it (design 8.5). People are worked on in stretches; nothing of a
 * stretch is kept when the next one begins but who is going to have an account and which unique names are used up.
 */

import { groupBy } from '../../collections';
import { readAnchor } from '../../scim/anchor';
import type { BulkOperation } from '../../scim/bulkRequest';
import type { PlannedPerson } from '../agentQuestions';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { plannedAnchor } from './dryRunTarget';
import { type PlanLine, type PlanRemark, planLine } from './planLine';
import { type PlanMemory, type PlannedStretch, planStretch, sequenceOf } from './planStretch';
import { askForStretch } from './planThroughAgents';

/** People worked on together: enough to share reads, few enough to be soon through. */
const STRETCH = 100;

type Ports = Needs<'clock' | 'random' | 'logger' | 'operations' | 'people' | 'realms' | 'ask' | 'claimMs' | 'retries'>;

/** In order of their first operation. */
export function peopleOf(operations: readonly BulkOperation[]): readonly PlannedPerson[] {
  const planned = operations.map(({ bulkId, data }, index) => ({ index, bulkId, data, anchor: readAnchor(data) }));
  const groups = groupBy(planned, ({ anchor, index }) => anchor ?? index); // nobody's operations stay apart
  return [...groups].map(([key, members]) => ({ anchor: typeof key === 'string' ? key : null, operations: members }));
}

/**
 * @param from people who were planned before and are passed over
 * @returns the lines of one person after another; nobody is worked on before a line of the stretch is asked for
 * @throws {ProvisioningError} when the target refuses us altogether, after the people this was found out with
 */
export async function* planPeople(
  everyone: readonly PlannedPerson[],
  from: number,
  context: JobContext,
  ports: Ports,
): AsyncGenerator<readonly PlanLine[]> {
  const memory: PlanMemory = { expected: new Set(everyone.flatMap(({ anchor }) => anchor ?? [])), names: new Set() };
  for (let start = from; start < everyone.length; start += STRETCH) {
    const stretch = everyone.slice(start, start + STRETCH);
    const planned = ports.operations.isOurs(context.job)
      ? await planStretch(stretch, memory, context, ports)
      : await askForStretch(stretch, memory, context.job, ports.ask);
    for (const person of stretch) yield linesOf(person, planned);
    if (planned.fatal !== undefined) throw planned.fatal;
  }
}

function linesOf({ operations, anchor }: PlannedPerson, { entries, created }: PlannedStretch): readonly PlanLine[] {
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
function named(created: PlannedStretch['created']) {
  return (change: PlanLine['changes'][number]): PlanLine['changes'][number] => {
    const referenced = created.get(change.newValue ?? '');
    return referenced === undefined ? change : { ...change, newValue: plannedAnchor(referenced) };
  };
}
