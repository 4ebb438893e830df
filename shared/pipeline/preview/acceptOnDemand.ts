/**
 * The place of an on-demand run in a cycle, kept open until the run is over. Each leaves a message behind that is read when
 * the run should long be over; it finds nothing to do, unless this process died on the way.
 */
import type { JsonObject } from '../../scim/json';
import type { Needs } from '../ports';
import { announce } from '../queue/enqueue';
import { writeMessage } from '../queue/messages';
import type { Task } from '../queue/tasks';

type OnDemandNeeds = Needs<'intake' | 'payloads' | 'operations' | 'clock' | 'random' | 'logger' | 'claimMs'>;

export interface OnDemandTask {
  readonly cycleId: string;
  readonly task: Task;
  /** The run is over. */
  end(): Promise<void>;
}

/** Longer than a run takes: its patience with another worker's claim, and a claim of its own. */
const messageDelaySeconds = ({ claimMs }: OnDemandNeeds) => Math.ceil((2 * claimMs) / 1_000);
const BULK_ID = 'provisionOnDemand';

/** On the last known data: work of its own within the cycle. Should the process die, the message ends it. */
export async function openOnDemandTask(jobId: string, ports: OnDemandNeeds): Promise<OnDemandTask> {
  const { intake, operations, clock, random } = ports;
  const work = `onDemand-${random.uuid()}`;
  const cycleId = await intake.beginWork(jobId, [work], random.uuid(), clock.now());
  const message = writeMessage({ kind: 'errand', errand: 'reevaluate', jobId, cycleId, anchors: [], work });
  await operations.send(jobId, message, { delaySeconds: messageDelaySeconds(ports) });
  return { cycleId, task: { kind: 'reevaluate' }, end: () => intake.endWork(jobId, cycleId, work) };
}

/** On data given with the question: an upload of one. Should the process die, the message carries it out as any upload. */
export async function acceptOnDemand(
  jobId: string,
  anchor: string,
  data: JsonObject,
  ports: OnDemandNeeds,
): Promise<OnDemandTask> {
  const acceptedAt = ports.clock.now();
  const operations = [{ bulkId: BULK_ID, anchor, data }];
  const payload = await ports.payloads.prepare({ jobId, operations, partsId: ports.random.uuid(), at: acceptedAt });
  const admission = await ports.intake.admit({
    jobId,
    operations: [{ bulkId: BULK_ID, anchor }],
    payload,
    acceptedAt,
    ticket: ports.random.uuid(),
    newCycleId: ports.random.uuid(),
    clientRequestId: undefined,
    fingerprint: '',
  });
  if (!('upload' in admission)) throw new Error('An upload without a client-request-id was taken for a resend.');
  const { upload } = admission;
  const operation = { sequence: upload.first, bulkId: BULK_ID, data };
  await announce(upload, [{ ...operation, anchor }], 1, ports, messageDelaySeconds(ports));
  return {
    cycleId: upload.cycleId,
    task: { kind: 'operation', operation: { ...operation, uploadFirst: upload.first, acceptedAt } },
    end: async () => undefined, // its entry ends it
  };
}
