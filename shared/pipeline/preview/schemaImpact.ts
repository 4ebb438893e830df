/**
 * What saving a schema would do to everybody a job knows, on their last data: the evaluation that would follow it, without a
 * write. Shard by shard, in stretches; where it ends it can be taken up again.
 */
import type { LogEntry } from '../../engine/person/logEntry';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import { ProvisioningError } from '../../errors';
import { SHARDS } from '../../store/people/personRow';
import type { AnsweredImpact, AskedImpact } from '../agentQuestions';
import type { JobContext } from '../jobContext';
import type { PersonTasks } from '../people/runTasks';
import type { Needs } from '../ports';
import { type PlanLine, planLine } from './planLine';
import { tryTasks } from './planStretch';

/** People worked on together. */
const STRETCH = 100;

type StretchPorts = Needs<'clock' | 'random' | 'logger' | 'people' | 'realms' | 'claimMs' | 'retries'>;
type Ports = StretchPorts & Needs<'operations' | 'ask'>;

/** Behind this person; `null`: before everybody of the shard. */
export interface ImpactPlace {
  readonly shard: number;
  readonly anchor: string | null;
}

export interface ImpactStretch {
  readonly people: number;
  /** Of those for whom something would be different, or fail. */
  readonly lines: readonly PlanLine[];
  /** Of the others, why nothing would be done, where that is told. */
  readonly skipped: readonly PlanLine[];
  /** Where to go on; `undefined`: everybody was looked at. */
  readonly next: ImpactPlace | undefined;
}

/** @throws {ProvisioningError} when the target refuses us altogether */
export async function* schemaImpact(
  schema: SynchronizationSchema,
  from: ImpactPlace,
  context: JobContext,
  ports: Ports,
): AsyncGenerator<ImpactStretch> {
  const names = new Set<string>();
  let place: ImpactPlace | undefined = from;
  while (place !== undefined) {
    const { shard, anchor }: ImpactPlace = place;
    const anchors = await ports.people.anchors(context.job.id, shard, anchor, STRETCH);
    const answer =
      anchors.length === 0
        ? NOBODY
        : ports.operations.isOurs(context.job)
          ? await answerImpact({ schema, anchors, names: [...names] }, context, ports)
          : await ports.ask(context.job, { kind: 'impact', asked: { schema, anchors, names: [...names] } });
    for (const name of answer.names) names.add(name);
    place = placeBehind({ shard, anchor: anchors.at(-1) ?? null }, anchors.length);
    yield { ...toLines(answer), people: anchors.length, next: place };
    if (answer.fatal !== null) throw ProvisioningError.of(answer.fatal);
  }
}

const NOBODY: AnsweredImpact = { entries: [], names: [], fatal: null };

function placeBehind({ shard, anchor }: ImpactPlace, found: number): ImpactPlace | undefined {
  if (found === STRETCH) return { shard, anchor };
  return shard + 1 < SHARDS ? { shard: shard + 1, anchor: null } : undefined;
}

function toLines({ entries }: AnsweredImpact): Pick<ImpactStretch, 'lines' | 'skipped'> {
  const last = new Map(entries); // who was held and released has two
  const lines = [...last].map(([anchor, entry]) => planLine({ index: 0, bulkId: '', anchor }, entry));
  const isSkipped = ({ status }: PlanLine) => status === 'skipped';
  return { lines: lines.filter((line) => !isSkipped(line)), skipped: lines.filter(isSkipped) };
}

/** Where the directory can be reached: here, or at an agent. @param context with the draft in place */
export async function answerImpact(
  { anchors, names }: AskedImpact,
  context: JobContext,
  ports: StretchPorts,
): Promise<AnsweredImpact> {
  const entries: (readonly [string, LogEntry])[] = [];
  const used = new Set(names);
  const tasks = anchors.map((anchor): PersonTasks => ({ anchor, tasks: [{ kind: 'reevaluate' }] }));
  const memory = { expected: new Set<string>(), names: used };
  const { fatal } = await tryTasks(tasks, memory, context, ports, (anchor, entry) => entries.push([anchor, entry]));
  return { entries, names: [...used].filter((name) => !names.includes(name)), fatal: fatal?.toFailure() ?? null };
}
