/** COST: what a million operations take of what is billed. Told, and held to nothing. */
import type { Emulator } from '../local/emulator';
import { chunk } from '../shared/collections';
import { people } from './people';
import { type BenchRow, spent, told } from './row';
import { openStage } from './stage';

const BULK = 50;
const MANY = 2_000;
const MILLION = 1_000_000;
/** What an instance of the Flex Consumption plan has, GB. */
const INSTANCE_GB = 2;

export async function benchCost(emulator: Emulator): Promise<BenchRow[]> {
  const stage = await openStage(emulator, 'cost', 'memoryWithClaims');
  const rows: BenchRow[] = [];
  for (const who of ['new', 'unchanged']) {
    const before = stage.asked();
    const { wallMs } = await spent(async () => {
      for (const bulk of chunk(people(0, MANY), BULK)) await stage.accept(stage.request(bulk));
      await stage.drain();
    });
    const after = stage.asked();
    const each = (spent: number) => (spent * MILLION) / MANY;
    rows.push(
      told(`COST a million ${who}: table requests`, each(after.tableCalls - before.tableCalls)),
      told(`COST a million ${who}: queue requests`, each(after.queueCalls - before.queueCalls)),
      told(`COST a million ${who}: entities written`, each(after.written - before.written)),
      told(`COST a million ${who}: GB-s, an instance of ${INSTANCE_GB} GB busy`, each((INSTANCE_GB * wallMs) / 1_000)),
    );
  }
  await stage.close();
  return rows;
}
