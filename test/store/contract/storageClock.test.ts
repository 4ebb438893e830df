import { createStorageClock } from '../../../shared/store/contract/storageClock';
import { fakeClock } from '../../support/world';

const TEN_MINUTES = 600_000;
const START = Date.UTC(2026, 0, 15, 9, 30);

/** A machine whose clock is ahead, and storage that is right; what is asked takes as long as is said, one way. */
function together(aheadMs: number) {
  const machine = fakeClock(START + aheadMs);
  let ahead = aheadMs;
  const clock = createStorageClock(machine);
  const truth = () => machine.now() - ahead;
  return {
    clock,
    truth,
    pass: (ms: number) => machine.advance(ms),
    /** The machine's clock is set. */
    set(ms: number) {
      ahead += ms;
      machine.advance(ms);
    },
    ask(thereMs = 10, backMs = 10) {
      const hear = clock.asking();
      machine.advance(thereMs);
      const told = Math.floor(truth() / 1_000) * 1_000;
      machine.advance(backMs);
      hear(told);
    },
    error: () => clock.now() - truth(),
  };
}

test('until storage has answered, the machine is believed', () => {
  const { clock, error } = together(TEN_MINUTES);
  expect([error(), clock.aheadMs()]).toEqual([TEN_MINUTES, 0]);
});

test.each([
  { name: 'ten minutes fast', aheadMs: TEN_MINUTES },
  { name: 'ten minutes slow', aheadMs: -TEN_MINUTES },
  { name: 'two days slow', aheadMs: -172_800_000 },
])('of a machine that is $name one answer puts the time right within a second', ({ aheadMs }) => {
  const { ask, error, clock } = together(aheadMs);
  ask();
  expect(Math.abs(error())).toBeLessThanOrEqual(1_020);
  expect(Math.abs(clock.aheadMs() - aheadMs)).toBeLessThanOrEqual(1_020);
});

test('many answers narrow it down to the way of the quickest', () => {
  const { ask, error, pass } = together(-TEN_MINUTES);
  for (let count = 0; count < 200; count += 1) {
    ask(5, 5);
    pass(137);
  }
  expect(Math.abs(error())).toBeLessThanOrEqual(20);
});

test('clocks that agree are left alone, whatever the seconds say and however long an answer takes', () => {
  const { ask, error, pass } = together(0);
  for (const [there, back] of [
    [1, 1],
    [4_000, 2],
    [2, 4_000],
    [0, 0],
    [900, 900],
  ] as const) {
    ask(there, back);
    pass(333);
    expect(error()).toBe(0);
  }
});

test('a slow answer does not undo what a quick one told', () => {
  const { ask, error } = together(TEN_MINUTES);
  ask(5, 5);
  const before = error();
  ask(20_000, 5);
  ask(5, 20_000);
  expect(Math.abs(error())).toBeLessThanOrEqual(Math.abs(before));
});

test.each([TEN_MINUTES, -TEN_MINUTES, 5_000, -5_000])('a machine whose clock is set by %i ms is followed', (ms) => {
  const { ask, error, set } = together(60_000);
  for (let count = 0; count < 5; count += 1) ask();
  set(ms);
  ask();
  expect(Math.abs(error())).toBeLessThanOrEqual(1_020);
});

test('a clock that was set back while an answer was on its way tells nothing', () => {
  const { clock, truth, set } = together(0);
  const hear = clock.asking();
  set(-60_000);
  hear(truth());
  clock.asking()(Number.NaN);
  expect(clock.aheadMs()).toBe(0);
});
