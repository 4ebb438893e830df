/** Budgets B2 to B6: what Muster costs in storage calls, in the worker's own time and by the clock, on the emulator. */
import type { Emulator } from '../local/emulator';
import { chunk } from '../shared/collections';
import { bareCompare, bareLoop, openBareAccept, sendAll } from './floors/storage';
import { people } from './people';
import { type BenchRow, median, percentile, perPerson, type Spent, spent, told } from './row';
import { openStage, type Stage } from './stage';

const BULK = 50;
const ROUNDS = 5;
const ACCEPTS = 40;

/** B2: accepting 50 operations, against the one transaction and the one message without which nothing is accepted. */
export async function benchAccept(emulator: Emulator): Promise<BenchRow[]> {
  const stage = await openStage(emulator, 'accept');
  const request = stage.request(people(0, BULK));
  const bareAccept = await openBareAccept(stage.bare, 'accept');
  const rounds: { p50: number; p99: number; cpu: number; ours: Spent }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, floor]: [Spent[], Spent[]] = [[], []];
    for (let index = 0; index < ACCEPTS; index += 1) {
      ours.push(await spent(() => stage.accept(request)));
      floor.push(await spent(bareAccept));
    }
    const [own, bare] = [ours, floor].map((runs) => runs.map(({ wallMs }) => wallMs)) as [number[], number[]];
    const [ownSum, bareSum] = [sum(ours), sum(floor)];
    rounds.push({
      p50: median(own) / median(bare),
      p99: percentile(own, 0.99) / percentile(bare, 0.99),
      cpu: ownSum.cpuMs / bareSum.cpuMs,
      ours: ownSum,
    });
  }
  await stage.drain();
  await stage.close();
  const warm = rounds.slice(1);
  const name = 'B2 accept 50 ÷ transaction and message over bare HTTP';
  const beside = perPerson(middle(warm.map(({ ours }) => ours)), ACCEPTS * BULK);
  return [
    { name: `${name}, p50`, value: median(warm.map((r) => r.p50)), budget: 1.35, bound: 'most', beside },
    { name: `${name}, p99`, value: median(warm.map((r) => r.p99)), budget: 1.5, bound: 'most' },
    told(`${name}, CPU of the worker`, median(warm.map((r) => r.cpu))),
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
    { name: 'B4 calls ÷ operation, 20 bulks of 50', bulks: 20, size: BULK, first: 0, most: [0.15, 0.15, 0.12] },
    { name: 'B4 calls ÷ operation, a lone bulk of 50', bulks: 1, size: BULK, first: 10_000, most: [1.3, 1.3, 1.3] },
    { name: 'B4 calls, a lone operation', bulks: 1, size: 1, first: 20_000, most: [7, 6, 6] },
  ];
  for (const stage of [unclaimed, claimed]) await count(stage, 1, 1, 900_000); // the first one loads the job
  const rows: BenchRow[] = [];
  for (const { name, bulks, size, first, most } of shapes) {
    const kinds = [
      ['new people, claimed', claimed],
      ['new people', unclaimed],
      ['known people', unclaimed],
    ] as const;
    for (const [index, [who, stage]] of kinds.entries()) {
      const value = await count(stage, bulks, size, first);
      rows.push({ name: `${name}, ${who}`, value, budget: most[index] ?? 0, bound: 'most' });
    }
  }
  await Promise.all([unclaimed.close(), claimed.close()]);
  return rows;
}

const MANY = 1_000;

/** B3 and B6: from accepted to logged, against the bare loop; and the same people once more, against bare comparing. */
export async function benchPipeline(emulator: Emulator): Promise<BenchRow[]> {
  const rounds: { first: Spent; again: Spent; loop: Spent; compare: Spent }[] = [];
  let writes = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const stage = await openStage(emulator, `pipeline-${round}`);
    const bulks = chunk(people(round * MANY, MANY), BULK);
    const requests = bulks.map(stage.request);
    const acceptAll = async () => {
      for (const request of requests) await stage.accept(request);
    };
    await sendAll(stage.bare, bulks);
    const loop = await spent(() => bareLoop(stage.bare, `loop${round}`));
    await acceptAll();
    const first = await spent(stage.drain);
    const before = stage.target.writes();
    await sendAll(stage.bare, bulks);
    const compare = await spent(() => bareCompare(stage.bare, `loop${round}`));
    await acceptAll();
    const again = await spent(stage.drain);
    writes += stage.target.writes() - before;
    rounds.push({ first, again, loop, compare });
    await stage.close();
  }
  const warm = rounds.slice(1);
  const [first, again] = [middle(warm.map((r) => r.first)), middle(warm.map((r) => r.again))];
  const ratio = (of: (round: (typeof warm)[number]) => number) => median(warm.map(of));
  return [
    {
      name: 'B3 CPU of the worker, a new person ÷ bare loop',
      value: ratio((r) => r.first.cpuMs / r.loop.cpuMs),
      budget: 2,
      bound: 'most',
      beside: perPerson(first, MANY),
    },
    told(
      'B3 time ÷ bare loop',
      ratio((r) => r.first.wallMs / r.loop.wallMs),
    ),
    { name: 'B6 second upload, target writes', value: writes, budget: 0, bound: 'most' },
    {
      name: 'B6 CPU of the worker, an unchanged person ÷ bare comparing',
      value: ratio((r) => r.again.cpuMs / r.compare.cpuMs),
      budget: 2.5,
      bound: 'most',
      beside: perPerson(again, MANY),
    },
    told(
      'B6 time ÷ bare comparing',
      ratio((r) => r.again.wallMs / r.compare.wallMs),
    ),
    told(
      'B6 second upload, time ÷ first',
      ratio((r) => r.again.wallMs / r.first.wallMs),
    ),
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
      return (await spent(stage.drain)).wallMs;
    };
    const first = await upload();
    ratios.push((await upload()) / first);
    await stage.close();
  }
  return told('B6 second upload, time ÷ first, embedded directory', median(ratios.slice(1)));
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
  const rounds: { few: Spent; lots: Spent }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push({ few: await few.again(), lots: await lots.again() });
  lots.target.clear(); // the people in it are the target's, not the worker's
  const memory = heapUsed() / memoryOfFew;
  const ratio = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
  return [
    {
      name: `B5 operations/s at ${many} people ÷ at 1,000`,
      value: ratio((r) => r.few.wallMs / r.lots.wallMs),
      budget: 0.95,
      bound: 'least',
      beside: perPerson(middle(rounds.map((r) => r.lots)), 1_000),
    },
    {
      name: 'B5 CPU of the worker, the same',
      value: ratio((r) => r.lots.cpuMs / r.few.cpuMs),
      budget: 1.05,
      bound: 'most',
    },
    { name: 'B5 worker memory, the same', value: memory, budget: 1.1, bound: 'most' },
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
    again: () => spent(() => provision(known - 1_000)),
  };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function sum(runs: readonly Spent[]): Spent {
  return runs.reduce((all, { cpuMs, wallMs }) => ({ cpuMs: all.cpuMs + cpuMs, wallMs: all.wallMs + wallMs }), {
    cpuMs: 0,
    wallMs: 0,
  });
}

const middle = (runs: readonly Spent[]): Spent => ({
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
  wallMs: median(runs.map(({ wallMs }) => wallMs)),
});
