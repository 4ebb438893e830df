/**
 * LOOKUPS: how many people a unit of Graph's quota serves, as the pipeline looks them up: unchanged ones of a nightly upload
 * by the id of their account, new ones by what they are matched by. Everybody may be asked for together here; who may in the
 * pipeline is told in decision 0058.
 */
import { gathered } from '../shared/targets/open/gathered';
import type { Target } from '../shared/targets/target';
import { openStandIn, type StandIn, WANTED } from './graphStandIn';
import type { BenchRow } from './row';

const MANY = 6_000;
/** People worked on at once: of a full gathered batch. */
const SIDE_BY_SIDE = 400;
const SETTLED = { settled: true };

export async function benchLookUps(): Promise<BenchRow[]> {
  const unchanged = await measure(async ({ directory }) => {
    const ids: string[] = [];
    for (let index = 0; index < MANY; index += 1) ids.push((await directory.create(user(index))).id);
    return (target, index) => target.read(ids[index] ?? '', WANTED, SETTLED);
  });
  const fresh = await measure(async () => (target, index) => target.find('employeeId', `e${index}`, WANTED, SETTLED));
  return [...rowsOf('unchanged', unchanged, 14), ...rowsOf('new', fresh, 12)];
}

interface Measured {
  readonly aUnit: number;
  readonly aSecond: number;
  readonly refused: number;
}

type LookUpOne = (target: Target, index: number) => Promise<unknown>;

async function measure(prepare: (standIn: StandIn) => Promise<LookUpOne>): Promise<Measured> {
  const standIn = await openStandIn();
  const { clock, tally } = standIn;
  const lookUp = await prepare(standIn);
  const target = gathered(standIn.openWorker('job'), clock);
  const start = clock.now();
  let next = 0;
  const work = async () => {
    for (let index = next++; index < MANY; index = next++) await lookUp(target, index);
  };
  await clock.run(Promise.all(Array.from({ length: SIDE_BY_SIDE }, work)));
  return {
    aUnit: MANY / tally.readUnits,
    aSecond: (MANY * 1_000) / (clock.now() - start),
    refused: tally.refused / tally.requests,
  };
}

function rowsOf(who: string, { aUnit, aSecond, refused }: Measured, budget: number): BenchRow[] {
  const beside = `${aSecond.toFixed(0)} people/s on the virtual clock`;
  return [
    { name: `LOOKUPS Graph, ${who} people a unit`, value: aUnit, budget, bound: 'least', beside },
    { name: `LOOKUPS Graph, ${who}, 429s ÷ requests`, value: refused, budget: 0.002, bound: 'most' },
  ];
}

const user = (index: number) => ({
  accountEnabled: true,
  displayName: `Person ${index}`,
  mailNickname: `p${index}`,
  userPrincipalName: `p${index}@adatum.example`,
  employeeId: `e${index}`,
  passwordProfile: { password: 'Aa1!Aa1!Aa1!' },
});
