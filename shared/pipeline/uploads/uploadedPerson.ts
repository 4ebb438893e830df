/** A person as uploaded, before anything is made of it: whose it is, and whether it can be kept. */
import { NONE_OLDER } from '../../engine/person/record';
import type { EnvelopeFault } from '../../scim/bulkRequest';
import type { JsonObject } from '../../scim/json';
import { fitsIntoRow, MAX_PERSON_BYTES } from '../../store/people/personRow';
import { pack, ROW_BYTES } from '../../store/rows/packing';
import type { AcceptedOperation } from '../../store/uploads/intake';

/** Longer source anchors would not fit into a key, and a longer `bulkId` into the log. */
const MAX_NAME_LENGTH = 1_024;

/** The source anchor as text; `null` when there is none: the person is then skipped with `ImportSkipped`, in the log. */
export function readAnchor(data: JsonObject): string | null {
  const value = data.externalId ?? data[Object.keys(data).find((key) => key.toLowerCase() === 'externalid') ?? ''];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/**
 * @param place of the data in the request: `Operations[3].data`
 * @param mayBeTooLarge false where the whole request is too small for that, which saves packing the person to see
 */
export function findOversize(data: JsonObject, place: string, mayBeTooLarge: boolean): readonly EnvelopeFault[] {
  const faults = [...findTooLong(readAnchor(data), `${place}.externalId`)];
  if (mayBeTooLarge && !fitsIntoRow({ data, older: NONE_OLDER })) {
    const message = `${place} is too large to keep: a person must fit into ${MAX_PERSON_BYTES} bytes, compressed.`;
    faults.push({ code: 'OperationTooLarge', target: place, message });
  }
  return faults;
}

/** @param name a `bulkId` or an `externalId`; @param target its place in the request */
export function findTooLong(name: string | null, target: string): readonly EnvelopeFault[] {
  if ((name?.length ?? 0) <= MAX_NAME_LENGTH) return [];
  return [{ code: 'InvalidValue', target, message: `${target} must have at most ${MAX_NAME_LENGTH} characters.` }];
}

/** What a receipt says of each operation must fit into its row. */
export function findOversizeReceipt(
  operations: readonly AcceptedOperation[],
  mayBeTooLarge: boolean,
): readonly EnvelopeFault[] {
  if (!mayBeTooLarge || pack(operations).byteLength <= ROW_BYTES) return [];
  const message = `bulkId and externalId of all operations must fit into ${ROW_BYTES} bytes, compressed: send fewer at once.`;
  return [{ code: 'OperationTooLarge', target: 'Operations', message }];
}
