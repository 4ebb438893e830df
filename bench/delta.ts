/** DELTA: the few dozen of a day among very many: people drawn at random, and the same number in a row. */
import type { Emulator } from '../local/emulator';
import { chunk } from '../shared/collections';
import type { JsonObject } from '../shared/scim/json';
import { seededRandom } from '../test/support/world';
import { people, syntheticPerson } from './people';
import { type BenchRow, median, perPerson, type Spent, spent } from './row';
import { openStage, type Stage } from './stage';

const BULK = 50;
const ROUNDS = 5;

interface Run extends Spent {
  readonly rows: number;
  readonly calls: number;
}

/** @param known how many people the job knows */
export async function benchDelta(emulator: Emulator, known: number): Promise<BenchRow[]> {
  const stage = await openStage(emulator, 'delta');
  for (const some of chunk(people(0, known), 1_000)) await upload(stage, some);
  const rows: BenchRow[] = [];
  for (const size of [50, 500]) {
    const rounds: { drawn: Run; inARow: Run }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const drawn = await measured(stage, draw(known, size, `${size} ${round}`));
      rounds.push({ drawn, inARow: await measured(stage, people((round * size) % (known - size), size)) });
    }
    const of = (value: (round: (typeof rounds)[number]) => number) => median(rounds.slice(1).map(value));
    const drawnSpent = { cpuMs: of((r) => r.drawn.cpuMs), wallMs: of((r) => r.drawn.wallMs) };
    const name = `DELTA ${size} of ${known} people drawn`;
    const calls = `${of((r) => r.drawn.calls / size).toFixed(2)} calls a person; in a row ${of((r) => r.inARow.calls / size).toFixed(2)}, ${of((r) => r.inARow.rows / size).toFixed(1)} rows`;
    rows.push(
      {
        name: `${name}, rows read a person`,
        value: of((r) => r.drawn.rows / size),
        budget: 8,
        bound: 'most',
        beside: calls,
      },
      {
        name: `${name}, CPU of the worker ÷ as many in a row`,
        value: of((r) => r.drawn.cpuMs / r.inARow.cpuMs),
        budget: 1.4,
        bound: 'most',
        beside: perPerson(drawnSpent, size),
      },
    );
  }
  await stage.close();
  return rows;
}

async function measured(stage: Stage, members: readonly JsonObject[]): Promise<Run> {
  const before = stage.asked();
  const { cpuMs, wallMs } = await spent(() => upload(stage, members));
  const after = stage.asked();
  const calls = after.tableCalls + after.queueCalls - before.tableCalls - before.queueCalls;
  return { cpuMs, wallMs, calls, rows: after.people - before.people };
}

async function upload(stage: Stage, members: readonly JsonObject[]): Promise<void> {
  for (const bulk of chunk(members, BULK)) await stage.accept(stage.request(bulk));
  await stage.drain();
}

/** Each once, the same ones for the same seed. */
function draw(known: number, size: number, seed: string): readonly JsonObject[] {
  const random = seededRandom(`DELTA ${seed}`);
  const drawn = new Set<number>();
  while (drawn.size < size) drawn.add(Buffer.from(random.bytes(4)).readUInt32BE() % known);
  return [...drawn].map(syntheticPerson);
}
