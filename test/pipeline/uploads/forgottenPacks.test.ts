/** Where packs are looked for that a person's row names no more, and when the search ends. */
import { findForgotten } from '../../../shared/pipeline/uploads/forgottenPacks';
import type { FoundPack, PackRange } from '../../../shared/store/people/entryPacks';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A store that has this many packs in each stretch it is asked for. */
function storeWith(count: number) {
  const asked: string[] = [];
  let given = 0;
  const read = async function* (_jobId: string, { oldest = 0, newest = 0, shards = [] }: PackRange) {
    asked.push(`${shards.join()}: ${oldest / MINUTE} to ${(newest + 1) / MINUTE}`);
    for (let index = 0; index < count; index += 1) {
      given += 1;
      yield { shard: shards[0], rowKey: `${oldest} ${index}` } as FoundPack;
    }
  };
  return { read, asked, given: () => given };
}

const nothingIsEnough = () => false;

test('in stretches that grow, up to what the row names', async () => {
  const store = storeWith(1);
  const found = await findForgotten('job', [{ shard: 7, from: 0, to: 2 * HOUR - 1 }], nothingIsEnough, store);
  expect(store.asked).toEqual(['7: 0 to 5', '7: 5 to 45', '7: 45 to 120']);
  expect(found).toHaveLength(3);
});

test('no further than what was looked for, shard by shard', async () => {
  const store = storeWith(1);
  const gaps = [7, 9].map((shard) => ({ shard, from: 0, to: 2 * HOUR }));
  await findForgotten('job', gaps, (shard, found) => shard === 7 || found.length === 2, store);
  expect(store.asked).toEqual(['7: 0 to 5', '9: 0 to 5', '9: 5 to 45']);
});

test('and never in more than 256 packs', async () => {
  const store = storeWith(200);
  const gaps = [7, 9].map((shard) => ({ shard, from: 0, to: 2 * HOUR }));
  expect(await findForgotten('job', gaps, nothingIsEnough, store)).toHaveLength(256);
  expect(store.given()).toBe(257);
});
