/** Every mapping in a row: what it writes, from what, when, and what that is for the person chosen. */
import type { AttributeDefinition, AttributeMapping } from '../../../shared/engine/synchronizationSchema';
import { Highlighted } from '../../expression/Highlighted';
import type { TriedValue } from '../../expression/tried';
import { Empty } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Table } from '../../parts/Table';
import { common } from '../../text/common';
import { mappingWords as words } from '../../text/mapping';

export interface MappingRow {
  readonly mapping: AttributeMapping;
  readonly definition: AttributeDefinition | undefined;
  readonly isChanged: boolean;
  /** Of what should be known before it is saved. */
  readonly warnings: readonly string[];
  readonly tried: TriedValue | undefined;
}

interface MappingTableProps {
  readonly rows: readonly MappingRow[];
  /** Whose values are shown. */
  readonly person: string | undefined;
  readonly selected: string | undefined;
  readonly onOpen: (target: string) => void;
  readonly hrefOf: (target: string) => string;
}

export function MappingTable({ rows, person, selected, onOpen, hrefOf }: MappingTableProps) {
  if (rows.length === 0) return <Empty icon="search" title={words.nothingMatches} />;
  const columns = [
    { id: 'target', title: words.columns.target, cell: (row: MappingRow) => <Target row={row} hrefOf={hrefOf} /> },
    {
      id: 'source',
      title: words.columns.source,
      class: 'expr',
      cell: ({ mapping: { source } }: MappingRow) =>
        source === null ? <span class="muted">{words.nothing}</span> : <Highlighted expression={source.expression} />,
    },
    {
      id: 'apply',
      title: words.columns.apply,
      cell: ({ mapping }: MappingRow) => <span class="muted">{words.flow[mapping.flowType]}</span>,
    },
    {
      id: 'value',
      title: person === undefined ? words.forNobody : words.for(person),
      class: 'value',
      cell: ({ tried }: MappingRow) => <Value tried={tried} />,
    },
  ];
  return (
    <Table
      label={words.title}
      class="mappings"
      columns={columns}
      rows={rows}
      keyOf={({ mapping }) => mapping.targetAttributeName}
      selected={selected}
      onOpen={({ mapping }) => onOpen(mapping.targetAttributeName)}
    />
  );
}

function Target({ row, hrefOf }: { row: MappingRow; hrefOf: (target: string) => string }) {
  const { mapping, definition, isChanged, warnings } = row;
  const { targetAttributeName: target, matchingPriority } = mapping;
  return (
    <span class="target">
      {isChanged && <i class="changed" role="img" aria-label={words.changed} title={words.changed} />}
      <a class="row" href={hrefOf(target)}>
        {target}
      </a>
      {matchingPriority > 0 && <span class="pill skip">{words.matchOf(matchingPriority)}</span>}
      {definition?.required === true && <span class="pill skip">{words.required}</span>}
      {warnings.length > 0 && (
        <span class="st warn" title={warnings.join('\n')}>
          <Icon name="warning" label={warnings.join(' ')} />
        </span>
      )}
    </span>
  );
}

function Value({ tried }: { tried: TriedValue | undefined }) {
  if (tried === undefined) return null;
  if (tried.failure !== undefined) {
    return (
      <span class="st fail" title={tried.failure}>
        <Icon name="failure" />
        {tried.failure}
      </span>
    );
  }
  if (tried.result === null) return <em class="muted">{common.noValue}</em>;
  return <span title={tried.result}>{tried.result}</span>;
}
