/** What a look at an account comes to, on a clock that is a number. */
import { afterLook, afterMark, type LookTerms, openValues } from '../../../shared/outlets/writeback/afterLook';
import { keyedHash } from '../../../shared/outlets/writeback/hashing';
import {
  givenUp,
  lookNow,
  newState,
  sentAgain,
  unparked,
  type WritebackState,
} from '../../../shared/outlets/writeback/state';
import type { Value } from '../../../shared/value';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const hash = keyedHash(Buffer.alloc(32, 1).toString('base64'));
const MAP = [
  { name: 'email', expression: '[mail]', clears: false },
  { name: 'phone', expression: '[telephoneNumber]', clears: true },
];

type Values = Readonly<Record<string, Value>>;

function look(state: WritebackState, values: Values, now: number, more: Partial<LookTerms> = {}) {
  const terms = { map: MAP, isFetched: false, refreshMs: 7 * DAY, hash, event: `e${now}`, now, isDue: false, ...more };
  return afterLook(state, { values: new Map(Object.entries(values)), faults: new Map() }, terms);
}

const fresh = newState('1', 'a', 0);
const changed = (state: WritebackState, values: Values, now: number, more?: Partial<LookTerms>) =>
  Object.fromEntries(look(state, values, now, more).changes);

test('what HR does not have is to be written, and an equal value never again', () => {
  const first = look(fresh, { email: 'a@x', phone: '1' }, 0);
  expect(Object.fromEntries(first.changes)).toEqual({ email: 'a@x', phone: '1' });
  expect(first.state).toMatchObject({ revision: 1, changedAt: 0, missing: [] });
  expect(changed(first.state, { email: 'a@x', phone: '1' }, HOUR)).toEqual({});
  expect(changed(first.state, { email: 'A@x', phone: '1' }, HOUR)).toEqual({ email: 'A@x' });
  expect(JSON.stringify(first.state.written)).not.toContain('a@x');
});

test.each<{ what: string; written: Values; now: Values; asked: Values }>([
  {
    what: 'an empty value clears only where it may',
    written: { email: 'a', phone: '1' },
    now: { email: null, phone: '' },
    asked: { phone: null },
  },
  { what: 'and nothing that was never written', written: { email: 'a' }, now: { email: 'a', phone: null }, asked: {} },
  { what: 'what gives no value at all is left', written: { email: 'a', phone: '1' }, now: {}, asked: {} },
  { what: 'a number is not its digits', written: { phone: '1' }, now: { phone: 1 }, asked: { phone: 1 } },
])('$what', ({ written, now, asked }) => {
  expect(changed(look(fresh, written, 0).state, now, HOUR)).toEqual(asked);
});

test('a cleared value is cleared once, and comes back', () => {
  const cleared = look(look(fresh, { phone: '1' }, 0).state, { phone: null }, HOUR).state;
  expect(changed(cleared, { phone: null }, 2 * HOUR)).toEqual({});
  expect(changed(cleared, { phone: '1' }, 2 * HOUR)).toEqual({ phone: '1' });
});

test('what is missing is looked for after 15 minutes, 1, 6 and 24 hours, and then with the refresh', () => {
  let { state } = look(fresh, { email: null, phone: '1' }, 0);
  const looks: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { at } = state.again;
    looks.push(at / HOUR);
    ({ state } = look(state, { email: null, phone: '1' }, at, { isDue: true }));
  }
  expect(looks).toEqual([0.25, 1, 6, 24, 24 + 7 * 24, 24 + 14 * 24]);
});

test('the waits end when the value is there, and begin anew with the next change', () => {
  const waiting = look(fresh, { email: null, phone: '1' }, 0).state;
  const there = look(waiting, { email: 'a', phone: '1' }, 10 * MINUTE).state;
  expect([there.missing, there.again.at]).toEqual([[], 10 * MINUTE + 7 * DAY]);
  const again = look(there, { email: null, phone: '2' }, DAY).state;
  expect(again.again).toEqual({ since: DAY, step: 0, at: DAY + 15 * MINUTE });
});

test('a look that somebody else had in between does not put the waits off', () => {
  const waiting = look(fresh, { email: null, phone: '1' }, 0).state;
  expect(look(waiting, { email: null, phone: '1' }, 5 * MINUTE).state.again).toEqual(waiting.again);
});

test('a baseline notes what is there, sends nothing of it, and all that comes later', () => {
  const noted = look(lookNow(fresh, 0, true), { email: 'a', phone: null }, 0);
  expect([noted.changes.size, noted.state.isBaseline]).toEqual([0, false]);
  expect(changed(noted.state, { email: 'a', phone: '1' }, HOUR)).toEqual({ phone: '1' });
});

test('the fourth write of one attribute within a day parks the person, and the fifth a day later does not', () => {
  let state: WritebackState = fresh;
  for (const [index, email] of ['a', 'b', 'c'].entries()) ({ state } = look(state, { email }, index * HOUR));
  const parked = look(state, { email: 'd', phone: '1' }, 3 * HOUR);
  expect(parked.state.parked).toEqual({ at: 3 * HOUR, name: 'email', seen: ['a', 'b', 'c', 'd'] });
  expect(parked.changes.size).toBe(0); // the phone neither: the person is looked into first
  expect(changed(parked.state, { email: 'd' }, 9 * DAY)).toEqual({});
  expect(changed(unparked(parked.state, 9 * DAY), { email: 'd' }, 9 * DAY)).toEqual({ email: 'd' });
  expect(changed(state, { email: 'd' }, DAY + 1)).toEqual({ email: 'd' });
});

test('what was given up counts as not written until it is sent once more', () => {
  const { state } = look(fresh, { email: 'a', phone: '1' }, 0);
  expect(changed(givenUp(state, 'e0'), { email: 'a', phone: '1' }, HOUR)).toEqual({ email: 'a', phone: '1' });
  expect(changed(givenUp(state, 'another'), { email: 'a', phone: '1' }, HOUR)).toEqual({});
  expect(changed(sentAgain(givenUp(state, 'e0'), 'e0'), { email: 'a', phone: '1' }, HOUR)).toEqual({});
});

describe('what is fetched', () => {
  const isFetched = true;
  const open = (state: WritebackState) => Object.fromEntries(openValues(state, hash));

  test('is open until it is said to be taken, and a value that went back is open no more', () => {
    const first = look(fresh, { email: 'a' }, 0, { isFetched }).state;
    expect(open(first)).toEqual({ email: 'a' });
    expect(look(first, { email: 'a' }, HOUR, { isFetched }).state.revision).toBe(1);
    const taken = afterMark(first, hash, HOUR);
    expect(open(taken)).toEqual({});
    const other = look(taken, { email: 'b' }, 2 * HOUR, { isFetched }).state;
    expect([open(other), other.revision, other.changedAt]).toEqual([{ email: 'b' }, 2, 2 * HOUR]);
    expect(open(look(other, { email: 'a' }, 3 * HOUR, { isFetched }).state)).toEqual({});
  });

  test('begins with nothing open after a baseline', () => {
    expect(open(look(lookNow(fresh, 0, true), { email: 'a' }, 0, { isFetched }).state)).toEqual({});
  });
});

test('hashes tell attributes and values apart, and mean nothing under another key', () => {
  const other = keyedHash(Buffer.alloc(32, 2).toString('base64'));
  const hashes = [hash('a', 'x'), hash('b', 'x'), hash('a', 'y'), hash('a', null), hash('a', 'null'), other('a', 'x')];
  expect(new Set(hashes).size).toBe(6);
});
