/**
 * Agents of a job and what they leave for the service, in the job's own partition (see `jobs.ts`).
 *
 * | partition  | row                    | holds                                                                          |
 * |------------|------------------------|--------------------------------------------------------------------------------|
 * | `job!`job  | `agent!`name`!`process | an agent's last sign of life; when it was given is the storage's time of writing |
 * | `job!`job  | `notice!`event         | what an agent did that the administrator is to be told of, and was not yet     |
 *
 * Two that were given one name are two rows. Older code wrote one row a name, without the process.
 */
import type { AgentSign, AgentTrouble } from '../../engine/job/agentActivity';
import type { Row, Table } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { jobPartition } from './jobs';

/** What an agent says of itself. */
export interface AgentReport {
  readonly name: string;
  /** Tells processes of one name apart: drawn when it starts. */
  readonly process: string;
  readonly machine: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly stopped: boolean;
  /** How far the clock of its machine is ahead of storage's, by which the agent goes; milliseconds. */
  readonly clockAheadMs: number;
  /** What keeps it from its directory. */
  readonly trouble?: AgentTrouble | undefined;
}

export type KnownAgent = AgentReport & AgentSign;

export interface AgentStore {
  report(jobId: string, report: AgentReport): Promise<void>;
  /** By name. */
  list(jobId: string): Promise<readonly KnownAgent[]>;
  forget(jobId: string, agent: Pick<AgentReport, 'name' | 'process'>): Promise<void>;
  /** Once is enough: the same event said again is the same notice. */
  leaveNotice(jobId: string, event: string): Promise<void>;
  notices(jobId: string): Promise<readonly string[]>;
  removeNotice(jobId: string, event: string): Promise<void>;
}

/** What it says of which process it is. */
const OLDER_CODE = '';
const LONGEST_REASON = 1_000;

const AGENT = 'agent';
const NOTICE = 'notice';

export function createAgentStore(table: Table): AgentStore {
  const agentKey = ({ name, process }: Pick<AgentReport, 'name' | 'process'>) =>
    joinKey(AGENT, keyPart(name), ...(process === OLDER_CODE ? [] : [keyPart(process)]));
  const noticeKey = (event: string) => joinKey(NOTICE, keyPart(event));

  return {
    async report(jobId, { trouble, ...report }) {
      const told =
        trouble === undefined ? {} : { trouble: trouble.code, reason: trouble.message.slice(0, LONGEST_REASON) };
      await table.upsert({ partitionKey: jobPartition(jobId), rowKey: agentKey(report), ...report, ...told });
    },
    async list(jobId) {
      const agents: KnownAgent[] = [];
      const range = { partitionKey: jobPartition(jobId), ...keysUnder(AGENT) };
      for await (const row of table.query(range)) agents.push(toAgent(row));
      return agents;
    },
    forget: (jobId, agent) => table.remove(jobPartition(jobId), agentKey(agent)),
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
  const { name, process = OLDER_CODE, machine, version, startedAt, stopped, clockAheadMs = 0, trouble } = properties;
  return {
    name: String(name),
    process: String(process),
    machine: String(machine),
    version: String(version),
    startedAt: Number(startedAt),
    stopped: stopped === true,
    clockAheadMs: Number(clockAheadMs),
    seenAt: writtenAt,
    ...(trouble !== undefined && { trouble: { code: String(trouble), message: String(properties.reason) } }),
  };
}
