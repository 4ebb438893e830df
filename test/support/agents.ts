/** Agents on the workbench: each a process of its own, with its own caches, on the storage that all share. */

import { buildServices, type Services } from '../../shared/composition/services';
import type { World } from '../../shared/composition/world';
import type { AgentTrouble } from '../../shared/engine/job/agentActivity';
import { takeQuestions } from '../../shared/pipeline/agents/answerQuestions';
import { AGENT_REQUIRED } from '../../shared/pipeline/jobSettings';
import { updateJob } from '../../shared/pipeline/jobs/updateJob';
import type { Lane } from '../../shared/pipeline/ports';
import { agentQueueNames } from '../../shared/pipeline/queue/jobQueues';
import { readMessage } from '../../shared/pipeline/queue/messages';
import type { QueueMessage } from '../../shared/store/contract/queue';
import { MUSTER } from '../../shared/store/jobs/audit';
import type { MemoryQueue } from '../../shared/store/memory/memoryQueue';
import { JOB_ID, type Workbench } from './workbench';
import { seededRandom } from './world';

export interface WorkbenchAgent {
  readonly name: string;
  readonly services: Services;
  /** Gives a sign of life. */
  report(stopped?: boolean, trouble?: AgentTrouble): Promise<void>;
  /** Takes and answers what is asked now. @returns how many questions */
  answer(): Promise<number>;
  /** Takes up to `most` messages; they stay hidden from others for a minute. */
  take(most: number): Promise<readonly QueueMessage[]>;
  /** Works on a message; does not remove it. */
  workOn(message: QueueMessage): Promise<void>;
  /** Takes, works on and removes messages until none is left. @returns how many */
  drain(): Promise<number>;
}

/** How long a message an agent took stays hidden, seconds. */
export const HOLD_SECONDS = 60;

/** Of the ordinary lane, unless another is asked for. */
export function agentQueue({ storage }: Workbench, lane: Lane = 'ordinary'): MemoryQueue {
  const { operations, operationsFirst } = agentQueueNames(JOB_ID);
  return storage.queue(lane === 'first' ? operationsFirst : operations);
}

/** Turns the job over to agents, or back to the service, as an administrator does. */
export async function runByAgents(bench: Workbench, on: boolean): Promise<void> {
  const settings = { [AGENT_REQUIRED]: on ? 'True' : 'False' };
  await updateJob(JOB_ID, { settings }, MUSTER, bench.services.house);
}

/** @param target what it provisions into; the embedded directory when absent */
export function openAgent(bench: Workbench, name: string, { target }: Pick<World, 'target'> = {}): WorkbenchAgent {
  const { storage, clock, logger } = bench;
  const services = buildServices(bench.services.settings, {
    storage,
    clock,
    logger,
    random: seededRandom(name),
    agent: { secrets: new Map() },
    ...(target && { target }),
  });
  const queue = agentQueue(bench);
  const first = agentQueue(bench, 'first');
  const startedAt = clock.now();
  const agent: WorkbenchAgent = {
    name,
    services,
    report: (stopped = false, trouble) => {
      const self = { name, process: name, machine: 'SRV1', version: '1.0.0', startedAt, clockAheadMs: 0 };
      return services.house.agents.report(JOB_ID, { ...self, stopped, trouble });
    },
    answer: async () => (await Promise.all(await takeQuestions(JOB_ID, name, services.house))).length,
    take: (most) => queue.receive(most, HOLD_SECONDS),
    workOn: (message) => services.gatherer.submit(readMessage(message.text)),
    async drain() {
      for (let done = 0; ; ) {
        const ahead = await first.receive(32, HOLD_SECONDS);
        const messages = await agent.take(32);
        if (ahead.length + messages.length === 0) return done;
        const work = async (message: QueueMessage, from: MemoryQueue) => {
          await agent.workOn(message);
          await from.remove(message);
        };
        await Promise.all([
          ...ahead.map((message) => work(message, first)),
          ...messages.map((message) => work(message, queue)),
        ]);
        done += ahead.length + messages.length;
      }
    },
  };
  return agent;
}
