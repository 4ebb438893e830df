/** Budget B8: how much of Graph's quota is used, and how often it is overdrawn (`graphStandIn.ts`). */
import { ProvisioningError } from '../shared/errors';
import type { Target } from '../shared/targets/target';
import { openStandIn, QUOTA, WANTED } from './graphStandIn';
import { type BenchRow, told } from './row';

const UNSTATED_WAIT_MS = 30_000;
/** People worked on at once in each worker. */
const SIDE_BY_SIDE = 200;

export async function benchGraph(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workers of FLEETS) {
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
      const { tally, ms, givenBack } = await run(workers, minutes * 60_000, work);
      const allowed = quota + (quota * ms) / windowMs; // all that the bucket held and took in
      rows.push(
        { name: `B8 ${name} ÷ quota, ${who}`, value: tally[tell] / allowed, budget: LEAST_USED, bound: 'least' },
        {
          name: `B8 429s ÷ requests, ${name}, ${who}`,
          value: tally.refused / tally.requests,
          budget: MOST_OVERDRAWN,
          bound: 'most',
        },
        told(`B8 given back a minute, ${name}, ${who}`, givenBack / (ms / 60_000)),
        told(`B8 storage calls ÷ requests, ${name}, ${who}`, tally.storageCalls / tally.requests),
      );
    }
  }
  return rows;
}

/** Instances that share the quota: whatever their number, the same is asked of them. */
const FLEETS = [1, 4, 10, 40] as const;
const [LEAST_USED, MOST_OVERDRAWN] = [0.98, 0.002];

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

/** Whoever does not get a turn in time is given back, as the pipeline does, and comes again when the target says. */
async function run(workers: number, durationMs: number, work: Work) {
  const { clock, tally, openWorker } = await openStandIn();
  const start = clock.now();
  const isOver = () => clock.now() - start >= durationMs;
  let [people, givenBack] = [0, 0];
  async function keepBusy(target: Target): Promise<void> {
    while (!isOver()) {
      people += 1;
      const id = `p${people}`;
      for (let isServed = false; !isServed && !isOver(); ) {
        isServed = await work(target, id).then(
          () => true,
          async (error: unknown) => {
            if (!(error instanceof ProvisioningError) || error.code !== 'TooManyRequests') throw error;
            givenBack += 1;
            await clock.sleep(error.retryAfterMs ?? UNSTATED_WAIT_MS);
            return false;
          },
        );
      }
    }
  }
  const targets = Array.from({ length: workers }, (_, index) => openWorker(`job-${index}`));
  const busy = targets.flatMap((target) => Array.from({ length: SIDE_BY_SIDE }, () => keepBusy(target)));
  await clock.run(Promise.race([clock.sleep(durationMs), Promise.all(busy)])); // no longer: whoever was given back may still sleep
  return { tally, givenBack, ms: clock.now() - start };
}
