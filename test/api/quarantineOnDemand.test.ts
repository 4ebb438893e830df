import { ProvisioningError } from '../../shared/errors';
import { quarantineAtOnce } from '../../shared/pipeline/quarantine/quarantineJob';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../support/functionHost';
import { type MailFolder, temporaryMailFolder } from '../support/mailFolder';
import { DAY, HOUR, type Scenes, scenesOf } from '../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../support/workbench';

let mail: MailFolder;
let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;

async function open(environment: Record<string, string> = {}): Promise<void> {
  bench = await createWorkbench({ MAIL_FOLDER: mail.path, ...environment });
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'jobStates']);
}

beforeEach(async () => {
  mail = temporaryMailFolder();
  await open();
});
afterEach(() => mail.remove());

const quarantine = (body?: unknown) => host.call(`POST ${MUSTER_JOB}/quarantine`, body === undefined ? {} : { body });
const status = async () => (await host.call(`GET ${JOB}`)).body.status as Record<string, unknown>;
const restart = (resetScope: string) => host.call(`POST ${JOB}/restart`, { body: { criteria: { resetScope } } });
const REFUSED = new ProvisioningError('InvalidCredentials', 'The target rejected the saved credentials.');

test('the job stops, says that an operator stopped it, and what is uploaded waits', async () => {
  expect((await quarantine({ message: 'The HR export of tonight is broken.' })).status).toBe(204);
  expect(await status()).toMatchObject({
    code: 'Quarantine',
    quarantine: {
      reason: 'QuarantinedOnDemand',
      seriesBegan: '2026-01-15T09:30:00.000Z',
      error: { code: 'QuarantinedOnDemand', message: 'The HR export of tonight is broken.', tenantActionable: true },
    },
  });
  await scenes.provision(person('1'));
  await bench.supervise(2);
  expect(await scenes.log()).toEqual([]);
});

test('the administrator gets mail, and the audit says who did it', async () => {
  await quarantine();
  expect(mail.mails().map(({ subject }) => subject)).toEqual([
    'Provisioning of HR inbound is in quarantine: QuarantinedOnDemand',
  ]);
  expect((await host.call(`GET ${MUSTER_JOB}/audit`)).body.value).toMatchObject([
    {
      activity: 'Quarantine',
      initiatedBy: { app: { objectId: 'object-1' } },
      detail: 'An operator put the job into quarantine.',
      modifiedProperties: [
        { displayName: 'status.quarantine.reason', oldValue: null, newValue: 'QuarantinedOnDemand' },
      ],
    },
  ]);
});

test.each([
  { name: 'no body', body: undefined },
  { name: 'the reason as the service spells it', body: { reason: 'QuarantinedOnDemand' } },
  { name: 'the reason as seed 002 spells it', body: { reason: 'QuarantineOnDemand' } },
])('with $name the reason is QuarantinedOnDemand', async ({ body }) => {
  expect((await quarantine(body)).status).toBe(204);
  expect((await scenes.job()).quarantine?.reason).toBe('QuarantinedOnDemand');
});

test.each([
  { name: 'another reason', body: { reason: 'TooManyDeletes' }, told: 'reason must be one of QuarantinedOnDemand' },
  { name: 'a message that is a list', body: { message: ['x'] }, told: 'message must be a string' },
  { name: 'a message too long', body: { message: 'x'.repeat(1_001) }, told: 'must not be longer than 1000' },
])('$name is 400, and the job goes on', async ({ body, told }) => {
  const { status: answered, error } = await quarantine(body);
  expect(answered).toBe(400);
  expect(error.message).toContain(told);
  expect((await scenes.job()).quarantine).toBeNull();
});

describe('it stands until an operator ends it', () => {
  beforeEach(async () => {
    await quarantine();
  });

  test('looks keep it, and after four weeks the job is disabled', async () => {
    await scenes.pass(6 * HOUR);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'QuarantinedOnDemand', seriesCount: 1 });
    await scenes.pass(28 * DAY);
    expect((await scenes.job()).state).toBe('Disabled');
  });

  test('a worker that is refused meanwhile does not put a quarantine in its place that would end by itself', async () => {
    await quarantineAtOnce(JOB_ID, REFUSED, bench.services.house);
    expect((await scenes.job()).quarantine?.reason).toBe('QuarantinedOnDemand');
    expect(mail.mails()).toHaveLength(1);
  });

  test.each([{ resetScope: 'Quarantine' }, { resetScope: 'QuarantineState' }])(
    'a restart with $resetScope ends it, and what waited is processed',
    async ({ resetScope }) => {
      await scenes.provision(person('1'));
      await restart(resetScope);
      await bench.drain();
      expect(await status()).toMatchObject({ quarantine: null });
      expect(await scenes.log()).toEqual(['1 create success']);
    },
  );

  test('a start ends it, too', async () => {
    await host.call(`POST ${JOB}/start`);
    expect(await status()).toMatchObject({ quarantine: null });
  });
});

test('what a probe found out ends the quarantine it was made for, not the one that came meanwhile', async () => {
  await open({ QUARANTINE_LEAST_FAILURES: '1', QUARANTINE_MOST_PERCENT: '0' });
  const create = jest
    .spyOn(bench.services.directory, 'create')
    .mockRejectedValue(new ProvisioningError('InvalidValue', 'No.'));
  await scenes.provision(person('1'));
  await bench.supervise(2);
  expect((await scenes.job()).quarantine?.reason).toBe('EncounteredEscrowProportionThreshold');
  create.mockRestore();
  const { directory } = bench.services;
  const takesIt = directory.create.bind(directory);
  jest.spyOn(directory, 'create').mockImplementationOnce(async (body) => {
    await quarantine(); // while the probe is at work
    return takesIt(body);
  });
  await scenes.pass(6 * HOUR);
  expect(await scenes.log('1')).toContain('1 create success');
  expect((await scenes.job()).quarantine?.reason).toBe('QuarantinedOnDemand');
});

test('deletions that were held back before show again when it is ended', async () => {
  await scenes.provision(person('1'));
  await bench.supervise();
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
  await scenes.provision(person('1', { active: false }));
  await bench.supervise(2);
  expect((await scenes.job()).quarantine?.reason).toBe('TooManyDeletes');
  await quarantine();
  expect((await scenes.job()).quarantine?.reason).toBe('QuarantinedOnDemand');
  await restart('QuarantineState');
  expect((await scenes.job()).quarantine).toMatchObject({
    reason: 'TooManyDeletes',
    error: { message: '1 accounts would be deleted or disabled; they are held back until you allow or reject them.' },
  });
});
