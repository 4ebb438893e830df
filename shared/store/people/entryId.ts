/**
 * The id of a log entry says where it is stored, so that one point read finds it: a GUID (version 7, RFC 9562) of the
 * pack's time, its shard, the entry's place in the pack, and the pack's id.
 */
import { LAST_TIME_MS } from '../rows/keys';

export interface EntryLocation {
  readonly at: number;
  readonly shard: number;
  readonly index: number;
  readonly packId: string;
}

/** Hex digits of a pack id: what a GUID has left. */
export const PACK_ID_DIGITS = 12;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** @param location shard below 16, index below 65,536 */
export function entryId({ at, shard, index, packId }: EntryLocation): string {
  const time = hex(at, 12);
  const place = hex(index, 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(shard, 1)}${place.slice(0, 2)}-80${place.slice(2)}-${packId}`;
}

/** @returns `undefined` when the text is no id of ours */
export function parseEntryId(id: string): EntryLocation | undefined {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f])([0-9a-f]{2})-80([0-9a-f]{2})-([0-9a-f]{12})$/i.exec(id);
  if (parts === null) return undefined;
  const [, high = '', low = '', shard = '', front = '', back = '', packId = ''] = parts;
  const at = Number.parseInt(high + low, 16);
  if (at > LAST_TIME_MS) return undefined;
  return {
    at,
    shard: Number.parseInt(shard, 16),
    index: Number.parseInt(front + back, 16),
    packId: packId.toLowerCase(),
  };
}
