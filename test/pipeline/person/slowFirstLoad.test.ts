/**
 * A first load so large that its target takes a day over it. At Graph's quota of writes six hours serve 430,000 people; whoever was
 * told as a failure then filled the escrows, and those quarantined a job that was doing well. Here a target takes
 * one write every half hour, and forty people come at once.
 */
import { ProvisioningError } from '../../../shared/errors';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const PEOPLE = 40;
const TURN_MS = 30 * MINUTE;

/** @returns how the load ends: who has an account, and whether the job is quarantined */
async function load(environment: Record<string, string>) {
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  let free = 0;
  let now: () => number = () => 0;
  const create: Target['create'] = async (attributes, key) => {
    if (now() < free) {
      throw new ProvisioningError('TooManyRequests', 'The quota is used up.', { retryAfterMs: free - now() });
    }
    free = now() + TURN_MS;
    return target.create(attributes, key);
  };
  const bench: Workbench = await createWorkbench(
    { QUARANTINE_LEAST_FAILURES: '10', ...environment },
    { target: { ...target, create } },
  );
  now = () => bench.clock.now();
  const scenes = scenesOf(bench);
  await scenes.provision(...Array.from({ length: PEOPLE }, (_, index) => person(`p${index}`)));
  for (let turn = 0; turn < PEOPLE + 2; turn += 1) {
    bench.clock.advance(TURN_MS);
    await bench.drain();
    await bench.supervise();
    await bench.drain();
  }
  const log = await scenes.log();
  return {
    created: log.filter((line) => line.endsWith('create success')).length,
    failed: log.filter((line) => line.endsWith('failure')).length,
    isQuarantined: (await scenes.job()).quarantine !== null,
  };
}

test('everybody gets a turn in the end, nobody is told as a failure, and nothing is quarantined', async () => {
  expect(await load({})).toEqual({ created: PEOPLE, failed: 0, isQuarantined: false });
});

test('with the six hours of before the job stops itself: what this test is to find', async () => {
  const { created, failed, isQuarantined } = await load({ THROTTLED_GIVE_UP_MINUTES: '360' });
  expect(isQuarantined).toBe(true);
  expect(failed).toBeGreaterThan(PEOPLE / 2);
  expect(created).toBeLessThan(PEOPLE);
});
