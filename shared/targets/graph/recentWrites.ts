/**
 * What this process wrote lately. Graph's lists, and for some moments even reads by id, may not show it yet; whoever looks
 * an account up consults this memory before believing that nobody is there (design, I3).
 *
 * It lasts through the first retries of a failed person (1 and 5 minutes) and is lost with the process; what that
 * means is told in docs/targets-graph.md.
 */
import { INDEXED_PROPERTIES } from '../../graph/userProperties';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';

export type Place = 'live' | 'deleted';

export interface RecentWrites {
  /** The account was created, restored or deleted, or may have been. @param reference its id, or its UPN while that is all there is */
  moved(reference: string, to: Place, values?: JsonObject): void;
  changed(id: string, values: JsonObject): void;
  wasWritten(reference: string): boolean;
  /** Accounts that were lately given this value, by id or UPN; they may have lost it since. */
  givenValue(property: string, value: string): readonly string[];
  /** It was put there so lately that "not found" may only mean "not yet". */
  isFresh(reference: string, place: Place): boolean;
}

const KEEP_MS = 15 * 60_000;
const MOST_KEPT = 20_000;
/** Replicas catch up within seconds; later than this a "not found" is believed. */
export const SETTLED_AFTER_MS = 60_000;

interface Write {
  readonly at: number;
  readonly moved: { readonly to: Place; readonly at: number } | undefined;
  /** Keys under which the index knows it. */
  readonly keys: ReadonlySet<string>;
}

export function createRecentWrites(now: () => number): RecentWrites {
  /** Oldest first. */
  const writes = new Map<string, Write>();
  const index = new Map<string, Set<string>>();
  /** Properties accounts are looked up by; others need no index. */
  const lookedUp = new Set(INDEXED_PROPERTIES);

  function record(reference: string, moved: Write['moved'], values: JsonObject): void {
    const id = fold(reference);
    const before = writes.get(id);
    const keys = new Set(before?.keys);
    for (const property of lookedUp) {
      const value = textAt(values, property);
      if (value !== undefined) keys.add(keyOf(property, value));
    }
    writes.delete(id); // written again, it is the youngest
    writes.set(id, { at: now(), moved: moved ?? before?.moved, keys });
    for (const key of keys) index.set(key, (index.get(key) ?? new Set()).add(id));
    forgetOld();
  }

  function forgetOld(): void {
    for (const [id, { at, keys }] of writes) {
      if (at >= now() - KEEP_MS && writes.size <= MOST_KEPT) return;
      writes.delete(id);
      for (const key of keys) {
        const ids = index.get(key);
        ids?.delete(id);
        if (ids?.size === 0) index.delete(key);
      }
    }
  }

  return {
    moved: (reference, to, values = {}) => record(reference, { to, at: now() }, values),
    changed: (id, values) => record(id, undefined, values),
    wasWritten: (reference) => {
      forgetOld();
      return writes.has(fold(reference));
    },
    givenValue(property, value) {
      lookedUp.add(property);
      forgetOld();
      return [...(index.get(keyOf(property, value)) ?? [])];
    },
    isFresh(reference, place) {
      const moved = writes.get(fold(reference))?.moved;
      return moved?.to === place && now() - moved.at < SETTLED_AFTER_MS;
    },
  };
}

const fold = (text: string) => text.toLowerCase();
const keyOf = (property: string, value: string) => `${property} ${fold(value)}`;

/** @param path `property` or `property/member` */
function textAt(values: JsonObject, path: string): string | undefined {
  const [top = '', member] = path.split('/');
  const found: Json | undefined = values[top];
  const value = member === undefined ? found : isJsonObject(found) ? found[member] : undefined;
  return typeof value === 'string' ? value : undefined;
}
