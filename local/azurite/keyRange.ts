/** The filters that Muster asks for ranges with (`shared/store/azure/tableAddress.ts`), read back. */

export interface KeyRange {
  readonly partitionKey: string;
  /** First row key, inclusive. */
  readonly from?: string | undefined;
  /** Behind the last row key. */
  readonly to?: string | undefined;
}

const TEXT = "'((?:[^']|'')*)'";
const RANGE = new RegExp(`^PartitionKey eq ${TEXT}(?: and RowKey ge ${TEXT})?(?: and RowKey lt ${TEXT})?$`);

/** @returns `undefined` for any other filter, which Azurite answers by looking at everything */
export function readRange(filter: string | undefined): KeyRange | undefined {
  const found = filter === undefined ? null : RANGE.exec(filter);
  if (found === null) return undefined;
  const [partitionKey = '', from, to] = found.slice(1).map((text: string | undefined) => text?.replaceAll("''", "'"));
  return { partitionKey, from, to };
}
