/** What a fence says of an event, at each of its edges. */
import { coalesced, overtaken } from '../../../../shared/pipeline/inlets/judging/fenceRules';
import type { Fence } from '../../../../shared/store/inlets/fences';

const ASKED = 1_000_000;
const LAG = 30_000;
const CLOCKS = 5_000;
const event = { key: 'this', askedAt: ASKED };
const fence = (more: Partial<Fence>): Fence => ({
  fetchedFrom: ASKED,
  by: 'another',
  eventAt: null,
  anchor: '1',
  uploadFirst: 7,
  ...more,
});

test.each([
  { name: 'nobody was fetched', fence: undefined, state: undefined },
  { name: 'the fetch began before the event came', fence: fence({ fetchedFrom: ASKED - 1 }), state: undefined },
  {
    name: 'the HR system may still have told what was before, or clocks may differ',
    fence: fence({ fetchedFrom: ASKED + LAG + CLOCKS - 1 }),
    state: undefined,
  },
  {
    name: 'the fetch began late enough',
    fence: fence({ fetchedFrom: ASKED + LAG + CLOCKS }),
    state: 'coalesced',
  },
  { name: 'it was fetched for this event', fence: fence({ by: 'this' }), state: 'accepted' },
  {
    name: 'it was fetched for this event before that was replayed',
    fence: fence({ by: 'this', fetchedFrom: ASKED - 1 }),
    state: undefined,
  },
])('an event that names a person, where $name', ({ fence, state }) => {
  expect(coalesced(fence, event, LAG)).toEqual(
    state === undefined ? undefined : { kind: 'done', state, anchor: '1', uploadFirst: 7 },
  );
});

test.each([
  { name: 'nothing was accepted', fence: undefined, state: undefined },
  { name: 'it is not known when that happened', fence: fence({}), state: undefined },
  { name: 'what was accepted is as old', fence: fence({ eventAt: 500 }), state: undefined },
  { name: 'what was accepted is newer', fence: fence({ eventAt: 501 }), state: 'overtaken' },
  { name: 'it was accepted for this event', fence: fence({ by: 'this', eventAt: 500 }), state: 'accepted' },
])('an event that holds a person, where $name', ({ fence, state }) => {
  expect(overtaken(fence, event, 500)).toEqual(
    state === undefined ? undefined : expect.objectContaining({ state, anchor: '1', uploadFirst: 7 }),
  );
});
