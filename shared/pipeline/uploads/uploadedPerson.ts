/** A person as uploaded, before anything is made of it: whose it is, and whether it can be kept. */
import { NONE_OLDER } from '../../engine/person/record';
import { MAX_ANCHOR_LENGTH, readAnchor } from '../../scim/anchor';
import type { EnvelopeFault } from '../../scim/bulkRequest';
import type { JsonObject } from '../../scim/json';
import { fitsIntoRow, MAX_PERSON_BYTES } from '../../store/people/personRow';
import { pack, ROW_BYTES } from '../../store/rows/packing';
import type { AcceptedOperation } from '../../store/uploads/intake';

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
  if ((name?.length ?? 0) <= MAX_ANCHOR_LENGTH) return [];
  return [{ code: 'InvalidValue', target, message: `${target} must have at most ${MAX_ANCHOR_LENGTH} characters.` }];
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
