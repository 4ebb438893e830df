/** Budget B8: how much of Graph's quota is used, and how often it is overdrawn (`graphStandIn.ts`). */
import type { Target } from '../shared/targets/target';
import { openStandIn, QUOTA, type Tally, WANTED } from './graphStandIn';
import type { BenchRow } from './row';

/** People worked on at once in each worker. */
const SIDE_BY_SIDE = 200;

export async function benchGraph(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workers of [1, 4]) {
    const who = workers === 1 ? 'one worker' : `${workers} workers that share it`;
    const loads = [
      {
        name: 'writes',
        tell: 'writes',
        minutes: 10,
        quota: QUOTA.writesPer150Seconds,
        windowMs: 150_000,
        work: createPeople,
      },
      {
        name: 'units of reads',
        tell: 'readUnits',
        minutes: 4,
        quota: QUOTA.unitsPer10Seconds,
        windowMs: 10_000,
        work: findPeople,
      },
    ] as const;
    for (const { name, tell, minutes, quota, windowMs, work } of loads) {
      const { tally, ms } = await run(workers, minutes * 60_000, work);
      const allowed = quota + (quota * ms) / windowMs; // all that the bucket held and took in
      rows.push(
        { name: `B8 ${name} ÷ quota, ${who}`, value: tally[tell] / allowed, budget: 0.98, bound: 'least' },
        {
          name: `B8 429s ÷ requests, ${name}, ${who}`,
          value: tally.refused / tally.requests,
          budget: 0.002,
          bound: 'most',
        },
      );
    }
  }
  return rows;
}

type Work = (target: Target, id: string) => Promise<void>;

/** A new person as the pipeline provisions one: match, create. */
const createPeople: Work = async (target, id) => {
  await target.find('employeeId', id, WANTED);
  await target.create({
    accountEnabled: true,
    displayName: `Person ${id}`,
    mailNickname: id,
    userPrincipalName: `${id}@adatum.example`,
    employeeId: id,
  });
};

/** A known person whose data has not changed. */
const findPeople: Work = async (target, id) => {
  await target.find('employeeId', id, WANTED);
};

async function run(workers: number, durationMs: number, work: Work): Promise<{ tally: Tally; ms: number }> {
  const { clock, tally, openWorker } = await openStandIn();
  const start = clock.now();
  const isOver = () => clock.now() - start >= durationMs;
  let people = 0;
  async function keepBusy(target: Target): Promise<void> {
    while (!isOver()) {
      people += 1;
      await work(target, `p${people}`);
    }
  }
  const targets = Array.from({ length: workers }, (_, index) => openWorker(`job-${index}`));
  const busy = targets.flatMap((target) => Array.from({ length: SIDE_BY_SIDE }, () => keepBusy(target)));
  await clock.run(Promise.all(busy));
  return { tally, ms: clock.now() - start };
}
