/** Which queues an agent listens to, by what, and where it puts what failed every try. A file of its own, because it takes the listener's place. */
import { agentQueueNames } from '../../../shared/pipeline/queue/jobQueues';
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { createWorkbench, JOB_ID } from '../../support/workbench';

const listened: Record<string, unknown>[] = [];

test('each lane has its own poison queue, the first lane comes first, and all are tried as the deployed host tries', async () => {
  jest.doMock('../../../local/host/queue/queueListener', () => ({
    startQueueListener: async ({ queueName, queue, poisonQueue, settings, holdSeconds }: Record<string, unknown>) => {
      listened.push({ queueName, queue: nameOf(queue), poison: nameOf(poisonQueue), settings, holdSeconds });
      return { stop: async () => undefined, abandon: () => undefined };
    },
  }));
  const { AGENT_QUEUE, startMessageWork } = jest.requireActual<typeof import('../../../local/agent/messageWork')>(
    '../../../local/agent/messageWork',
  );
  const { services, clock, logger } = await createWorkbench({}, {});
  const storage = createMemoryStorage({ clock });
  const named = { ...storage, queue: (name: string) => ({ ...storage.queue(name), name }) };
  const isTheirs = async () => ({ value: { hasAgentQueues: true, settings: {} } });
  const house = { ...services.house, jobs: { ...services.house.jobs, get: isTheirs } };
  const parts = { jobId: JOB_ID, services: { ...services, house }, storage: named, clock, logger };
  await startMessageWork(parts as unknown as Parameters<typeof startMessageWork>[0]).stop();
  const { operations, poison, operationsFirst, poisonFirst } = agentQueueNames(JOB_ID);
  const common = { settings: AGENT_QUEUE, holdSeconds: 20 };
  const lane = (queue: string, after: string) => [
    { queueName: queue, queue, poison: after, ...common },
    { queueName: after, queue: after, poison: undefined, ...common },
  ];
  expect(listened).toEqual([...lane(operationsFirst, poisonFirst), ...lane(operations, poison)]);
});

function nameOf(queue: unknown): string | undefined {
  return (queue as { name: string } | undefined)?.name;
}
