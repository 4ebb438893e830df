import { type LogEntry, sentenceOf } from '../../api/logs';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { jobPath } from '../../state/paths';
import { logsWords as words } from '../../text/logs';

interface LogTableProps {
  readonly jobId: string;
  readonly entries: readonly LogEntry[];
  readonly open: string | undefined;
  readonly onOpen: (entry: LogEntry) => void;
}

export const LOG_LIST = 'log';

/** Those that one can do without. */
export const LOG_COLUMNS = (['time', 'status', 'action', 'what'] as const).map((id) => ({ id, title: words[id] }));

/** A line an entry: when, how it ended, what was done, to whom, and in a sentence why. */
export function LogTable({ jobId, entries, open, onOpen }: LogTableProps) {
  const columns: readonly Column<LogEntry>[] = [
    {
      id: 'time',
      title: words.time,
      cell: ({ activityDateTime }) => <Time at={activityDateTime} form="log" />,
      class: 'when muted',
    },
    {
      id: 'status',
      title: words.status,
      cell: (entry) => <Status kind={entry.provisioningStatusInfo.status} />,
      class: 'how',
    },
    { id: 'action', title: words.action, cell: ({ provisioningAction }) => provisioningAction, class: 'deed' },
    {
      id: 'person',
      title: words.person,
      class: 'who',
      cell: (entry) => (
        <a
          class="row"
          href={jobPath(jobId, 'logs', { ...currentQuery(), entry: entry.id })}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            event.stopPropagation();
            onOpen(entry);
          }}
        >
          {entry.sourceIdentity.displayName || entry.sourceIdentity.id} <small>{entry.sourceIdentity.id}</small>
        </a>
      ),
    },
    { id: 'what', title: words.what, cell: (entry) => <span class="muted">{sentenceOf(entry)}</span>, class: 'what' },
  ];
  return (
    <Table
      class="log"
      list={LOG_LIST}
      label={words.entries}
      columns={columns}
      rows={entries}
      keyOf={({ id }) => id}
      selected={open ?? ''}
      onOpen={onOpen}
    />
  );
}

const currentQuery = () => Object.fromEntries(new URLSearchParams(window.location.search));
