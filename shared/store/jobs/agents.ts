/**
 * Agents of a job and what they leave for the service, in the job's own partition (see `jobs.ts`).
 *
 * | partition  | row              | holds                                                                          |
 * |------------|------------------|--------------------------------------------------------------------------------|
 * | `job!`job  | `agent!`name     | an agent's last sign of life; when it was given is the storage's time of writing |
 * | `job!`job  | `notice!`event   | what an agent did that the administrator is to be told of, and was not yet     |
 */
import type { AgentSign } from '../../engine/job/agentActivity';
import type { Row, Table } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { jobPartition } from './jobs';

/** What an agent says of itself. */
export interface AgentReport {
  /** Names it within its job: an agent that is restarted under its name takes its own place again. */
  readonly name: string;
  readonly machine: string;
  readonly version: string;
  /** By its own clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly stopped: boolean;
}

export type KnownAgent = AgentReport & AgentSign;

export interface AgentStore {
  report(jobId: string, report: AgentReport): Promise<void>;
  /** By name. */
  list(jobId: string): Promise<readonly KnownAgent[]>;
  forget(jobId: string, name: string): Promise<void>;
  /** Once is enough: the same event said again is the same notice. */
  leaveNotice(jobId: string, event: string): Promise<void>;
  notices(jobId: string): Promise<readonly string[]>;
  removeNotice(jobId: string, event: string): Promise<void>;
}

const AGENT = 'agent';
const NOTICE = 'notice';

export function createAgentStore(table: Table): AgentStore {
  const agentKey = (name: string) => joinKey(AGENT, keyPart(name));
  const noticeKey = (event: string) => joinKey(NOTICE, keyPart(event));

  return {
    async report(jobId, report) {
      await table.upsert({ partitionKey: jobPartition(jobId), rowKey: agentKey(report.name), ...report });
    },
    async list(jobId) {
      const agents: KnownAgent[] = [];
      const range = { partitionKey: jobPartition(jobId), ...keysUnder(AGENT) };
      for await (const row of table.query(range)) agents.push(toAgent(row));
      return agents;
    },
    forget: (jobId, name) => table.remove(jobPartition(jobId), agentKey(name)),
    async leaveNotice(jobId, event) {
      await table.upsert({ partitionKey: jobPartition(jobId), rowKey: noticeKey(event), event });
    },
    async notices(jobId) {
      const events: string[] = [];
      const range = { partitionKey: jobPartition(jobId), ...keysUnder(NOTICE) };
      for await (const { properties } of table.query(range)) events.push(String(properties.event));
      return events;
    },
    removeNotice: (jobId, event) => table.remove(jobPartition(jobId), noticeKey(event)),
  };
}

function toAgent({ properties, writtenAt = 0 }: Row): KnownAgent {
  return {
    name: String(properties.name),
    machine: String(properties.machine),
    version: String(properties.version),
    startedAt: Number(properties.startedAt),
    stopped: properties.stopped === true,
    seenAt: writtenAt,
  };
}
