/** What operators see of outlets (docs/observe.md). */

import { NEW_HEALTH, type OutletHealth } from '../../../shared/outlets/health';
import { observeJobs } from '../../../shared/pipeline/supervise/observeJobs';
import type { Meter } from '../../../shared/telemetry/telemetry';
import { addOutlet, OUTLET_SETTINGS } from '../../support/outlets';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

async function numbers(bench: Workbench): Promise<Readonly<Record<string, number>>> {
  const told: Record<string, number> = {};
  const set: Meter['set'] = (name, labels, value) => {
    if (!name.startsWith('muster.outlets')) return;
    expect(labels).toEqual({ job: JOB_ID });
    told[name] = value;
  };
  await observeJobs(bench.services.house, { set, add: () => undefined, record: () => undefined });
  return told;
}

const HOUR = 60 * 60_000;

async function withOutlets(...healths: readonly ((now: number) => Partial<OutletHealth>)[]): Promise<Workbench> {
  const bench = await createWorkbench(OUTLET_SETTINGS);
  const now = bench.clock.now();
  for (const [index, health] of healths.entries()) {
    const name = `outlet-${index}`;
    await addOutlet(bench, null, { name });
    await bench.services.house.outlets.changeHealth(JOB_ID, name, () => ({ ...NEW_HEALTH, ...health(now) }));
  }
  return bench;
}

const failing = (hours: number) => (now: number) => ({
  failures: 9,
  failingSince: now - hours * HOUR,
  backOff: { tries: 3, nextAt: now },
});
const gone = (hours: number) => (now: number) => ({ disabled: { at: now - hours * HOUR, why: 'gone' as const } });
const stumbled = (now: number) => ({ failures: 1, failingSince: now - HOUR });

test.each([
  { name: 'outlets that take what they are sent', healths: [() => ({}), stumbled], count: 0, hours: 0 },
  { name: 'one that fails', healths: [() => ({}), failing(3)], count: 1, hours: 3 },
  { name: 'one that is gone, and one that has failed for longer', healths: [gone(1), failing(5)], count: 2, hours: 5 },
])('$name', async ({ healths, count, hours }) => {
  expect(await numbers(await withOutlets(...healths))).toEqual({
    'muster.outlets.failing': count,
    'muster.outlets.silent': (hours * HOUR) / 1_000,
  });
});

test('of a job without outlets nothing is told, and nobody asked', async () => {
  expect(await numbers(await withOutlets())).toEqual({});
});
