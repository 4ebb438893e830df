import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { type Answer, type FunctionHost, JOB, JOBS, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions']);
});

interface Status {
  readonly code: string;
  readonly quarantine: { readonly reason: string; readonly error: { readonly code: string } } | null;
  readonly progress: readonly object[];
  readonly lastExecution: Readonly<Record<string, unknown>> | null;
  readonly [name: string]: unknown;
}

const statusOf = ({ body }: Answer) => body.status as Status;
const status = async () => statusOf(await host.call(`GET ${JOB}`));
const settings = async () => {
  const { body } = await host.call(`GET ${JOB}`);
  const list = body.synchronizationJobSettings as { name: string; value: string }[];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
};

describe('the list', () => {
  test('holds every job of the service principal, oldest first', async () => {
    bench.clock.advance(1_000);
    const { body: created } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AD' } });
    const { status, body } = await host.call(`GET ${JOBS}`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe(
      `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/jobs`,
    );
    expect((body.value as { id: string }[]).map(({ id }) => id)).toEqual([JOB_ID, created.id]);
  });

  test('is 404 for a service principal that does not exist', async () => {
    expect((await host.call('GET /v1.0/servicePrincipals/none/synchronization/jobs')).status).toBe(404);
  });
});

describe('creating', () => {
  test('answers 201 with a job that is not configured and does nothing yet', async () => {
    const { status, body } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      '@odata.context': `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/jobs/$entity`,
      templateId: 'API2AAD',
      schedule: { expiration: null, interval: 'P10675199DT2H48M5.4775807S', state: 'Disabled' },
      status: { code: 'NotConfigured', quarantine: null },
      synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }],
    });
    expect(body.id).toMatch(/^API2AAD\.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test.each([
    {
      name: 'an unknown template',
      body: { templateId: 'Slack' },
      told: 'templateId must be one of API2AAD, API2AD, API2SCIM',
    },
    { name: 'no template', body: {}, told: 'templateId must be a non-empty string.' },
    { name: 'no object', body: [], told: 'The body must be a JSON object.' },
    { name: 'no JSON', body: '{', told: 'The body must be JSON' },
  ])('with $name is 400', async ({ body, told }) => {
    const { status, error } = await host.call(`POST ${JOBS}`, { body });
    expect([status, error.code]).toEqual([400, 'BadRequest']);
    expect(error.message).toContain(told);
  });
});

describe('changing', () => {
  test('merges settings by name, and keeps those that mean nothing to Muster', async () => {
    const body = {
      synchronizationJobSettings: [
        { name: 'AzureIngestionAttributeOptimization', value: 'False' },
        { name: 'skipoutofscopedeletions', value: 'True' },
      ],
    };
    const answer = await host.call(`PATCH ${JOB}`, { body });
    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect(await settings()).toEqual({
      QuarantineTooManyDeletesThreshold: '500',
      AzureIngestionAttributeOptimization: 'False',
      SkipOutOfScopeDeletions: 'True',
    });
  });

  test('takes a setting away that is null', async () => {
    const body = { synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: null }] };
    await host.call(`PATCH ${JOB}`, { body });
    expect(await settings()).toEqual({});
  });

  test('takes the threshold as seed 002 spells it, and the guard goes by it at once', async () => {
    await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 1 } } });
    expect(await settings()).toEqual({ QuarantineTooManyDeletesThreshold: '1' });
    await scenes.provision(person('1'), person('2'));
    await scenes.provision(person('1', { active: false }), person('2', { active: false }));
    await bench.supervise(2);
    expect((await status()).quarantine?.reason).toBe('TooManyDeletes');
  });

  test('takes an interval, which is how long a cycle takes uploads', async () => {
    await host.call(`PATCH ${JOB}`, { body: { schedule: { interval: 'PT1M' } } });
    expect((await host.call(`GET ${JOB}`)).body.schedule).toMatchObject({ interval: 'PT1M' });
    await bench.upload([person('1')]);
    bench.clock.advance(61_000);
    await superviseJobs(bench.services.house);
    const state = (await bench.services.house.intake.read(JOB_ID))?.state;
    expect({ open: state?.cycle, full: state?.full.length }).toEqual({ open: null, full: 1 });
  });

  test('passes over what is read only, also when the whole resource comes back', async () => {
    const { body } = await host.call(`GET ${JOB}`);
    expect((await host.call(`PATCH ${JOB}`, { body })).status).toBe(204);
    expect((await host.call(`GET ${JOB}`)).body).toEqual(body);
  });

  test.each(['0', ''])('switches the share of deletions off with %p', async (value) => {
    const synchronizationJobSettings = [{ name: 'QuarantineTooManyDeletesPercent', value }];
    expect((await host.call(`PATCH ${JOB}`, { body: { synchronizationJobSettings } })).status).toBe(204);
    expect((await host.call(`GET ${JOB}`)).body.synchronizationJobSettings).toContainEqual({
      name: 'QuarantineTooManyDeletesPercent',
      value,
    });
  });

  test.each([
    {
      name: 'a threshold that is no number',
      body: { schedule: { accidentalDeletionThreshold: 'many' } },
      target: 'schedule.accidentalDeletionThreshold',
      told: 'must be a whole number from 0, got "many".',
    },
    {
      name: 'a negative threshold',
      body: { synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '-1' }] },
      target: 'synchronizationJobSettings[0].value',
      told: 'must be a whole number from 0 for QuarantineTooManyDeletesThreshold, got "-1".',
    },
    {
      name: 'a share above a hundred',
      body: { synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesPercent', value: '101' }] },
      target: 'synchronizationJobSettings[0].value',
      told: 'must be a number from 0 to 100 or empty for QuarantineTooManyDeletesPercent, got "101".',
    },
    {
      name: 'neither yes nor no',
      body: { synchronizationJobSettings: [{ name: 'SkipOutOfScopeDeletions', value: 'maybe' }] },
      target: 'synchronizationJobSettings[0].value',
      told: 'must be True or False for SkipOutOfScopeDeletions, got "maybe".',
    },
    ...['yes', ''].map((value) => ({
      name: `what is omitted read as ${JSON.stringify(value)}`,
      body: { synchronizationJobSettings: [{ name: 'omittedattributes', value }] },
      target: 'synchronizationJobSettings[0].value',
      told: `must be keep or forget for OmittedAttributes, got "${value}".`,
    })),
    ...['-1', '1.5', '36501', 'soon'].map((value) => ({
      name: `people forgotten after ${value} days`,
      body: { synchronizationJobSettings: [{ name: 'ForgetPeopleAfterDays', value }] },
      target: 'synchronizationJobSettings[0].value',
      told: `must be a whole number of days up to 36500, 0 or empty for never for ForgetPeopleAfterDays, got "${value}".`,
    })),
    {
      name: 'a setting without a name',
      body: { synchronizationJobSettings: [{ value: '1' }] },
      target: 'synchronizationJobSettings[0].name',
      told: 'must be a non-empty string.',
    },
    {
      name: 'an interval that is none',
      body: { schedule: { interval: 'soon' } },
      target: 'schedule.interval',
      told: 'must be a duration from PT1M to P1D such as PT40M, got "soon".',
    },
    {
      name: 'an interval of a week',
      body: { schedule: { interval: 'P7D' } },
      target: 'schedule.interval',
      told: 'must be a duration from PT1M to P1D such as PT40M, got "P7D".',
    },
    {
      name: 'another state, which is not changed like this',
      body: { schedule: { state: 'Disabled' } },
      target: 'schedule.state',
      told: 'must be left as it is (Active): POST to start or pause instead.',
    },
  ])('$name is 400, with the place, and nothing is saved', async ({ body, target, told }) => {
    const before = await scenes.job();
    const { status, error } = await host.call(`PATCH ${JOB}`, { body });
    expect(status).toBe(400);
    expect(error.details).toEqual([expect.objectContaining({ target, message: `${target} ${told}` })]);
    expect(await scenes.job()).toEqual(before);
  });
});

describe('deleting', () => {
  test('answers 204; the job is gone and the accounts stay', async () => {
    await scenes.provision(person('1'));
    expect((await host.call(`DELETE ${JOB}`)).status).toBe(204);
    expect((await host.call(`GET ${JOB}`)).status).toBe(404);
    expect((await host.call(`GET ${JOBS}`)).body.value).toEqual([]);
    expect(await scenes.enabled('1')).toBe(true);
    await bench.supervise();
  });
});

describe('the status', () => {
  test('is NotConfigured until the job is started, NotRun until a cycle is done, then Active', async () => {
    const { body: created } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    const path = `${JOBS}/${created.id}`;
    const code = async () => statusOf(await host.call(`GET ${path}`)).code;
    expect(await code()).toBe('NotConfigured');
    await host.call(`POST ${path}/start`);
    expect(await code()).toBe('NotRun');
    await host.call(`POST ${path}/pause`);
    expect(await code()).toBe('Paused');

    expect((await status()).code).toBe('NotRun');
    await scenes.provision(person('1'));
    await bench.supervise();
    expect((await status()).code).toBe('Active');
  });

  test('tells how far a cycle is, and what it came to', async () => {
    await bench.upload([person('1'), person('2')]);
    await bench.upload([person('3', { userName: 'three@elsewhere.example' })]);
    await superviseJobs(bench.services.house);
    expect((await status()).progress).toMatchObject([{ completedUnits: 0, totalUnits: 3, units: 'operations' }]);
    await bench.drain();
    await bench.supervise();
    expect(await status()).toMatchObject({
      progress: [],
      lastExecution: { countImported: 3, countExported: 2, countEscrowed: 1, state: 'EntryLevelErrors', error: null },
      lastSuccessfulExecution: null,
      synchronizedEntryCountByType: [{ key: 'User', value: 2 }],
      countSuccessiveCompleteFailures: 0,
    });
  });

  test('of a cycle in which everybody failed names the error, and counts such cycles', async () => {
    for (const externalId of ['1', '2']) {
      await scenes.provision(person(externalId, { userName: `user${externalId}@elsewhere.example` }));
      await bench.supervise();
    }
    const { lastExecution, countSuccessiveCompleteFailures } = await status();
    expect(lastExecution).toMatchObject({
      state: 'Failed',
      error: { code: 'InvalidDomain', message: expect.stringContaining('domain'), tenantActionable: true },
    });
    expect(countSuccessiveCompleteFailures).toBe(2);
  });

  test('of a quarantined job tells why, since when, how often and when it is looked at again', async () => {
    const began = bench.clock.now();
    await scenes.changeJob({
      quarantine: {
        reason: 'EncounteredQuarantineException',
        error: { code: 'InvalidCredentials', message: 'No.', tenantActionable: true },
        seriesBegan: began,
        currentBegan: began + 6 * HOUR,
        seriesCount: 1,
        nextAttempt: began + 12 * HOUR,
      },
    });
    expect(await status()).toMatchObject({
      code: 'Quarantine',
      quarantine: {
        reason: 'EncounteredQuarantineException',
        error: { code: 'InvalidCredentials', message: 'No.', tenantActionable: true },
        seriesBegan: '2026-01-15T09:30:00.000Z',
        currentBegan: '2026-01-15T15:30:00.000Z',
        seriesCount: 1,
        nextAttempt: '2026-01-15T21:30:00.000Z',
      },
    });
    await scenes.changeJob({ state: 'Disabled' });
    expect((await status()).code).toBe('Paused');
  });
});

test('the paths take beta as well as v1.0', async () => {
  const { status, body } = await host.call(`GET ${SYNCHRONIZATION.replace('v1.0', 'beta')}/jobs`);
  expect(status).toBe(200);
  expect(body['@odata.context']).toContain('/beta/$metadata#');
});
