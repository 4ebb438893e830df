/** Who would lose what, since when; some can be chosen. */
import type { HeldDeletion } from '../../api/held';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time, useNow } from '../../parts/Time';
import { settlesIn } from '../../rules/job/settling';
import { personPath } from '../../state/paths';
import { heldWords as words } from '../../text/held';

interface HeldTableProps {
  readonly jobId: string;
  /** Where one reason is everybody's, it stands above and not in each row. */
  readonly tellsReasons: boolean;
  readonly rows: readonly HeldDeletion[];
  readonly total: number;
  /** How long each is held at least. */
  readonly settleSeconds: number;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

const REASON: Column<HeldDeletion> = {
  id: 'reason',
  title: words.reason,
  class: 'why',
  cell: ({ reason }) => <span title={reason ?? undefined}>{reason}</span>,
};

export function HeldTable({ jobId, tellsReasons, rows, total, settleSeconds, chosen, onChoose }: HeldTableProps) {
  const toggle = (externalId: string) => {
    const next = new Set(chosen);
    if (!next.delete(externalId)) next.add(externalId);
    onChoose(next);
  };
  const isAll = rows.length > 0 && rows.every(({ externalId }) => chosen.has(externalId));
  const columns: readonly Column<HeldDeletion>[] = [
    {
      id: 'select',
      class: 'select-cell',
      title: (
        <input
          type="checkbox"
          aria-label={words.selectAll}
          checked={isAll}
          onChange={() => onChoose(new Set(isAll ? [] : rows.map(({ externalId }) => externalId)))}
        />
      ),
      cell: ({ externalId, displayName }) => (
        <input
          type="checkbox"
          aria-label={words.select(displayName ?? externalId)}
          checked={chosen.has(externalId)}
          onChange={() => toggle(externalId)}
        />
      ),
    },
    {
      id: 'person',
      title: words.person,
      cell: ({ externalId, displayName }) => (
        <>
          <a class="row" href={personPath(jobId, externalId)}>
            {displayName ?? externalId}
          </a>{' '}
          {displayName !== null && <small>{externalId}</small>}
        </>
      ),
    },
    { id: 'account', title: words.account, class: 'wide-only', cell: ({ targetId }) => <code>{targetId}</code> },
    { id: 'action', title: words.action, cell: ({ action }) => words.actions[action ?? 'disable'] },
    ...(tellsReasons ? [REASON] : []),
    {
      id: 'since',
      title: words.since,
      cell: ({ heldSinceDateTime }) => <Time at={heldSinceDateTime} form="relative" />,
    },
    {
      id: 'status',
      title: words.status,
      cell: ({ status, heldSinceDateTime }) =>
        status === 'staged' ? (
          <Status kind="held">{words.statuses.staged}</Status>
        ) : (
          <Settling since={heldSinceDateTime} settleSeconds={settleSeconds} />
        ),
    },
  ];
  return (
    <>
      <div class="across" tabIndex={0}>
        <Table label={words.list} columns={columns} rows={rows} keyOf={({ externalId }) => externalId} total={total} />
      </div>
      {rows.length < total && <div class="rows-foot">{words.more(rows.length, total)}</div>}
    </>
  );
}

/** Counts down, so that whoever must stop it knows how long there is. */
function Settling({ since, settleSeconds }: { since: string; settleSeconds: number }) {
  const now = useNow(1_000);
  return <Status kind="paused">{words.settles(settlesIn(since, settleSeconds, now))}</Status>;
}
