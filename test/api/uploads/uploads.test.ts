/** The receipt of an upload: every state that an operation can be in, with its reason (design, section 8.3 and 8.4). */
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { ProvisioningError } from '../../../shared/errors';
import type { JsonObject } from '../../../shared/scim/json';
import { type FunctionHost, JOB, openFunctions } from '../../support/functionHost';
import { DAY, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'uploads']);
});

interface Receipt {
  readonly status: string;
  readonly waitingReason: string | null;
  readonly totalOperations: number;
  readonly answeredOperations: number;
  readonly operations: readonly {
    readonly externalId: string | null;
    readonly status: string;
    readonly reason?: string | null;
  }[];
}

/** @returns a way to ask for the receipt */
async function upload(...people: JsonObject[]): Promise<() => Promise<Receipt>> {
  const { first } = (await bench.upload(people)).upload;
  const ask = { roles: ['SynchronizationData-User.Upload'] };
  return async () => (await host.call(`GET /muster/uploads/${JOB_ID}~${first}`, ask)).body as unknown as Receipt;
}

const changeObjectMappings = (change: object) =>
  scenes.changeSchema((schema: SynchronizationSchema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({ ...mapping, ...change })),
    })),
  }));

test('of an upload that was processed tells what became of each operation', async () => {
  const receipt = await upload(
    person('1'),
    person('2', { userName: 'two@elsewhere.example' }),
    person('', { externalId: null }),
  );
  await bench.drain();
  expect(await receipt()).toMatchObject({
    status: 'completed',
    waitingReason: null,
    totalOperations: 3,
    answeredOperations: 3,
    operations: [
      { externalId: '1', status: 'success', action: 'create', reason: null },
      { externalId: '2', status: 'failure', errorCode: 'InvalidDomain', reason: expect.stringContaining('domain') },
      {
        externalId: null,
        status: 'skipped',
        errorCode: 'ImportSkipped',
        reason: expect.stringContaining('externalId'),
      },
    ],
  });
});

describe('of an operation that failed tells how it ended', () => {
  const AWAY = new ProvisioningError('EndpointUnavailable', 'The directory cannot be reached.');
  /** The directory is away until the returned function is called. */
  function pullThePlug(): () => void {
    const { directory } = bench.services;
    const spies = [jest.spyOn(directory, 'find'), jest.spyOn(directory, 'create'), jest.spyOn(directory, 'read')];
    for (const spy of spies) spy.mockRejectedValue(AWAY);
    return () => spies.forEach((spy) => void spy.mockRestore());
  }
  const failure = { status: 'failure', action: 'other', errorCode: 'EndpointUnavailable' };
  const success = { status: 'success', action: 'create', errorCode: null, reason: null };
  const only = async (receipt: () => Promise<Receipt>) => (await receipt()).operations[0];

  test('that it is tried again, and when', async () => {
    pullThePlug();
    const receipt = await upload(person('1'));
    await bench.drain();
    expect(await only(receipt)).toMatchObject({
      ...failure,
      nextAttemptDateTime: '2026-01-15T09:31:00.000Z',
      settledBy: null,
      firstOutcome: null,
    });
    expect(await receipt()).toMatchObject({ status: 'completed', retriedOperations: 1, waitingReason: null });
    await bench.supervise();
    expect((await receipt()).waitingReason).toBe(
      'The target is away since 2026-01-15T09:30:00.000Z: The directory cannot be reached. Who failed is tried again as soon as it answers.',
    );
  });

  test('that a retry failed, too', async () => {
    pullThePlug();
    const receipt = await upload(person('1'));
    await bench.drain();
    await scenes.pass(MINUTE);
    const [second, first] = (await bench.log('1')).map(({ id }) => id);
    expect(await only(receipt)).toMatchObject({ ...failure, logEntryId: second, firstOutcome: { logEntryId: first } });
    expect(await only(receipt)).toMatchObject({ nextAttemptDateTime: expect.any(String), settledBy: null });
  });

  test('that a retry carried it out, with both entries', async () => {
    const plugIn = pullThePlug();
    const receipt = await upload(person('1'));
    await bench.drain();
    plugIn();
    await scenes.pass(MINUTE);
    await scenes.pass(MINUTE);
    await scenes.provision(person('1', { title: 'Later' })); // what comes afterwards is another operation's
    const [, second, first] = (await bench.log('1')).map(({ id }) => id);
    expect(await only(receipt)).toEqual({
      bulkId: 'bulk-1',
      externalId: '1',
      ...success,
      targetId: expect.any(String),
      logEntryId: second,
      activityDateTime: expect.any(String),
      nextAttemptDateTime: null,
      settledBy: 'retry',
      warnings: [],
      firstOutcome: { ...failure, reason: expect.any(String), logEntryId: first, activityDateTime: expect.any(String) },
    });
    expect(await receipt()).toMatchObject({ retriedOperations: 0, waitingReason: null });
  });

  test('that a newer operation carried it out', async () => {
    const plugIn = pullThePlug();
    const receipt = await upload(person('1'));
    await bench.drain();
    plugIn();
    await scenes.provision(person('1', { title: 'Newer' }));
    expect(await only(receipt)).toMatchObject({ ...success, settledBy: 'newerOperation', firstOutcome: failure });
  });

  test('of the same upload, too', async () => {
    jest.spyOn(bench.services.directory, 'find').mockRejectedValueOnce(AWAY);
    const receipt = await upload(person('1'), person('1', { title: 'Newer' }));
    await bench.drain();
    const [first, second] = (await receipt()).operations;
    expect(first).toMatchObject({ ...success, settledBy: 'newerOperation', firstOutcome: { status: 'failure' } });
    expect(second).toMatchObject({ ...success, settledBy: null, firstOutcome: null });
  });

  test('what failed anew afterwards is told of the one that failed', async () => {
    const plugIn = pullThePlug();
    const first = await upload(person('1'));
    await bench.drain();
    plugIn();
    await scenes.provision(person('1'));
    bench.clock.advance(MINUTE);
    pullThePlug();
    const last = await upload(person('1', { title: 'Newer' }));
    await bench.drain();
    expect(await only(first)).toMatchObject({ ...success, nextAttemptDateTime: null });
    expect(await only(last)).toMatchObject({ ...failure, nextAttemptDateTime: expect.any(String) });
  });

  test('that it was given up', async () => {
    const receipt = await upload(person('1', { userName: 'one@elsewhere.example' }));
    await bench.drain();
    for (let day = 0; day < 29; day += 1) await scenes.pass(DAY);
    const given = await only(receipt);
    expect(given).toMatchObject({ status: 'failure', nextAttemptDateTime: null, firstOutcome: { status: 'failure' } });
    expect(given?.reason).toContain('retried no more');
  });

  test('that a restart forgot it', async () => {
    const receipt = await upload(person('1', { userName: 'one@elsewhere.example' }));
    await bench.drain();
    await bench.supervise(2); // the cycle is over, and so the restart need not wait
    await scenes.restart('Escrows');
    bench.clock.advance(10_000); // by then every instance knows
    expect(await only(receipt)).toMatchObject({ status: 'failure', nextAttemptDateTime: null, firstOutcome: null });
  });
});

describe('of an upload that waits says what for', () => {
  test('its turn', async () => {
    const receipt = await upload(person('1'));
    expect(await receipt()).toMatchObject({
      status: 'waiting',
      waitingReason: expect.stringContaining('queued'),
      operations: [{ externalId: '1', status: 'waiting', reason: null }],
    });
  });

  test.each([
    {
      name: 'its first start',
      job: { state: 'Disabled' as const, started: false },
      reason: 'The job was never started; start it and the upload is processed.',
    },
    {
      name: 'a start after a pause',
      job: { state: 'Paused' as const },
      reason: 'The job is paused; start it and the upload is processed.',
    },
  ])('$name', async ({ job, reason }) => {
    await scenes.changeJob(job);
    const receipt = await upload(person('1'));
    await bench.drain();
    expect(await receipt()).toMatchObject({ status: 'waiting', waitingReason: reason });
    await host.call(`POST ${JOB}/start`);
    await bench.drain();
    expect(await receipt()).toMatchObject({ status: 'completed', operations: [{ status: 'success' }] });
  });

  test('the end of a quarantine', async () => {
    const now = bench.clock.now();
    const quarantine = {
      reason: 'EncounteredQuarantineException' as const,
      error: null,
      seriesBegan: now,
      currentBegan: now,
    };
    await scenes.changeJob({ quarantine: { ...quarantine, seriesCount: 0, nextAttempt: now + 21_600_000 } });
    const receipt = await upload(person('1'));
    await bench.drain();
    expect((await receipt()).waitingReason).toBe(
      'The job is in quarantine (EncounteredQuarantineException); it is tried again at 2026-01-15T15:30:00.000Z, or when you fix the cause and restart provisioning.',
    );
  });

  test('the deletion guard, and whose deletion it is', async () => {
    await scenes.provision(person('1'), person('2'));
    const receipt = await upload(person('1', { active: false }), person('2', { title: 'Lead' }));
    await bench.drain();
    expect(await receipt()).toMatchObject({
      status: 'waiting',
      answeredOperations: 1,
      operations: [
        { externalId: '1', status: 'waiting', reason: expect.stringContaining('The deletion guard holds it') },
        { externalId: '2', status: 'success' },
      ],
    });
    await bench.supervise(6);
    expect(await receipt()).toMatchObject({
      status: 'completed',
      operations: [{ status: 'success', action: 'disable' }, {}],
    });
  });
});

describe('of an operation that was skipped says why', () => {
  test('nothing is to be changed', async () => {
    await scenes.provision(person('1'));
    const receipt = await upload(person('1'));
    await bench.drain();
    expect((await receipt()).operations).toMatchObject([{ status: 'skipped', errorCode: 'RedundantExport' }]);
  });

  test('the person is out of scope', async () => {
    const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Clerk'] } }];
    await changeObjectMappings({ scope: { groups: [{ name: 'Clerks', clauses }] } });
    const receipt = await upload(person('1', { title: 'Guest' }));
    await bench.drain();
    expect((await receipt()).operations).toMatchObject([
      {
        status: 'skipped',
        errorCode: 'EntrySynchronizationSkipped',
        reason: expect.stringContaining('No filter group holds'),
      },
    ]);
  });

  test('the action is switched off', async () => {
    await changeObjectMappings({ flowTypes: 'Update' });
    const receipt = await upload(person('1'));
    await bench.drain();
    expect((await receipt()).operations).toMatchObject([
      { status: 'skipped', reason: expect.stringMatching(/Add|creat/i) },
    ]);
  });

  test('a newer one was processed first', async () => {
    const old = await upload(person('1', { title: 'Old' }));
    const queue = bench.storage.queue('operations');
    const [late] = await queue.receive(1, 3_600);
    const newer = await upload(person('1', { title: 'New' }));
    await bench.drain();
    if (late !== undefined) await queue.extend(late, 0);
    await bench.drain();
    expect((await newer()).operations).toMatchObject([{ status: 'success', action: 'create' }]);
    expect((await old()).operations).toMatchObject([
      { status: 'skipped', reason: expect.stringContaining('Newer operations for this person') },
    ]);
  });

  test('a restart has purged it', async () => {
    await host.call(`POST ${JOB}/pause`);
    const receipt = await upload(person('1'));
    await bench.drain();
    await host.call(`POST ${JOB}/restart`);
    await bench.supervise(2);
    expect((await receipt()).operations).toMatchObject([
      {
        status: 'skipped',
        reason: expect.stringContaining('Provisioning was restarted while this operation was waiting'),
      },
    ]);
  });

  test('the guard tripped', async () => {
    await scenes.provision(person('1'));
    await bench.supervise();
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
    const receipt = await upload(person('1', { active: false }));
    await bench.drain();
    await bench.supervise(2);
    expect((await receipt()).operations).toMatchObject([
      {
        status: 'skipped',
        action: 'stagedDelete',
        errorCode: 'TooManyDeletes',
        reason: expect.stringContaining('ForceDeletes'),
      },
    ]);
  });
});

test.each(['none~1', `${JOB_ID}~7`, JOB_ID, '~'])('of %s is 404', async (id) => {
  const { status } = await host.call(`GET /muster/uploads/${id}`, { roles: ['SynchronizationData-User.Upload'] });
  expect(status).toBe(404);
});

test('of somebody who comes back in scope while the account lies in the recycle bin says that it was restored', async () => {
  const { directory } = bench.services;
  await bench.upload([person('1')]);
  await bench.drain();
  const anchor = (await scenes.person('1')).link?.targetAnchor ?? '';
  await directory.delete(anchor);
  const receipt = await upload(person('1', { title: 'Back again' }));
  await bench.drain();
  expect((await receipt()).operations).toMatchObject([{ externalId: '1', status: 'success', action: 'restored' }]);
  const entry = (await bench.log('1'))[0]?.entry;
  expect(entry).toMatchObject({
    action: 'update',
    modified: expect.arrayContaining([{ name: 'IsSoftDeleted', oldValue: 'True', newValue: 'False' }]),
  });
  expect(entry?.steps.map(({ activity }) => activity)).toEqual(
    expect.arrayContaining(['EntryExportRestore', 'EntryExportUpdate']),
  );
  expect((await directory.read(anchor))?.properties.jobTitle).toBe('Back again');
});

describe('many at once', () => {
  const ask = (body: object, appId?: string) =>
    host.call('POST /muster/uploads/query', {
      body,
      roles: ['SynchronizationData-User.Upload.OwnedBy'],
      ...(appId !== undefined && { appId }),
    });
  const idOf = (first: number) => `${JOB_ID}~${first}`;

  beforeEach(async () => {
    await scenes.provision(person('1'), person('2', { userName: 'two@elsewhere.example' }));
    await bench.upload([person('3')]);
  });

  test('are told in the order they were asked for, each with how its operations ended', async () => {
    const { status, body } = await ask({ ids: [idOf(3), idOf(99), idOf(1), 'nonsense', idOf(3)] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      value: [
        {
          id: idOf(3),
          outcomes: { success: 0, failure: 0, skipped: 0, warning: 0, held: 0, waiting: 1 },
          operations: [],
        },
        {
          id: idOf(1),
          outcomes: { success: 1, failure: 1, skipped: 0, warning: 0, held: 0, waiting: 0 },
          operations: [],
        },
      ],
      missing: [idOf(99), 'nonsense'],
    });
  });

  test.each([
    { operations: 'all', told: [['1', '2'], ['3']] },
    { operations: 'failed', told: [['2'], []] },
    { operations: 'open', told: [['2'], ['3']] }, // what failed is tried again
    { operations: 'none', told: [[], []] },
  ])('with $operations of their operations', async ({ operations, told }) => {
    const { body } = await ask({ ids: [idOf(1), idOf(3)], operations });
    const receipts = body.value as unknown as readonly Receipt[];
    expect(receipts.map((one) => one.operations.map(({ externalId }) => externalId))).toEqual(told);
  });

  test('are missing for who does not own the job', async () => {
    expect((await ask({ ids: [idOf(1)] }, 'somebody-else')).body).toEqual({ value: [], missing: [idOf(1)] });
  });

  test.each([
    { ids: [] },
    { ids: Array.from({ length: 101 }, (_, first) => idOf(first)) },
    { ids: [idOf(1)], operations: 'some' },
  ])('%# is refused', async (body) => {
    expect((await ask(body)).status).toBe(400);
  });

  test('and one alone is told without its operations when a summary is wanted', async () => {
    const roles = ['SynchronizationData-User.Upload'];
    const { body } = await host.call(`GET /muster/uploads/${idOf(1)}?summary=true`, { roles });
    expect(body).toMatchObject({ totalOperations: 2, outcomes: { success: 1, failure: 1 }, operations: [] });
    expect((await host.call(`GET /muster/uploads/${idOf(1)}?summary=1`, { roles })).status).toBe(400);
  });
});
