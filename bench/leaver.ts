/**
 * LEAVER: from the POST of one termination until the account is disabled, while a first load of 10,000 people runs beside it,
 * messages that nobody can read lie in both lanes, and the target takes nobody's manager. The queues are read by the host's own
 * listener, with their poison queues, and the timer goes round as it does on a laptop.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Emulator } from '../local/emulator';
import { systemClock } from '../shared/composition/system';
import type { JsonObject } from '../shared/scim/json';
import { LANES, startHost } from './lanes';
import { people, syntheticPerson, underManager } from './people';
import { type BenchRow, told } from './row';
import { openStage, type Stage } from './stage';

const LOAD = 10_000;
const A_BULK = 50;
const POISONED = 5;
const UNREADABLE = '{"v":9,"kind":"from the future"}';
const POLL_MS = 100;
const PATIENCE_MS = 480_000;
const LEAVER = 900_000;

export async function benchLeaver(emulator: Emulator): Promise<BenchRow[]> {
  const quiet = await measure(emulator, 'leaver-quiet', 0);
  const loaded = await measure(emulator, 'leaver-loaded', LOAD);
  const seconds = (ms: number) => ms / 1_000;
  return [
    told('LEAVER POST to account disabled, nothing beside it, seconds', seconds(quiet.disabledMs)),
    {
      name: `LEAVER the same beside ${LOAD} new people, poison and refused managers, seconds`,
      value: seconds(loaded.disabledMs),
      budget: 180,
      bound: 'most',
      beside: `the load took ${seconds(loaded.loadMs).toFixed(0)} s, ${loaded.refusals} managers refused`,
    },
  ];
}

interface Measured {
  readonly disabledMs: number;
  /** Until the last of the load had an account. */
  readonly loadMs: number;
  readonly refusals: number;
}

async function measure(emulator: Emulator, name: string, load: number): Promise<Measured> {
  const stage = await openStage(emulator, name, 'memory', { takesReferences: load === 0 });
  const stop = await startHost(stage, systemClock);
  try {
    await post(stage, [syntheticPerson(LEAVER)]);
    await until(async () => (await accountOf(stage, LEAVER)) !== undefined);
    const began = performance.now();
    const last = people(0, load).at(-1);
    const loading = postAll(stage, load);
    if (load > 0) await until(async () => stage.target.writes() > load / 10); // well under way
    const asked = performance.now();
    await post(stage, [{ ...syntheticPerson(LEAVER), active: false }]);
    await until(async () => (await accountOf(stage, LEAVER))?.accountEnabled === false);
    const disabledMs = performance.now() - asked;
    await loading;
    if (last !== undefined) await until(async () => stage.target.writes() > load);
    return { disabledMs, loadMs: performance.now() - began, refusals: stage.target.refusals() };
  } finally {
    await stop();
    await stage.close();
  }
}

async function postAll(stage: Stage, load: number): Promise<void> {
  const lanes = LANES.map((name) => stage.storage.queue(name));
  for (let first = 0; first < load; first += A_BULK) {
    if (first % (load / POISONED) === 0) for (const queue of lanes) await queue.send(UNREADABLE);
    await post(stage, underManager(people(first, A_BULK)));
  }
}

const post = (stage: Stage, members: readonly JsonObject[]) => stage.accept(stage.request(members));

async function accountOf({ target }: Stage, index: number): Promise<JsonObject | undefined> {
  const [account] = await target.find('employeeId', String(syntheticPerson(index).externalId), []);
  return account?.attributes as JsonObject | undefined;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It was not so after ${PATIENCE_MS / 1_000} s.`);
    await wait(POLL_MS);
  }
}
