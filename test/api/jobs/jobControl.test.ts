import { type FunctionHost, JOB, JOBS, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;

async function open(environment: Record<string, string> = {}): Promise<void> {
  bench = await createWorkbench(environment);
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'secrets']);
}
beforeEach(() => open());

const start = () => host.call(`POST ${JOB}/start`);
const pause = () => host.call(`POST ${JOB}/pause`);
const restart = (resetScope?: unknown) =>
  host.call(`POST ${JOB}/restart`, resetScope === undefined ? {} : { body: { criteria: { resetScope } } });
const audited = async () => (await bench.services.house.audit.list(JOB_ID, 20)).records.map(({ activity }) => activity);

/** Whatever quarantine the job is in. */
const quarantined = (reason: 'EncounteredQuarantineException' | 'TooManyDeletes') => {
  const now = bench.clock.now();
  const error = { code: 'InvalidCredentials', message: 'No.', tenantActionable: true };
  const quarantine = {
    reason,
    error,
    seriesBegan: now,
    currentBegan: now,
    seriesCount: 0,
    nextAttempt: now + 6 * HOUR,
  };
  return scenes.changeJob({ quarantine });
};

describe('start', () => {
  test('answers 204 without a body, and what waited is worked on at once, in order', async () => {
    await pause();
    await scenes.provision(person('1', { title: 'First' }));
    await scenes.provision(person('1', { title: 'Second' }));
    expect(await scenes.log()).toEqual([]);
    const answer = await start();
    expect([answer.status, answer.body]).toEqual([204, {}]);
    await bench.drain(); // no round of the timer in between
    expect(await scenes.log()).toEqual(['1 update success', '1 create success']);
  });

  test('lifts a quarantine', async () => {
    await quarantined('EncounteredQuarantineException');
    expect((await start()).status).toBe(204);
    expect(await scenes.job()).toMatchObject({ state: 'Active', quarantine: null, liftedAt: bench.clock.now() });
  });

  test('of a job that works is 204 and nothing else', async () => {
    const before = await scenes.job();
    for (const answer of [await start(), await start()]) expect(answer.status).toBe(204);
    expect(await scenes.job()).toEqual(before);
    expect(await audited()).toEqual([]);
  });

  test('of a job that was given up starts it again', async () => {
    await quarantined('EncounteredQuarantineException');
    await scenes.changeJob({ state: 'Disabled' });
    await start();
    expect(await scenes.job()).toMatchObject({ state: 'Active', quarantine: null });
  });

  test('of a job that is not there is 404', async () => {
    expect((await host.call(`POST ${JOBS}/none/start`)).status).toBe(404);
  });
});

describe('pause', () => {
  test('answers 204, and uploads are still accepted and wait', async () => {
    const answer = await pause();
    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect((await host.call(`GET ${JOB}`)).body).toMatchObject({
      schedule: { state: 'Paused' },
      status: { code: 'Paused' },
    });
    await scenes.provision(person('1'));
    await bench.supervise(4);
    expect(await scenes.log()).toEqual([]);
  });

  test('said twice is said once', async () => {
    await pause();
    expect((await pause()).status).toBe(204);
    expect(await audited()).toEqual(['PauseJob']);
  });

  test('of a job that was never started leaves it not configured', async () => {
    const { body } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    await host.call(`POST ${JOBS}/${body.id}/pause`);
    expect((await host.call(`GET ${JOBS}/${body.id}`)).body).toMatchObject({ status: { code: 'NotConfigured' } });
  });

  test('keeps a quarantine', async () => {
    await quarantined('EncounteredQuarantineException');
    await pause();
    expect((await host.call(`GET ${JOB}`)).body).toMatchObject({
      status: { code: 'Paused', quarantine: { reason: 'EncounteredQuarantineException' } },
    });
  });
});

describe('restart', () => {
  test.each([
    { name: 'no body', asked: {} },
    { name: 'an empty object', asked: { body: {} } },
    { name: 'empty criteria', asked: { body: { criteria: {} } } },
    { name: 'a scope of null', asked: { body: { criteria: { resetScope: null } } } },
    { name: 'an empty scope', asked: { body: { criteria: { resetScope: '' } } } },
  ])('with $name is what the admin centre does: links stay, everything else is reset', async ({ asked }) => {
    await quarantined('EncounteredQuarantineException');
    expect((await host.call(`POST ${JOB}/restart`, asked)).status).toBe(204);
    expect(await scenes.job()).toMatchObject({ quarantine: null, generation: { links: 0, escrows: 1 } });
  });

  test('with Full drops the links too', async () => {
    expect((await restart('Full')).status).toBe(204);
    expect((await scenes.job()).generation).toEqual({ links: 1, escrows: 1 });
  });

  test('with Quarantine, as seed 002 spells it, lifts the quarantine and loses nothing that waits', async () => {
    await quarantined('EncounteredQuarantineException');
    await scenes.provision(person('1'));
    expect((await restart('Quarantine')).status).toBe(204);
    await bench.drain();
    expect(await scenes.log('1')).toEqual(['1 create success']);
  });

  test('with None starts a job that is paused', async () => {
    await pause();
    expect((await restart('None')).status).toBe(204);
    expect(await scenes.job()).toMatchObject({ state: 'Active', generation: { links: 0, escrows: 0 } });
  });

  test.each([
    {
      name: 'an unknown scope',
      body: { criteria: { resetScope: 'Everything' } },
      told: "'Everything' is none of them.",
    },
    { name: 'a scope that is a list', body: { criteria: { resetScope: ['Full'] } }, told: 'must be a string' },
    { name: 'criteria that are a text', body: { criteria: 'Full' }, told: 'criteria must be an object' },
    { name: 'a body that is no JSON', body: '{', told: 'The body must be JSON' },
  ])('with $name is 400, and nothing is reset', async ({ body, told }) => {
    const before = await scenes.job();
    const { status, error } = await host.call(`POST ${JOB}/restart`, { body });
    expect([status, error.code]).toEqual([400, 'BadRequest']);
    expect(error.message).toContain(told);
    expect(await scenes.job()).toEqual(before);
  });
});

describe('The job enters quarantine state: it was started without a notification e-mail', () => {
  const withoutAddress = () =>
    bench.services.house.jobs.putPrincipal({
      id: PRINCIPAL_ID,
      appId: 'app',
      displayName: 'HR inbound',
      ownerAppIds: [],
      notificationEmailAddresses: [],
    });
  const saveNotification = (value: object) =>
    host.call(`PUT ${SYNCHRONIZATION}/secrets`, {
      body: { value: [{ key: 'SyncNotificationSettings', value: JSON.stringify(value) }] },
    });
  const quarantine = async () => (await scenes.job()).quarantine;

  beforeEach(async () => {
    await withoutAddress();
    await scenes.changeJob({ state: 'Disabled', started: false });
    await start();
  });

  test('it is started and quarantined at once, with a message that names the fix', async () => {
    expect((await host.call(`GET ${JOB}`)).body).toMatchObject({
      schedule: { state: 'Active' },
      status: {
        code: 'Quarantine',
        quarantine: {
          reason: 'EncounteredQuarantineException',
          error: {
            code: 'NotificationEmailMissing',
            message: expect.stringContaining('PUT …/synchronization/secrets, key SyncNotificationSettings'),
          },
        },
      },
    });
    await scenes.provision(person('1'));
    await bench.supervise(2);
    expect(await scenes.log()).toEqual([]);
  });

  test('starting it again without one changes nothing', async () => {
    const before = await quarantine();
    bench.clock.advance(HOUR);
    await start();
    expect(await quarantine()).toEqual(before);
  });

  test('time alone does not lift it, whether or not the target answers', async () => {
    await scenes.pass(6 * HOUR);
    expect(await quarantine()).toMatchObject({ seriesCount: 1 });
  });

  test('the address saved and provisioning restarted, it runs', async () => {
    expect((await saveNotification({ Enabled: true, Recipients: 'admin@adatum.example' })).status).toBe(204);
    expect(await quarantine()).not.toBeNull();
    await restart('QuarantineState');
    expect(await quarantine()).toBeNull();
    await scenes.provision(person('1'));
    expect(await scenes.log()).toEqual(['1 create success']);
  });

  test('the address saved, the next look lifts it', async () => {
    await saveNotification({ Enabled: true, Recipients: 'admin@adatum.example' });
    await scenes.pass(6 * HOUR);
    expect(await quarantine()).toBeNull();
  });

  test.each([
    { name: 'restarted without an address', settings: { Enabled: true, Recipients: '' } },
    { name: 'restarted with the box not ticked', settings: { Enabled: false, Recipients: 'admin@adatum.example' } },
  ])('$name it is quarantined again', async ({ settings }) => {
    await saveNotification(settings);
    await restart();
    expect(await quarantine()).toMatchObject({ error: { code: 'NotificationEmailMissing' } });
  });

  test('unless REQUIRE_NOTIFICATION_EMAIL is off', async () => {
    await open({ REQUIRE_NOTIFICATION_EMAIL: 'false' });
    await withoutAddress();
    await scenes.changeJob({ state: 'Disabled', started: false });
    await start();
    expect(await scenes.job()).toMatchObject({ state: 'Active', quarantine: null });
  });
});
