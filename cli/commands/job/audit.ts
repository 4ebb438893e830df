/** `muster job audit`: what was done to a job, and by whom. `muster job agents`: who does its work near its directory. */
import type { Command } from 'commander';
import type { Column } from '../../output/answer';
import { localTime } from '../../output/numbers';
import { first } from '../../output/rows';
import { addCommand, parseCount, type Stage } from '../command';
import { openJob } from '../jobDesk';

interface AuditRecord {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activity: string;
  readonly initiatedBy: Readonly<
    Record<string, { readonly displayName?: string | null; readonly appId?: string; readonly id?: string } | string>
  >;
  readonly detail: string | null;
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: unknown;
    readonly newValue: unknown;
  }[];
}

export function addAudit(family: Command, stage: Stage): void {
  addCommand<{ readonly top: number }>(family, stage, {
    name: 'audit',
    summary: 'Show what was done to a job, by whom, newest first',
    examples: ['muster job audit', 'muster job audit --top 5 -o ndjson'],
    options: (command) => command.option('--top <n>', 'how many', parseCount, 50),
    run: async (muster, _, { top }) => {
      const { http, own } = await openJob(muster);
      const rows = http.list<AuditRecord>(`${own}/audit`, { $top: String(Math.min(top, MOST_A_PAGE)) });
      await muster.answers.list({
        kind: 'muster.audit/1',
        rows: first(rows, top),
        columns: AUDIT_COLUMNS,
        name: ({ id }) => id,
        empty: 'Nothing was done yet.',
      });
    },
  });
}

const MOST_A_PAGE = 999;

const AUDIT_COLUMNS: readonly Column<AuditRecord>[] = [
  { name: 'activityDateTime', heading: 'TIME', read: ({ activityDateTime }) => localTime(activityDateTime) },
  { name: 'activity', read: ({ activity }) => activity },
  { name: 'initiatedBy', heading: 'BY', read: ({ initiatedBy }) => whoIs(initiatedBy) },
  {
    name: 'what',
    read: ({ detail, modifiedProperties }) =>
      [detail ?? '', ...modifiedProperties.map(changeText)].filter(Boolean).join(', '),
  },
  { name: 'id', read: ({ id }) => id, hidden: true },
];

function whoIs(by: AuditRecord['initiatedBy']): string {
  const [one] = Object.values(by);
  if (one === undefined) return '';
  return typeof one === 'string' ? one : (one.displayName ?? one.appId ?? one.id ?? '');
}

function changeText({ displayName, oldValue, newValue }: AuditRecord['modifiedProperties'][number]): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return `${displayName}: ${text(oldValue ?? 'none')} → ${text(newValue ?? 'none')}`;
}

interface Agent {
  readonly name: string;
  readonly machineName: string;
  readonly version: string;
  readonly state: string;
  readonly lastSeenDateTime: string;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

export function addAgents(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'agents',
    summary: 'Show the agents of a job, and when each was last heard of',
    examples: ['muster job agents'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      const found = await http.json<Agents>('GET', `${own}/agents`);
      await muster.answers.list({
        kind: 'muster.agents/1',
        rows: found.value,
        columns: AGENT_COLUMNS,
        name: ({ name }) => name,
        empty: found.isAgentRequired ? 'No agent was ever heard of.' : 'The service itself does the work of this job.',
      });
      if (found.reason !== null) muster.messages.warn(found.reason);
    },
  });
}

interface Agents {
  readonly isAgentRequired: boolean;
  readonly reason: string | null;
  readonly value: readonly Agent[];
}

const AGENT_COLUMNS: readonly Column<Agent>[] = [
  { name: 'name', read: ({ name }) => name },
  { name: 'machineName', heading: 'MACHINE', read: ({ machineName }) => machineName },
  { name: 'state', read: ({ state }) => state },
  { name: 'lastSeenDateTime', heading: 'LAST SEEN', read: ({ lastSeenDateTime }) => localTime(lastSeenDateTime) },
  { name: 'version', read: ({ version }) => version },
  { name: 'reason', read: ({ reason }) => reason ?? '' },
];
