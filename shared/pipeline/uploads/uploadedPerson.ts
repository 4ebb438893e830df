/** A person as uploaded, before anything is made of it: whose it is, and whether it can be kept. */
import type { EnvelopeFault } from '../../scim/bulkRequest';
import type { JsonObject } from '../../scim/json';
import { fitsIntoRow, MAX_PERSON_BYTES } from '../../store/people/personRow';

/** Longer source anchors would not fit into a key. */
const MAX_ANCHOR_LENGTH = 1_024;

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
  const faults: EnvelopeFault[] = [];
  if ((readAnchor(data)?.length ?? 0) > MAX_ANCHOR_LENGTH) {
    const target = `${place}.externalId`;
    const message = `${target} must have at most ${MAX_ANCHOR_LENGTH} characters.`;
    faults.push({ code: 'InvalidValue', target, message });
  }
  if (mayBeTooLarge && !fitsIntoRow(data)) {
    const message = `${place} is too large to keep: a person must fit into ${MAX_PERSON_BYTES} bytes, compressed.`;
    faults.push({ code: 'OperationTooLarge', target: place, message });
  }
  return faults;
}
