/**
 * What a job, or a draft of its schema, makes of some people: each taken along the path of any upload, every mapping
 * explained, and nothing written.
 */
import type { LogEntry } from '../../engine/person/logEntry';
import type { EvaluatedPeople, PersonQuestion } from '../agentQuestions';
import type { JobContext } from '../jobContext';
import { provisionPeople } from '../people/provisionPeople';
import type { PersonTasks } from '../people/runTasks';
import type { Invocation } from '../person/run';
import type { Needs } from '../ports';
import type { Task } from '../queue/tasks';
import { dryRun } from './dryRun';

type Ports = Needs<'clock' | 'random' | 'logger' | 'people' | 'realms' | 'claimMs' | 'retries'>;

/** @param questions each about somebody else */
export async function evaluatePeople(
  questions: readonly PersonQuestion[],
  context: JobContext,
  ports: Ports,
): Promise<EvaluatedPeople> {
  const entries = new Map<string, LogEntry>();
  const dry = dryRun(context, ports.people, {
    committed({ person, entries: told }) {
      const entry = told.at(-1);
      if (entry !== undefined) entries.set(person.anchor, entry);
    },
  });
  const run: Invocation = {
    ...ports,
    ...dry,
    purpose: 'rehearsal',
    cycleId: ports.random.uuid(),
    worker: ports.random.uuid(),
  };
  const acceptedAt = ports.clock.now();
  const tasks = questions.map(({ anchor, data }): PersonTasks => ({ anchor, tasks: [taskOf(data, acceptedAt)] }));
  const { fatal } = await provisionPeople(tasks, run, dry.commits);
  return { entries: [...entries], fatal: fatal?.toFailure() ?? null };
}

function taskOf(data: PersonQuestion['data'], acceptedAt: number): Task {
  if (data === undefined) return { kind: 'reevaluate' };
  const sequence = Number.MAX_SAFE_INTEGER; // newer than anything
  return { kind: 'operation', operation: { sequence, uploadFirst: 0, acceptedAt, bulkId: '', data } };
}
