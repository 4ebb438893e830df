/** Budgets B2 to B6: what Muster costs in storage calls and time, on the emulator. */
import type { Emulator } from '../local/emulator';
import { chunk } from '../shared/collections';
import { bareLoop, rawTransaction, sendAll } from './floors/storage';
import { people } from './people';
import { type BenchRow, median, percentile } from './row';
import { openStage, type Stage } from './stage';

const BULK = 50;
const ROUNDS = 5;

/** B2: accepting 50 operations, against one raw transaction of 50 entities. */
export async function benchAccept(emulator: Emulator): Promise<BenchRow[]> {
  const stage = await openStage(emulator, 'accept');
  await stage.storage.table('floor').ensure();
  const members = people(0, BULK);
  const request = stage.request(members);
  const ratios: { p50: number; p99: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, floor]: [number[], number[]] = [[], []];
    for (let index = 0; index < 40; index += 1) {
      ours.push(await timed(() => stage.accept(request)));
      floor.push(await timed(() => rawTransaction(stage.storage, `p${round}-${index}`, members)));
    }
    ratios.push({ p50: median(ours) / median(floor), p99: percentile(ours, 0.99) / percentile(floor, 0.99) });
  }
  await stage.drain();
  const warm = ratios.slice(1);
  return [
    { name: 'B2 accept 50, p50 ÷ raw transaction', value: median(warm.map((r) => r.p50)), budget: 0.6, bound: 'most' },
    { name: 'B2 accept 50, p99 ÷ raw transaction', value: median(warm.map((r) => r.p99)), budget: 1, bound: 'most' },
  ];
}

/**
 * B4: storage calls an operation, from accept to deleted message: new people and known ones, and new people of a target
 * that needs a claim before a create.
 */
export async function benchCalls(emulator: Emulator): Promise<BenchRow[]> {
  const [unclaimed, claimed] = [
    await openStage(emulator, 'calls'),
    await openStage(emulator, 'claims', 'memoryWithClaims'),
  ];
  const count = async (stage: Stage, bulks: number, size: number, first: number) => {
    const before = stage.calls();
    for (const members of chunk(people(first, bulks * size), size)) await stage.accept(stage.request(members));
    await stage.drain();
    return (stage.calls() - before) / (bulks * size);
  };
  const shapes = [
    { name: 'B4 calls ÷ operation, 20 bulks of 50', bulks: 20, size: BULK, first: 0, budget: 0.25 },
    { name: 'B4 calls ÷ operation, a lone bulk of 50', bulks: 1, size: BULK, first: 10_000, budget: 1.3 },
    { name: 'B4 calls, a lone operation', bulks: 1, size: 1, first: 20_000, budget: 6 },
  ];
  for (const stage of [unclaimed, claimed]) await count(stage, 1, 1, 900_000); // the first one loads the job
  const rows: BenchRow[] = [];
  for (const { name, bulks, size, first, budget } of shapes) {
    const row = (who: string, value: number): BenchRow => ({ name: `${name}, ${who}`, value, budget, bound: 'most' });
    rows.push(row('new people, claimed', await count(claimed, bulks, size, first)));
    rows.push(row('new people', await count(unclaimed, bulks, size, first)));
    rows.push(row('known people', await count(unclaimed, bulks, size, first)));
  }
  return rows;
}

/** B3 and B6: from accepted to logged, against the bare loop; and the same people once more. */
export async function benchPipeline(emulator: Emulator): Promise<BenchRow[]> {
  const ratios: number[] = [];
  const again: number[] = [];
  let writes = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const stage = await openStage(emulator, `pipeline-${round}`);
    await Promise.all([stage.storage.table('floor').ensure(), stage.storage.queue('floor').ensure()]);
    const bulks = chunk(people(round * 1_000, 1_000), BULK);
    const acceptAll = async () => {
      for (const bulk of bulks) await stage.accept(stage.request(bulk));
    };
    await sendAll(stage.storage, bulks);
    const floor = await timed(() => bareLoop(stage.storage, `loop${round}`));
    await acceptAll();
    const first = await timed(stage.drain);
    const before = stage.target.writes();
    await acceptAll();
    const second = await timed(stage.drain);
    writes += stage.target.writes() - before;
    ratios.push(floor / first);
    again.push(second / first);
  }
  return [
    { name: 'B3 operations/s ÷ bare loop', value: median(ratios.slice(1)), budget: 0.8, bound: 'least' },
    { name: 'B6 second upload, target writes', value: writes, budget: 0, bound: 'most' },
    { name: 'B6 second upload, time ÷ first', value: median(again.slice(1)), budget: 0.3, bound: 'most' },
    await benchAgain(emulator),
  ];
}

/** B6 as a user meets it: the same people once more into the embedded directory, whose reads and writes cost something. */
async function benchAgain(emulator: Emulator): Promise<BenchRow> {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const stage = await openStage(emulator, `again-${round}`, 'directory');
    const upload = async () => {
      for (const bulk of chunk(people(100_000 + round * 300, 300), BULK)) await stage.accept(stage.request(bulk));
      return timed(stage.drain);
    };
    const first = await upload();
    ratios.push((await upload()) / first);
  }
  const value = median(ratios.slice(1));
  return { name: 'B6 the same, embedded directory', value, budget: 0.3, bound: 'most' };
}

/** B5: the rate with many people known, against the rate with few, taking turns in one emulator that holds them all. */
export async function benchScale(emulator: Emulator, many: number): Promise<BenchRow[]> {
  const [spare, few, lots] = [
    await openScale(emulator, 'warm-up', 1_000),
    await openScale(emulator, 'few', 1_000),
    await openScale(emulator, 'many', many),
  ];
  await spare.load();
  await few.load();
  const memoryOfFew = heapUsed();
  await lots.load();
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) ratios.push((await few.again()) / (await lots.again()));
  lots.target.clear(); // the people in it are the target's, not the worker's
  const memory = heapUsed() / memoryOfFew;
  return [
    { name: `B5 operations/s at ${many} people ÷ at 1,000`, value: median(ratios), budget: 0.95, bound: 'least' },
    { name: `B5 worker memory at ${many} people ÷ at 1,000`, value: memory, budget: 1.1, bound: 'most' },
  ];
}

async function openScale(emulator: Emulator, name: string, known: number) {
  const stage = await openStage(emulator, name);
  const provision = async (first: number) => {
    for (const bulk of chunk(people(first, 1_000), BULK)) await stage.accept(stage.request(bulk));
    await stage.drain();
  };
  return {
    target: stage.target,
    async load() {
      for (let first = 0; first < known; first += 1_000) await provision(first);
    },
    again: () => timed(() => provision(known - 1_000)),
  };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
