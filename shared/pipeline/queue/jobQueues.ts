/**
 * Where the messages of a job wait. Most jobs share the service's queues; a job that is run by agents has queues of its
 * own, which only agents read (decision 0019). The setting may change at any time: whoever receives a message that is not
 * its to work on hands it over, so that no switch loses one, and what a person's row says keeps the order (I4).
 *
 * There are two lanes everywhere, so that a termination waits behind no load; a message says which is its own.
 */
import { createHash } from 'node:crypto';
import { allSettled } from '../../collections';
import type { Queue } from '../../store/contract/queue';
import type { Job } from '../../store/jobs/jobs';
import type { JobContexts } from '../jobContext';
import { isRunByAgents } from '../jobSettings';
import { type JobQueues, LANES, type Lane } from '../ports';
import { laneOf } from './messages';

/** Who reads a queue: the service in the cloud, or an agent near the directory. */
export type Place = 'service' | 'agent';

export interface JobQueuesPorts {
  readonly place: Place;
  /** The service's own. */
  readonly common: Readonly<Record<Lane, Queue>>;
  open(name: string): Queue;
  readonly contexts: Pick<JobContexts, 'find'>;
}

export interface AgentQueueNames {
  readonly operations: string;
  readonly poison: string;
  /** Of the first lane. */
  readonly operationsFirst: string;
  readonly poisonFirst: string;
}

/** Messages taken at once while they are brought back, how long that may take, and how often in one round of the timer. */
const BATCH = 32;
const HOLD_SECONDS = 60;
const MOST_BATCHES = 50;

/** Ids of jobs have characters that names of queues must not have. */
export function agentQueueNames(jobId: string): AgentQueueNames {
  const operations = `agent-${createHash('sha256').update(jobId).digest('hex').slice(0, 32)}`;
  const operationsFirst = `${operations}-first`;
  return {
    ...{ operations, operationsFirst },
    poison: `${operations}-poison`,
    poisonFirst: `${operationsFirst}-poison`,
  };
}

export function createJobQueues({ place, common, open, contexts }: JobQueuesPorts): JobQueues {
  /** What carries messages first. */
  const agentQueues = (jobId: string, lane: Lane): readonly [Queue, Queue] => {
    const { operations, poison, operationsFirst, poisonFirst } = agentQueueNames(jobId);
    return lane === 'first' ? [open(operationsFirst), open(poisonFirst)] : [open(operations), open(poison)];
  };

  const queuesOf = (job: Job, lane: Lane) =>
    job.hasAgentQueues === true ? [common[lane], ...agentQueues(job.id, lane)] : [common[lane]];

  async function bringBackFrom(queue: Queue, lane: Lane): Promise<void> {
    await queue.ensure(); // somebody may have tidied it away
    for (let left = MOST_BATCHES; left > 0; left -= 1) {
      const batch = await queue.receive(BATCH, HOLD_SECONDS);
      if (batch.length === 0) break;
      await allSettled(
        batch.map(async (message) => {
          await common[lane].send(message.text); // sent before it is removed: a crash in between doubles it, which is harmless
          await queue.remove(message);
        }),
      );
    }
  }

  return {
    async send(jobId, text, options) {
      const job = (await contexts.find(jobId))?.job; // remembered for seconds: this costs no call on the way of an upload
      const lane = laneOf(text);
      const queue = job !== undefined && isRunByAgents(job) ? agentQueues(jobId, lane)[0] : common[lane];
      await queue.send(text, options);
    },
    isOurs: (job) => isRunByAgents(job) === (place === 'agent'),
    async isEmpty(job, lane) {
      const queues = (lane === undefined ? LANES : [lane]).flatMap((one) => queuesOf(job, one));
      const counts = await Promise.all(queues.map((queue) => queue.approximateCount()));
      return counts.every((count) => count === 0);
    },
    async isIdle(job, lane) {
      const visible = await Promise.all(queuesOf(job, lane).map((queue) => queue.hasVisible()));
      return !visible.includes(true);
    },
    async prepare(jobId) {
      await Promise.all(LANES.flatMap((lane) => agentQueues(jobId, lane)).map((queue) => queue.ensure()));
    },
    async bringBack(jobId) {
      for (const lane of ['first', 'ordinary'] as const) {
        for (const queue of agentQueues(jobId, lane)) await bringBackFrom(queue, lane);
      }
    },
  };
}
