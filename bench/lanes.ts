/** What `npm start` runs beside its endpoints, in this process: both lanes of the queue, their poison queues and the timer. */
import { readHostJson } from '../local/host/hostJson';
import { type QueueListener, startQueueListener } from '../local/host/queue/queueListener';
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE, type Services } from '../shared/composition/services';
import { handlePoison } from '../shared/pipeline/people/handlePoison';
import { readMessage } from '../shared/pipeline/queue/messages';
import { superviseJobs } from '../shared/pipeline/supervise/superviseJobs';
import type { Clock } from '../shared/ports';
import type { Storage } from '../shared/store/azure/connection';

export const LANES = [OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE];
/** As deployed. */
export const TIMER_MS = 15_000;
const HOLD_SECONDS = 600;

/** @returns ends it */
export async function startHost(
  { services, storage }: { readonly services: Services; readonly storage: Storage },
  clock: Clock,
  timerMs = TIMER_MS,
): Promise<() => Promise<void>> {
  const { queues: settings } = readHostJson('host.json');
  const logger = { debug() {}, info() {}, warn() {}, error() {} }; // what is poisoned is told, and expected
  const common = { settings, holdSeconds: HOLD_SECONDS, clock, logger };
  const listeners: QueueListener[] = [];
  for (const queueName of LANES) {
    const [queue, poisonQueue] = [storage.queue(queueName), storage.queue(`${queueName}-poison`)];
    await poisonQueue.ensure();
    listeners.push(
      await startQueueListener({
        ...{ ...common, queueName, queue, poisonQueue },
        handle: async ({ text }) => services.gatherer.submit(readMessage(text)),
      }),
      await startQueueListener({
        ...{ ...common, queueName: `${queueName}-poison`, queue: poisonQueue, poisonQueue: undefined },
        handle: ({ text }) => handlePoison(text, services.house),
      }),
    );
  }
  const over = new AbortController();
  const timer = (async () => {
    while (!over.signal.aborted) {
      await superviseJobs(services.house);
      await clock.sleep(timerMs, over.signal).catch(() => undefined); // ended meanwhile
    }
  })();
  return async () => {
    over.abort();
    await timer;
    for (const listener of listeners) await listener.stop();
  };
}
