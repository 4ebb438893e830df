/**
 * The last word on an operation that Muster fails with however it tries: a failure entry, never silence (I2). With the
 * person's row where storage takes it, tried twice: then the person is escrowed and tried again. Without what was sent
 * where that is what it refuses; and alone, in a pack named after the operation, where not even the row can be written.
 */
import type { LoggedOperation } from '../../engine/person/logEntry';
import { exportFailedStep, failureError } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import type { JsonObject } from '../../scim/json';
import type { Person } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import { packOfOne } from '../person/anchorless';
import { Trail } from '../person/trail';
import type { Needs } from '../ports';
import { type LastWord, recordFailure } from './recordFailure';

/** An operation, as much as is left of it. */
export interface Remains {
  readonly sequence: number;
  readonly bulkId: string;
  readonly anchor: string;
  /** `undefined`: lost in storage. */
  readonly data: JsonObject | undefined;
  /** It travelled in the first lane. */
  readonly ahead?: true;
}

/** Where it came from. */
export interface Origin {
  readonly cycleId: string;
  readonly uploadFirst: number;
  readonly acceptedAt: number;
}

type Ports = Needs<'clock' | 'random' | 'logger' | 'putOff' | 'people' | 'ledger' | 'retries'>;

const REFUSED = 'Storage refuses to keep anything of this person.';
const SEND_AGAIN = 'Send the person again.';

/** @throws what storage says where it does not even take an entry, or is out of reach */
export async function tellFailure(
  remains: Remains,
  origin: Origin,
  reason: string,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  const { cycleId, uploadFirst } = origin;
  const failure = new ProvisioningError('InternalError', reason);
  const { logger, ledger } = ports;
  const jobId = context.job.id;
  for (const data of [remains.data, remains.data, undefined]) {
    const judge = (person: Person) => lastWord({ ...remains, data }, uploadFirst, person);
    try {
      return await recordFailure(remains.anchor, cycleId, judge, failure, context, ports);
    } catch (error) {
      if (!(await ledger.answers(jobId, remains.anchor))) throw error;
      logger.error('A failure could not be recorded', { jobId, sequence: remains.sequence, error: String(error) });
    }
  }
  await tellAlone(remains, origin, context, ports);
}

/** First it is noted that nobody is to work on it any more: no row of a person would say so to whoever comes late. */
export async function tellAlone(
  { anchor, ...remains }: Remains,
  { cycleId, uploadFirst, acceptedAt }: Origin,
  { job, systems }: JobContext,
  { ledger, people, putOff, clock }: Needs<'ledger' | 'people' | 'putOff' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  const { sequence } = remains;
  await putOff.note(job.id, [{ sequence, anchor, until: now, why: 'givenUp' }]);
  const trail = new Trail({
    anchor,
    data: {},
    cycleId,
    startedAt: now,
    attempt: 1,
    operation: named(remains, uploadFirst),
  });
  const failure = new ProvisioningError('InternalError', REFUSED).toFailure();
  trail.step(exportFailedStep(systems, 'other', anchor, failure));
  trail.end('failure', { ...failureError(failure, SEND_AGAIN), advice: SEND_AGAIN });
  const place = { jobId: job.id, shard: people.shardOf(anchor), acceptedAt };
  const refused = await ledger.recordOnce([packOfOne(trail.entry(now), place)]);
  for (const said of refused.values()) throw said;
}

/** @returns `undefined` for an operation that has its entry, or is held and gets it when it is released */
function lastWord({ data, ...remains }: Remains, uploadFirst: number, person: Person): LastWord | undefined {
  const { sequence } = remains;
  if (person.logged.includes(sequence) || person.held?.operation?.sequence === sequence) return undefined;
  const word = { operation: named(remains, uploadFirst), attempt: 1 };
  if (data === undefined) return { ...word, next: { sentence: SEND_AGAIN } };
  return { ...word, data, next: 'retry' };
}

function named({ sequence, bulkId, ahead }: Omit<Remains, 'anchor' | 'data'>, uploadFirst: number): LoggedOperation {
  return { sequence, uploadFirst, bulkId, ...(ahead && { ahead }) };
}
