/**
 * LOOKUPS through the whole pipeline: requests a person that look somebody up, where the target takes as many at once as Graph,
 * a domain controller and a SCIM service do. The target is in memory and answers at once; storage, the queue and its listener
 * are real, so people come to be looked up when they do in a deployment. First everybody is new, then, twenty minutes later,
 * nobody has changed; and one bulk by itself.
 */
import type { Emulator } from '../local/emulator';
import { chunk } from '../shared/collections';
import { systemClock } from '../shared/composition/system';
import type { Clock } from '../shared/ports';
import type { JsonObject } from '../shared/scim/json';
import { TOGETHER as GRAPH } from '../shared/targets/graph/lookUpTogether';
import { TOGETHER as LDAP } from '../shared/targets/ldap/lookUp';
import type { Target, TargetUser, Together } from '../shared/targets/target';
import { people } from './people';
import { type BenchRow, told } from './row';
import { openStage } from './stage';

const MANY = 2_000;
const BULK = 50;
const UNTIL_LISTED_MS = 20 * 60_000;

interface Kind {
  readonly name: string;
  readonly together: Together;
  /** People a request, at least: of the unchanged, and of the new before they are created. */
  readonly least: readonly [unchanged: number, fresh: number];
}

const KINDS: readonly Kind[] = [
  { name: 'Graph', together: GRAPH, least: [14, 12] },
  { name: 'LDAP', together: LDAP, least: [20, 20] },
];

export async function benchWholeLookUps(emulator: Emulator): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { name, together, least } of KINDS) {
    const { unchanged, fresh, lone } = await measure(emulator, name.toLowerCase(), together);
    const row = (who: string, value: number, budget?: number): BenchRow => {
      const named = `LOOKUPS ${name}, whole uploads, people a request: ${who}`;
      return budget === undefined ? told(named, value) : { name: named, value, budget, bound: 'least' };
    };
    rows.push(row('unchanged', unchanged, least[0]), row('new', fresh, least[1]), row(`${BULK} by themselves`, lone));
  }
  return rows;
}

/** People a request. */
interface Measured {
  readonly unchanged: number;
  readonly fresh: number;
  readonly lone: number;
}

async function measure(emulator: Emulator, name: string, together: Together): Promise<Measured> {
  const tally = { lookUps: 0 };
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const stage = await openStage(emulator, `lookups-${name}`, 'memoryWithClaims', {
    clock,
    seenAs: (target) => counted(target, together, tally),
  });
  const everybody = people(0, MANY);
  const aRequest = async (uploaded: readonly JsonObject[]) => {
    const before = tally.lookUps;
    for (const bulk of chunk(uploaded, BULK)) await stage.accept(stage.request(bulk));
    await stage.drain();
    return uploaded.length / (tally.lookUps - before);
  };
  try {
    const fresh = await aRequest(everybody);
    aheadMs += UNTIL_LISTED_MS;
    const unchanged = await aRequest(everybody);
    aheadMs += UNTIL_LISTED_MS;
    return { unchanged, fresh, lone: await aRequest(everybody.slice(0, BULK)) };
  } finally {
    await stage.close();
  }
}

/** The same accounts, asked for one by one or together; each request counts. */
function counted(target: Target, together: Together, tally: { lookUps: number }): Target {
  const asked = <A extends readonly unknown[], R>(ask: (...args: A) => R) => {
    return (...args: A) => {
      tally.lookUps += 1;
      return ask(...args);
    };
  };
  return {
    ...target,
    together,
    find: asked(target.find),
    read: asked(target.read),
    findMany: asked(async (attribute, values, wanted) => {
      const found = values.map(async (value) => [value, await target.find(attribute, value, wanted)] as const);
      return new Map(await Promise.all(found));
    }),
    readMany: asked(async (anchors, wanted) => {
      const accounts = new Map<string, TargetUser>();
      for (const anchor of anchors) {
        const account = await target.read(anchor, wanted);
        if (account !== undefined) accounts.set(anchor, account);
      }
      return accounts;
    }),
  };
}
