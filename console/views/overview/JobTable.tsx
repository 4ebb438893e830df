/** Every job on a line. Nothing is a mere number: each leads to the people behind it. */
import type { ComponentChildren } from 'preact';
import type { JobRow } from '../../api/types';
import { Sparkline } from '../../parts/Bars';
import { Icon } from '../../parts/Icon';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time, useNow } from '../../parts/Time';
import { type Health, healthOf } from '../../rules/health';
import { count } from '../../rules/numbers';
import { duration } from '../../rules/time';
import { jobPath } from '../../state/paths';
import { healthWord, overviewWords as words } from '../../text/overview';

const LOOKS: Readonly<Record<Health['kind'], StatusKind>> = {
  quarantine: 'quarantine',
  disabled: 'failure',
  agentAway: 'failure',
  held: 'held',
  failing: 'warning',
  paused: 'paused',
  new: 'skipped',
  working: 'success',
  healthy: 'success',
};

export function HealthPill({ job }: { job: JobRow }) {
  const health = healthOf(job);
  return (
    <Status kind={LOOKS[health.kind]} pill>
      {healthWord(health)}
    </Status>
  );
}

const COLUMNS: readonly Column<JobRow>[] = [
  {
    id: 'job',
    title: words.job,
    cell: ({ jobId, displayName, source, target }) => (
      <>
        <a class="row" href={jobPath(jobId, 'status')}>
          {displayName}
        </a>
        <small class="flow">
          {source.name} <Icon name="arrow" /> {target.name}
        </small>
      </>
    ),
  },
  { id: 'health', title: words.health, cell: (job) => <HealthPill job={job} /> },
  {
    id: 'people',
    title: words.people,
    isNumber: true,
    cell: ({ jobId, people }) => <Amount to={jobPath(jobId, 'people')} value={people} />,
  },
  { id: 'recent', title: words.lastHour, cell: ({ recent }) => recent && <Sparkline steps={recent} /> },
  { id: 'lag', title: words.lag, isNumber: true, cell: (job) => <Lag job={job} /> },
  {
    id: 'escrow',
    title: words.escrow,
    isNumber: true,
    cell: ({ jobId, escrowed }) => (
      <Amount to={jobPath(jobId, 'escrow')} value={escrowed}>
        <Status kind="escrow">{count(escrowed)}</Status>
      </Amount>
    ),
  },
  {
    id: 'held',
    title: words.held,
    isNumber: true,
    cell: ({ jobId, held }) => (
      <Amount to={jobPath(jobId, 'held')} value={held.settling + held.staged}>
        <Status kind="held">{count(held.settling + held.staged)}</Status>
      </Amount>
    ),
  },
  { id: 'last', title: words.lastUpload, cell: (job) => <LastUpload job={job} /> },
];

export function JobTable({ jobs }: { jobs: readonly JobRow[] }) {
  return <Table class="jobs" label={words.jobs} columns={COLUMNS} rows={jobs} keyOf={({ jobId }) => jobId} />;
}

interface AmountProps {
  readonly to: string;
  readonly value: number;
  readonly children?: ComponentChildren;
}

/** Nothing leads nowhere: a zero is no link. */
function Amount({ to, value, children }: AmountProps) {
  if (value === 0) return <span class="muted">{count(0)}</span>;
  return <a href={to}>{children ?? count(value)}</a>;
}

function Lag({ job: { backlog } }: { job: JobRow }) {
  const now = useNow(1_000);
  if (backlog.oldestAcceptedDateTime === null) return <span class="muted">–</span>;
  return <>{duration(now - Date.parse(backlog.oldestAcceptedDateTime))}</>;
}

function LastUpload({ job: { jobId, lastUpload, backlog } }: { job: JobRow }) {
  if (lastUpload === null) return <span class="muted">{words.never}</span>;
  const isWaiting = backlog.operations > 0;
  return (
    <a class="plain" href={jobPath(jobId, 'uploads')}>
      <Time at={lastUpload.acceptedDateTime} />
      <small>{isWaiting ? words.wait(backlog.operations) : words.uploaded(lastUpload.totalOperations)}</small>
    </a>
  );
}
