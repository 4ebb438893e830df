import { ProvisioningError } from '../../../shared/errors';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const UNREACHABLE = new ProvisioningError('EndpointUnavailable', 'The service cannot be reached (ECONNREFUSED).');

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

/** The target is out of reach until the returned function is called. */
function pullThePlug(says = UNREACHABLE): () => void {
  const { directory } = bench.services;
  const spies = [
    jest.spyOn(directory, 'find').mockRejectedValue(says),
    jest.spyOn(directory, 'read').mockRejectedValue(says),
  ];
  return () => spies.forEach((spy) => void spy.mockRestore());
}

/** Rounds of the timer, 15 seconds apart. */
const pass = (ms: number) => bench.supervise(ms / 15_000);
const status = () => bench.services.house.intake.readStatus(JOB_ID);
const reason = async () => (await scenes.job()).quarantine?.reason;

test('out of reach for forty minutes, the job is quarantined with what the target says', async () => {
  pullThePlug();
  await scenes.provision(person('1'));
  await pass(39.75 * MINUTE);
  expect(await reason()).toBeUndefined();
  await pass(0.25 * MINUTE);
  expect((await scenes.job()).quarantine).toMatchObject({
    reason: 'EncounteredQuarantineException',
    error: { code: 'EndpointUnavailable', message: 'The service cannot be reached (ECONNREFUSED).' },
  });
});

test('a shorter outage stops nothing', async () => {
  const plugIn = pullThePlug();
  await scenes.provision(person('1'));
  await pass(39 * MINUTE);
  plugIn();
  await pass(1 * MINUTE);
  expect(await reason()).toBeUndefined();
  expect((await scenes.log('1'))[0]).toBe('1 create success');
});

test('since when it is away, and what it says, stands in the status from the next round on until it is back', async () => {
  await scenes.provision(person('0'));
  const plugIn = pullThePlug();
  bench.clock.advance(1_000);
  const since = bench.clock.now();
  await scenes.provision(person('1'));
  await pass(30_000);
  await scenes.provision(person('2'));
  await pass(30_000);
  const away = { code: 'EndpointUnavailable', message: 'The service cannot be reached (ECONNREFUSED).' };
  expect(await status()).toMatchObject({ unreachableSince: since, unreachable: away });
  plugIn();
  await pass(15_000);
  expect(await status()).toMatchObject({ unreachableSince: 0, targetBackAt: bench.clock.now() });
  expect(await status()).not.toHaveProperty('unreachable');
});

test('a service that answers with errors of its own is away, too', async () => {
  pullThePlug(new ProvisioningError('InternalServerError', 'The service failed to look for a user (HTTP 503).'));
  await scenes.provision(person('1'));
  await pass(15_000);
  expect(await status()).toMatchObject({ unreachable: { code: 'InternalServerError' } });
});

test('one that throttles is there', async () => {
  pullThePlug(new ProvisioningError('TooManyRequests', 'Not now.', { retryAfterMs: 7 * HOUR }));
  await scenes.provision(person('1'));
  await pass(15_000);
  expect(await status()).toMatchObject({ unreachableSince: 0 });
});

test('two outages are not one', async () => {
  const plugIn = pullThePlug();
  await scenes.provision(person('1'));
  await pass(30 * MINUTE);
  plugIn();
  await pass(1 * MINUTE);
  pullThePlug();
  await scenes.provision(person('2'));
  await pass(30 * MINUTE);
  expect(await reason()).toBeUndefined();
});

test('people who fail for reasons of their own are no outage, and the target is not asked for long', async () => {
  await scenes.provision(person('1', { userName: 'somebody@elsewhere.example' }));
  await pass(10 * MINUTE);
  const find = jest.spyOn(bench.services.directory, 'find');
  await pass(60 * MINUTE);
  expect(find).not.toHaveBeenCalled();
  expect(await reason()).toBeUndefined();
});

test('a job nobody fails in never asks', async () => {
  await scenes.provision(person('1'));
  await bench.supervise(2);
  const find = jest.spyOn(bench.services.directory, 'find');
  await pass(5 * MINUTE);
  expect(find).not.toHaveBeenCalled();
});

test('lifted by hand while the target is still away, it counts anew', async () => {
  pullThePlug();
  await scenes.provision(person('1'));
  await pass(41 * MINUTE);
  expect(await reason()).toBe('EncounteredQuarantineException');
  await scenes.restart('QuarantineState');
  await pass(10 * MINUTE);
  expect(await reason()).toBeUndefined();
});

test('it ends at the next look when the target is there again', async () => {
  const plugIn = pullThePlug();
  await scenes.provision(person('1'));
  await pass(41 * MINUTE);
  plugIn();
  await scenes.pass(6 * HOUR);
  expect(await reason()).toBeUndefined();
  await scenes.pass(1 * HOUR);
  expect((await scenes.log('1'))[0]).toBe('1 create success');
});

test('how long is a setting', async () => {
  bench = await createWorkbench({ QUARANTINE_UNREACHABLE_MINUTES: '2' });
  scenes = scenesOf(bench);
  pullThePlug();
  await scenes.provision(person('1'));
  await pass(3 * MINUTE);
  expect(await reason()).toBe('EncounteredQuarantineException');
});
