/** Where tables, rows and ranges lie, as the paths and queries of requests. */
import type { RangeQuery } from '../contract/table';

/** What stands behind the table's address for one row: keys may hold quotes, spaces, percent signs and any script. */
export function entityPath(partitionKey: string, rowKey: string): string {
  return `(PartitionKey='${encoded(partitionKey)}',RowKey='${encoded(rowKey)}')`;
}

const encoded = (key: string) => encodeURIComponent(quoteless(key));

/** A quote within a text in quotes is written twice. */
const quoteless = (text: string) => text.replaceAll("'", "''");

/** Not encoded. */
export function rangeFilter({ partitionKey, from, to }: RangeQuery): string {
  const clauses = [`PartitionKey eq '${quoteless(partitionKey)}'`];
  if (from !== undefined) clauses.push(`RowKey ge '${quoteless(from)}'`);
  if (to !== undefined) clauses.push(`RowKey lt '${quoteless(to)}'`);
  return clauses.join(' and ');
}

/** Where a list goes on, as the service says it. */
export interface Continuation {
  readonly partitionKey: string;
  /** Absent where the next page begins with a partition. */
  readonly rowKey: string | undefined;
}

export interface PageAddress {
  /** Absent: every row of the table. */
  readonly filter?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly top: number;
  readonly after?: Continuation | undefined;
}

/** What stands behind the table's address for a page of rows. */
export function pagePath({ filter, select, top, after }: PageAddress): string {
  const options: readonly (readonly [string, string | undefined])[] = [
    ['$filter', filter],
    ['$select', select && ['PartitionKey', 'RowKey', ...select].join()],
    ['$top', String(top)],
    ['NextPartitionKey', after?.partitionKey],
    ['NextRowKey', after?.rowKey],
  ];
  const stated = options.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `()?${stated.join('&')}`;
}
