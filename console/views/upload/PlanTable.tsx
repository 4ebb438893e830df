/** The plan, a line a person, and one person of it beside the list. */
import { useState } from 'preact/hooks';
import type { PlanLine } from '../../api/plan';
import { Button } from '../../parts/Button';
import { Diff } from '../../parts/Diff';
import { Drawer } from '../../parts/Drawer';
import { Empty } from '../../parts/Empty';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { groupOf, type PlanGroup } from '../../rules/upload/planGroups';
import { personPath } from '../../state/paths';
import { resultWords as words } from '../../text/upload';

const LOOKS: Readonly<Record<PlanGroup, StatusKind>> = {
  create: 'success',
  update: 'success',
  disable: 'held',
  delete: 'held',
  skip: 'skipped',
  fail: 'failure',
  warn: 'warning',
};

const SHOWN_CHANGES = 2;

/** In a sentence, the gravest first. */
export function whyOf({ failures, warnings, skipReason, match, scope }: PlanLine): string {
  const [failure, warning] = [failures[0], warnings[0]];
  return (
    failure?.message ??
    warning?.message ??
    (skipReason !== null ? (scope?.reason ?? skipReason) : (match?.reason ?? ''))
  );
}

const columnsOf = (open: (line: PlanLine) => void): readonly Column<PlanLine>[] => [
  {
    id: 'person',
    title: words.person,
    cell: (line) => (
      <button type="button" class="row-button" onClick={() => open(line)}>
        {line.externalId}
      </button>
    ),
  },
  {
    id: 'what',
    title: words.what,
    cell: (line) => {
      const [group = 'skip'] = groupOf(line);
      return <Status kind={LOOKS[group]}>{words[group]}</Status>;
    },
  },
  {
    id: 'changes',
    title: words.changes,
    class: 'plan-changes',
    cell: ({ changes }) => (
      <>
        {changes.slice(0, SHOWN_CHANGES).map(({ name, oldValue, newValue }) => (
          <span key={name} class="change">
            {name} <Diff before={oldValue} after={newValue} />
          </span>
        ))}
        {changes.length > SHOWN_CHANGES && <small>{words.more(changes.length - SHOWN_CHANGES)}</small>}
      </>
    ),
  },
  { id: 'why', title: words.why, class: 'what', cell: (line) => <span class="muted">{whyOf(line)}</span> },
];

export function PlanTable({ jobId, lines }: { jobId: string; lines: readonly PlanLine[] }) {
  const [open, setOpen] = useState<PlanLine>();
  if (lines.length === 0) return <Empty icon="search" title={words.nobody} />;
  const keyOf = ({ index }: PlanLine) => String(index);
  return (
    <div class={`above${open === undefined ? '' : ' split'}`}>
      <div class="clip across">
        <Table
          class="plan"
          label={words.what}
          columns={columnsOf(setOpen)}
          rows={lines}
          keyOf={keyOf}
          selected={open === undefined ? '' : keyOf(open)}
          onOpen={setOpen}
        />
      </div>
      {open !== undefined && <Planned jobId={jobId} line={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Planned({ jobId, line, onClose }: { jobId: string; line: PlanLine; onClose: () => void }) {
  const [group = 'skip'] = groupOf(line);
  const { externalId, scope, match, changes, warnings, failures } = line;
  return (
    <Drawer
      title={externalId ?? line.bulkId}
      shown={String(line.index)}
      badge={
        <Status kind={LOOKS[group]} pill>
          {words[group]}
        </Status>
      }
      onClose={onClose}
      foot={externalId !== null && <Button href={personPath(jobId, externalId)}>{words.person}</Button>}
    >
      <dl class="facts-list tight">
        {scope !== null && (
          <div>
            <dt>{words.scope}</dt>
            <dd>{scope.reason}</dd>
          </div>
        )}
        {match !== null && (
          <div>
            <dt>{words.match}</dt>
            <dd>{match.reason}</dd>
          </div>
        )}
        {failures.map(({ code, message }) => (
          <div key={code + message}>
            <dt>{words.failures}</dt>
            <dd>{message}</dd>
          </div>
        ))}
        {warnings.map(({ code, message }) => (
          <div key={code + message}>
            <dt>{words.warnings}</dt>
            <dd>{message}</dd>
          </div>
        ))}
        {changes.map(({ name, oldValue, newValue }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Diff before={oldValue} after={newValue} />
            </dd>
          </div>
        ))}
      </dl>
    </Drawer>
  );
}
