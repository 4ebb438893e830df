/** Under which id an HR system knows somebody, found by the source anchor in what an inlet let in. */
import { createVendorIds } from '../../../shared/pipeline/outlets/writeback/vendorIds';
import type { FenceStore, KnownPerson } from '../../../shared/store/inlets/fences';

const PLACE = { jobId: 'J', inlet: 'bamboo' };
const MINUTE = 60_000;

function inlet(...people: KnownPerson[]) {
  let now = 0;
  let reads = 0;
  const fences: Pick<FenceStore, 'list'> = {
    async *list() {
      reads += 1;
      yield* people;
    },
  };
  const ids = createVendorIds({
    fences: fences as FenceStore,
    clock: { now: () => now, sleep: () => Promise.reject(new Error('not asked')) },
  });
  return {
    people,
    reads: () => reads,
    pass: (ms: number) => (now += ms),
    find: (anchor: string) => ids.find(PLACE, anchor),
  };
}

const person = (name: string, anchor: string, uploadFirst = 1) => ({ person: name, anchor, uploadFirst });

test('people are found by what was read through once', async () => {
  const { find, reads } = inlet(person('v1', '701985'), person('v2', '701986'));
  expect([await find('701985'), await find('701986')]).toEqual(['v1', 'v2']);
  expect(reads()).toBe(1);
});

test('many who ask at once wait for one reading', async () => {
  const { find, reads } = inlet(person('v1', '1'));
  expect(await Promise.all([find('1'), find('1'), find('2')])).toEqual(['v1', 'v1', undefined]);
  expect(reads()).toBe(1);
});

test('who came under two ids is known by the one that was let in last', async () => {
  const { find } = inlet(person('old', '1', 5), person('older', '1', 2));
  expect(await find('1')).toBe('old');
});

test('who is not found is looked for again after a minute, and not before', async () => {
  const { find, people, pass, reads } = inlet();
  expect(await find('1')).toBeUndefined();
  people.push(person('v1', '1'));
  pass(MINUTE - 1);
  expect(await find('1')).toBeUndefined();
  pass(1);
  expect(await find('1')).toBe('v1');
  expect(reads()).toBe(2);
});

test('another id of somebody who is known shows after a quarter of an hour', async () => {
  const { find, people, pass } = inlet(person('old', '1'));
  await find('1');
  people.push(person('new', '1', 9));
  pass(15 * MINUTE - 1);
  expect(await find('1')).toBe('old');
  pass(1);
  expect(await find('1')).toBe('new');
});

test('a reading that failed is no knowledge', async () => {
  let isAway = true;
  const fences = {
    async *list() {
      if (isAway) throw new Error('Storage does not answer.');
      yield person('v1', '1');
    },
  };
  const { find } = createVendorIds({
    fences: fences as unknown as FenceStore,
    clock: { now: () => 0, sleep: () => Promise.reject(new Error('not asked')) },
  });
  await expect(find(PLACE, '1')).rejects.toThrow('Storage does not answer.');
  isAway = false;
  expect(await find(PLACE, '1')).toBe('v1');
});
