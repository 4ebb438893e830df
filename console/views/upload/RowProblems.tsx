/** What is wrong with single rows, by line, before anything is sent. */
import { Icon } from '../../parts/Icon';
import { type Column, Table } from '../../parts/Table';
import type { RowProblem } from '../../rules/upload/rows';
import { columnWords as words } from '../../text/upload';

const COLUMNS: readonly Column<RowProblem>[] = [
  { id: 'line', title: words.line, isNumber: true, cell: ({ line }) => line },
  { id: 'code', title: words.code, cell: ({ code }) => <code>{code}</code> },
  { id: 'reason', title: words.reason, class: 'wrap', cell: ({ reason }) => reason },
];

const SHOWN = 100;

export function RowProblems({ problems }: { problems: readonly RowProblem[] }) {
  const lines = new Set(problems.map(({ line }) => line)).size;
  return (
    <details class="above">
      <summary class="pad st warn">
        <Icon name="warning" />
        {words.problems(lines)}
      </summary>
      {/* What scrolls must be reached by keyboard. */}
      <div class="scroll" tabIndex={0} role="region" aria-label={words.problems(lines)}>
        <Table
          label={words.problems(lines)}
          columns={COLUMNS}
          rows={problems.slice(0, SHOWN)}
          keyOf={({ line, code }) => `${line} ${code}`}
        />
      </div>
    </details>
  );
}
