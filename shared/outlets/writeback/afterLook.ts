/**
 * What a look at an account comes to: which values HR does not have yet, whether they may be sent, and when to look again.
 *
 * - What was written before is known by a keyed hash: an equal value is not sent.
 * - No value takes nothing away, unless the map says so, and then only what was written from here.
 * - An attribute that was written three times within a day, and is to be once more, goes round in a circle: the person is parked.
 */
import { isEmpty, type Value } from '../../value';
import type { WrittenAttribute } from './map';
import { type NextLook, type Recent, WAITS_MS, type WritebackState, type Written } from './state';
import type { Look } from './values';

/** The same for the same value of the same attribute, and of no use to whoever has no key. */
export type HashValue = (name: string, value: Value) => string;

export interface LookTerms {
  readonly map: readonly WrittenAttribute[];
  /** HR fetches what is to be written, and says what it took: until then nothing counts as written. */
  readonly isFetched: boolean;
  readonly refreshMs: number;
  readonly hash: HashValue;
  /** Names the event that is sent, should there be one. */
  readonly event: string;
  readonly now: number;
  /** The account was read because its time had come. */
  readonly isDue: boolean;
}

export interface Looked {
  readonly state: WritebackState;
  /** What is to be written now, by HR attribute; `null` clears. Empty: nothing. */
  readonly changes: ReadonlyMap<string, Value>;
}

const DAY_MS = 24 * 60 * 60_000;
/** Writes of one attribute of one person within a day. */
const MOST_A_DAY = 3;
const NOTHING: ReadonlyMap<string, Value> = new Map();

export function afterLook(before: WritebackState, look: Look, terms: LookTerms): Looked {
  const seen = withLook(before, look, terms);
  if (seen.isBaseline) return { state: asBaseline(seen, look, terms), changes: NOTHING };
  const changes = seen.parked === null ? changesOf(seen, look, terms) : NOTHING;
  if (changes.size === 0) return { state: isFirst(before) ? fromTheFirstWait(seen, terms.now) : seen, changes };
  const recent = seen.recent.filter(({ at }) => at > terms.now - DAY_MS);
  const often = [...changes.keys()].find((name) => recent.filter((one) => one.name === name).length >= MOST_A_DAY);
  if (often !== undefined)
    return { state: parkedFor(often, changes.get(often) ?? null, seen, recent, terms), changes: NOTHING };
  return { state: fromTheFirstWait(withChanges(seen, changes, recent, terms), terms.now), changes };
}

const isFirst = ({ revision, written, missing }: WritebackState) =>
  revision === 0 && missing.length === 0 && Object.keys(written).length === 0;

/** What HR is to hold and has not said that it took; of what is fetched alone. */
export function openValues({ values, written }: WritebackState, hash: HashValue): ReadonlyMap<string, Value> {
  return new Map(Object.entries(values).filter(([name, value]) => written[name]?.hash !== hash(name, value)));
}

/** What was fetched is in HR. */
export function afterMark(state: WritebackState, hash: HashValue, now: number): WritebackState {
  const taken = Object.entries(state.values).map(
    ([name, value]) => [name, { hash: hash(name, value), at: now }] as const,
  );
  return { ...state, written: { ...state.written, ...Object.fromEntries(taken) } };
}

function withLook(before: WritebackState, { values, faults }: Look, terms: LookTerms): WritebackState {
  const missing = terms.map.filter(({ name }) => isEmpty(values.get(name) ?? null) && !faults.has(name));
  const names = missing.map(({ name }) => name);
  const after = { ...before, missing: names, faults: Object.fromEntries(faults), unread: null };
  return { ...after, again: nextLook(after.again, names.length > 0, terms) };
}

function nextLook(again: NextLook, isMissing: boolean, { now, isDue, refreshMs }: LookTerms): NextLook {
  const refresh = { since: now, step: WAITS_MS.length, at: now + refreshMs };
  if (!isDue) return !isMissing && again.step < WAITS_MS.length ? refresh : again;
  const wait = WAITS_MS[again.step + 1];
  if (!isMissing || wait === undefined) return refresh;
  return { ...again, step: again.step + 1, at: Math.max(again.since + wait, now + 1) };
}

/** The waits begin anew with each change: a new account's mailbox comes later. */
function fromTheFirstWait(state: WritebackState, now: number): WritebackState {
  const [wait = 0] = WAITS_MS;
  return state.missing.length === 0 ? state : { ...state, again: { since: now, step: 0, at: now + wait } };
}

function changesOf(state: WritebackState, { values }: Look, terms: LookTerms): ReadonlyMap<string, Value> {
  const { map, hash, isFetched } = terms;
  return new Map(
    map.flatMap(({ name, clears }): readonly (readonly [string, Value])[] => {
      const value = values.get(name);
      if (value === undefined) return [];
      const wanted = isEmpty(value) ? null : value;
      const known = knownHash(name, state, isFetched, hash);
      if (wanted === null && !(clears && known !== undefined)) return [];
      return known === hash(name, wanted) ? [] : [[name, wanted]];
    }),
  );
}

/** Of what HR has, or is about to get. */
function knownHash(name: string, { values, written }: WritebackState, isFetched: boolean, hash: HashValue) {
  if (isFetched && Object.hasOwn(values, name)) return hash(name, values[name] ?? null);
  const one = Object.hasOwn(written, name) ? written[name] : undefined;
  return one?.failed === true ? '' : one?.hash;
}

function asBaseline(state: WritebackState, { values }: Look, { hash, now, isFetched, map }: LookTerms): WritebackState {
  const there = map.flatMap(({ name }) => {
    const value = values.get(name) ?? null;
    return isEmpty(value) ? [] : [[name, value] as const];
  });
  const written = there.map(([name, value]): readonly [string, Written] => [
    name,
    { hash: hash(name, value), at: now },
  ]);
  return {
    ...state,
    isBaseline: false,
    written: { ...state.written, ...Object.fromEntries(written) },
    ...(isFetched && { values: { ...state.values, ...Object.fromEntries(there) } }),
  };
}

function withChanges(
  state: WritebackState,
  changes: ReadonlyMap<string, Value>,
  recent: readonly Recent[],
  { hash, event, now, isFetched }: LookTerms,
): WritebackState {
  const written = [...changes].map(([name, value]) => [name, { hash: hash(name, value), at: now, event }] as const);
  return {
    ...state,
    revision: state.revision + 1,
    changedAt: now,
    recent: [...recent, ...[...changes].map(([name, value]) => ({ name, at: now, value }))],
    ...(isFetched
      ? { values: { ...state.values, ...Object.fromEntries(changes) } }
      : { written: { ...state.written, ...Object.fromEntries(written) } }),
  };
}

function parkedFor(
  name: string,
  value: Value,
  state: WritebackState,
  recent: readonly Recent[],
  { now }: LookTerms,
): WritebackState {
  const seen = [...recent.filter((one) => one.name === name).map((one) => one.value), value];
  return { ...state, recent, parked: { at: now, name, seen } };
}
