import {
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  OWNER,
  openFunctions,
  SYNCHRONIZATION,
} from '../../support/functionHost';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'jobStates', 'schema', 'secrets']);
});

const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });
const list = async (name: string) =>
  (await host.call(`GET ${MUSTER_JOB}/${name}`)).body.value as Record<string, unknown>[];

describe('the audit', () => {
  const deeds = async () =>
    (await list('audit')).map(({ activity, initiatedBy, detail, modifiedProperties }) => ({
      activity,
      initiatedBy,
      detail,
      modifiedProperties,
    }));
  const APP = { app: { appId: '1f6a7c0e-5d2b-4a8f-9c3e-7b0d1e2f3a44', objectId: 'object-1' } };

  test('tells who did what, what that changed, and when, newest first', async () => {
    await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 9 } } });
    bench.clock.advance(1_000);
    await host.call(`POST ${JOB}/pause`);
    const records = await list('audit');
    expect(records).toEqual([
      {
        id: expect.any(String),
        activityDateTime: '2026-01-15T09:30:01.000Z',
        activity: 'PauseJob',
        initiatedBy: APP,
        detail: null,
        modifiedProperties: [{ displayName: 'schedule.state', oldValue: 'Active', newValue: 'Paused' }],
      },
      {
        id: expect.any(String),
        activityDateTime: '2026-01-15T09:30:00.000Z',
        activity: 'UpdateJob',
        initiatedBy: APP,
        detail: null,
        modifiedProperties: [
          {
            displayName: 'synchronizationJobSettings.QuarantineTooManyDeletesThreshold',
            oldValue: '500',
            newValue: '9',
          },
        ],
      },
    ]);
  });

  test('has start and restart', async () => {
    await host.call(`POST ${JOB}/pause`);
    await host.call(`POST ${JOB}/start`);
    await host.call(`POST ${JOB}/restart`, { body: { criteria: { resetScope: 'Escrows' } } });
    const [restarted, started] = await deeds();
    expect(restarted).toMatchObject({
      activity: 'RestartJob',
      detail: 'Reset: Escrows.',
      modifiedProperties: [{ displayName: 'forgotten.escrows', oldValue: 0, newValue: 1 }],
    });
    expect(started).toMatchObject({
      activity: 'StartJob',
      modifiedProperties: [{ displayName: 'schedule.state', oldValue: 'Paused', newValue: 'Active' }],
    });
  });

  test('has the schema, place by place', async () => {
    const { body: schema } = await host.call(`GET ${JOB}/schema`);
    const changed = JSON.parse(JSON.stringify(schema).replace('[displayName]', '[nickName]')) as object;
    await host.call(`PUT ${JOB}/schema`, { body: changed });
    await host.call(`DELETE ${JOB}/schema`);
    const [reset, saved] = await deeds();
    expect(saved).toMatchObject({ activity: 'SaveSchema', detail: 'Version v1.1.' });
    expect(saved?.modifiedProperties).toContainEqual({
      displayName: expect.stringMatching(
        /^synchronizationRules\[USER_INBOUND_USER\]\.objectMappings\[Provision API Users\]\.attributeMappings\[\w+\]\.source\.expression$/,
      ),
      oldValue: expect.stringContaining('[displayName]'),
      newValue: expect.stringContaining('[nickName]'),
    });
    expect(reset).toMatchObject({ activity: 'ResetSchema', detail: 'Version v1.2.' });
  });

  test('has secrets, and not what they are', async () => {
    await host.call(`PUT ${SYNCHRONIZATION}/secrets`, {
      body: {
        value: [
          { key: 'UserName', value: 'hr' },
          { key: 'Password', value: 'hunter2' },
        ],
      },
    });
    const [saved] = await deeds();
    expect(saved).toMatchObject({
      activity: 'SaveSecrets',
      modifiedProperties: [
        { displayName: 'secrets.UserName', oldValue: null, newValue: 'hr' },
        { displayName: 'secrets.Password', oldValue: null, newValue: expect.stringMatching(/^\* .{6}$/) },
      ],
    });
    expect(JSON.stringify(saved)).not.toContain('hunter2');
  });

  test('has retries', async () => {
    await scenes.provision(failing('1'));
    await host.call(`POST ${MUSTER_JOB}/escrows/retry`, { body: { anchors: ['1'] } });
    expect((await deeds())[0]).toMatchObject({ activity: 'RetryEscrows', detail: '1 people who were named.' });
  });

  test('has what Muster does by itself', async () => {
    await scenes.provision(person('1'));
    await bench.supervise();
    await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 0 } } });
    await scenes.provision(person('1', { active: false }));
    await bench.supervise(2);
    expect((await deeds())[0]).toEqual({
      activity: 'Quarantine',
      initiatedBy: { service: 'Muster' },
      detail: '1 accounts would be deleted or disabled in one cycle; the threshold is 0.',
      modifiedProperties: [{ displayName: 'status.quarantine.reason', oldValue: null, newValue: 'TooManyDeletes' }],
    });
    await scenes.pass(29 * 24 * HOUR);
    expect((await deeds())[0]).toMatchObject({ activity: 'DisableJob', initiatedBy: { service: 'Muster' } });
  });

  test('outlives the job, for those who reach every job', async () => {
    const { body } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    await host.call(`DELETE ${JOBS}/${body.id}`);
    const path = `GET /muster/jobs/${body.id}/audit`;
    const records = (await host.call(path)).body.value as { activity: string }[];
    expect(records.map(({ activity }) => activity).sort()).toEqual(['CreateJob', 'DeleteJob']);
    expect((await host.call(path, { roles: OWNER })).status).toBe(404);
  });

  test('of a job that never was is 404', async () => {
    expect((await host.call('GET /muster/jobs/none/audit')).status).toBe(404);
  });

  test('of secrets that were saved before there was a job is filed under the service principal', async () => {
    await host.call(`DELETE ${JOB}`);
    await host.call(`PUT ${SYNCHRONIZATION}/secrets`, { body: { value: [{ key: 'UserName', value: 'hr' }] } });
    const { records } = await bench.services.house.audit.list(PRINCIPAL_ID, 1);
    expect(records[0]?.activity).toBe('SaveSecrets');
  });

  test('comes page by page', async () => {
    for (let round = 0; round < 3; round += 1) {
      await host.call(`POST ${JOB}/pause`);
      await host.call(`POST ${JOB}/start`);
      bench.clock.advance(1_000);
    }
    const first = await host.call(`GET ${MUSTER_JOB}/audit?$top=4`);
    const link = String(first.body['@odata.nextLink']).slice('https://muster.example'.length);
    const second = await host.call(`GET ${link}`);
    const ids = [...(first.body.value as { id: string }[]), ...(second.body.value as { id: string }[])].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(6);
    expect(second.body['@odata.nextLink']).toBeUndefined();
  });
});
