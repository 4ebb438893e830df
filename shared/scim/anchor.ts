/** Whose data it is: the source anchor, as the door reads it. */
import type { JsonObject } from './json';

/** Longer source anchors would not fit into a key, and a longer `bulkId` into the log. */
export const MAX_ANCHOR_LENGTH = 1_024;

/** The source anchor as text; `null` when there is none: the person is then skipped with `ImportSkipped`, in the log. */
export function readAnchor(data: JsonObject): string | null {
  const value = data.externalId ?? spelledOtherwise(data);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function spelledOtherwise(data: JsonObject): JsonObject[string] {
  const name = Object.keys(data).find((key) => key.toLowerCase() === 'externalid');
  return name === undefined ? null : data[name];
}
