/** Every mapping of the person: what it read and gave, what the account holds, whether that is written and why. */
import type { Explanation } from '../../api/onDemand';
import { Highlighted } from '../../expression/Highlighted';
import { Table } from '../../parts/Table';
import { common } from '../../text/common';
import { onDemandWords as words } from '../../text/onDemand';

type Row = readonly [string, Explanation];

const shown = (value: string | null) => (value === null ? <em class="muted">{common.noValue}</em> : value);

export function Explained({ rows }: { rows: readonly Row[] }) {
  const columns = [
    { id: 'target', title: words.columns.target, cell: ([target]: Row) => <b>{target}</b> },
    {
      id: 'source',
      title: words.columns.source,
      class: 'wrap',
      cell: ([, { expression }]: Row) => expression !== null && <Highlighted expression={expression} />,
    },
    { id: 'gave', title: words.columns.gave, class: 'wrap', cell: ([, { result }]: Row) => shown(result) },
    { id: 'account', title: words.columns.account, class: 'wrap', cell: ([, each]: Row) => shown(each.comparedWith) },
    {
      id: 'written',
      title: words.columns.written,
      cell: ([, { written }]: Row) =>
        written ? <span class="pill accent">{words.yes}</span> : <span class="muted">{words.no}</span>,
    },
    {
      id: 'why',
      title: words.columns.why,
      class: 'wrap',
      cell: ([, { reason }]: Row) => <span class="muted">{reason}</span>,
    },
  ];
  return <Table label={words.mappings} class="explained" columns={columns} rows={rows} keyOf={([target]) => target} />;
}
