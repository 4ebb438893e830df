/**
 * Where the messages of a job wait. Most jobs share the service's queue; a job that is run by agents has queues of its
 * own, which only agents read (decision 0019). The setting may change at any time: whoever receives a message that is not
 * its to work on hands it over, so that no switch loses one, and what a person's row says keeps the order (I4).
 */
import { createHash } from 'node:crypto';
import { allSettled } from '../../collections';
import type { Queue } from '../../store/contract/queue';
import type { Job } from '../../store/jobs/jobs';
import type { JobContexts } from '../jobContext';
import { isRunByAgents } from '../jobSettings';
import type { JobQueues } from '../ports';

/** Who reads a queue: the service in the cloud, or an agent near the directory. */
export type Place = 'service' | 'agent';

export interface JobQueuesPorts {
  readonly place: Place;
  /** The service's own. */
  readonly common: Queue;
  open(name: string): Queue;
  readonly contexts: Pick<JobContexts, 'find'>;
}

export interface AgentQueueNames {
  readonly operations: string;
  readonly poison: string;
}

/** Messages taken at once while they are brought back, how long that may take, and how often in one round of the timer. */
const BATCH = 32;
const HOLD_SECONDS = 60;
const MOST_BATCHES = 50;

/** Ids of jobs have characters that names of queues must not have. */
export function agentQueueNames(jobId: string): AgentQueueNames {
  const operations = `agent-${createHash('sha256').update(jobId).digest('hex').slice(0, 32)}`;
  return { operations, poison: `${operations}-poison` };
}

export function createJobQueues({ place, common, open, contexts }: JobQueuesPorts): JobQueues {
  const agentQueues = (jobId: string): readonly Queue[] => {
    const { operations, poison } = agentQueueNames(jobId);
    return [open(operations), open(poison)];
  };

  const queuesOf = (job: Job) => (job.hasAgentQueues === true ? [common, ...agentQueues(job.id)] : [common]);

  return {
    async send(jobId, text, options) {
      const job = (await contexts.find(jobId))?.job; // remembered for seconds: this costs no call on the way of an upload
      const queue = job !== undefined && isRunByAgents(job) ? open(agentQueueNames(jobId).operations) : common;
      await queue.send(text, options);
    },
    isOurs: (job) => isRunByAgents(job) === (place === 'agent'),
    async isEmpty(job) {
      const counts = await Promise.all(queuesOf(job).map((queue) => queue.approximateCount()));
      return counts.every((count) => count === 0);
    },
    async isIdle(job) {
      const visible = await Promise.all(queuesOf(job).map((queue) => queue.hasVisible()));
      return !visible.includes(true);
    },
    async prepare(jobId) {
      await Promise.all(agentQueues(jobId).map((queue) => queue.ensure()));
    },
    async bringBack(jobId) {
      for (const queue of agentQueues(jobId)) {
        await queue.ensure(); // somebody may have tidied it away
        for (let left = MOST_BATCHES; left > 0; left -= 1) {
          const batch = await queue.receive(BATCH, HOLD_SECONDS);
          if (batch.length === 0) break;
          await allSettled(
            batch.map(async (message) => {
              await common.send(message.text); // sent before it is removed: a crash in between doubles it, which is harmless
              await queue.remove(message);
            }),
          );
        }
      }
    },
  };
}
