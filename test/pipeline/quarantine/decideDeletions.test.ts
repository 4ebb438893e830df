import { ProvisioningError } from '../../../shared/errors';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { decideDeletions, nameHeld } from '../../../shared/pipeline/quarantine/decideDeletions';
import { startErrandFor } from '../../../shared/pipeline/queue/errands';
import type { Errand } from '../../../shared/pipeline/queue/messages';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'), person('3'));
  await bench.supervise();
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '1' });
});

const leaver = (externalId: string, title?: string) => person(externalId, { active: false, ...(title && { title }) });
/** Of somebody who is known. */
const part = (said: Record<string, string>) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  externalId: '1',
  ...said,
});
const account = async (externalId: string) =>
  (await bench.services.directory.find('employeeId', externalId, 1))[0]?.properties;
const since = async (externalId: string) => (await scenes.person(externalId)).held?.since ?? 0;
const say = async (errand: Errand, anchor: string, heldSince: number) => {
  await startErrandFor(JOB_ID, errand, [{ anchor, since: heldSince }], bench.services.house);
  await bench.drain();
};
const reject = async (anchor: string) => {
  bench.clock.advance(1_000);
  await say('reject', anchor, await since(anchor));
};
const logOf = async (externalId: string) =>
  (await bench.log(externalId)).map(({ entry: { action, attempt, operation } }) =>
    [action, attempt, operation === null ? 'own work' : operation.bulkId].join(' '),
  );

describe('a rejected deletion', () => {
  test('that still settled is answered by its entry, and its cycle ends', async () => {
    await scenes.provision(leaver('1'));
    await reject('1');
    expect(await logOf('1')).toEqual(['disable 1 bulk-1', 'create 1 bulk-1']);
    await bench.supervise(3);
    expect(await scenes.isRunning()).toBe(false);
    expect(await scenes.enabled('1')).toBe(true);
  });

  test('that was staged is told by a second entry, and no operation is answered twice', async () => {
    await scenes.provision(leaver('1'), leaver('2'));
    await bench.supervise();
    await reject('1');
    expect(await logOf('1')).toEqual(['disable 2 bulk-1', 'stagedDelete 1 bulk-1', 'create 1 bulk-1']);
    await reject('2');
    await bench.supervise(3);
    expect(await scenes.isRunning()).toBe(false);
    const status = await bench.services.house.intake.readStatus(JOB_ID);
    expect(status.completed.operations).toBe(5);
  });

  test.each([
    { again: 'an upload', ask: () => scenes.provision(leaver('1', 'Left')) },
    { again: 'a restart', ask: () => scenes.restart('Watermark') },
  ])('is held again when $again asks for it', async ({ ask }) => {
    await scenes.provision(leaver('1'));
    await reject('1');
    await bench.supervise(3);
    await ask();
    await bench.supervise();
    expect(await scenes.listed('held')).toEqual(['1']);
    expect((await scenes.person('1')).rejected).toBeUndefined();
  });

  test.each<Errand>(['release', 'allow', 'converge', 'reject'])('is not brought back by a late %s', async (errand) => {
    await scenes.provision(leaver('1'));
    const held = await since('1');
    await reject('1');
    await say(errand, '1', held);
    await bench.supervise(8);
    expect(await scenes.listed('held')).toEqual([]);
    expect(await scenes.enabled('1')).toBe(true);
    expect(await logOf('1')).toEqual(['disable 1 bulk-1', 'create 1 bulk-1']);
  });

  test('does not take along what waited with it, and a part that says nothing of it does not bring it back', async () => {
    await scenes.provision(leaver('1'), leaver('2'));
    await bench.supervise();
    await scenes.provision(part({ title: 'Waits' }));
    await reject('1');
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Waits' });
    await scenes.provision(part({ title: 'Follows' }));
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Follows' });
    expect(await scenes.listed('held')).toEqual(['2']);
    await say('converge', '1', 0);
    expect(await scenes.listed('held')).toEqual(['2']);
  });

  test('is not brought back by the retry of a part that says nothing of it', async () => {
    await scenes.provision(leaver('1'));
    await reject('1');
    const away = new ProvisioningError('EndpointUnavailable', 'The directory cannot be reached.');
    jest.spyOn(bench.services.directory, 'read').mockRejectedValueOnce(away);
    await scenes.provision(part({ title: 'Follows' }));
    expect(await scenes.listed('escrow')).toEqual(['1']);
    await scenes.pass(MINUTE);
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Follows' });
    await say('converge', '1', 0);
    expect(await scenes.listed('held')).toEqual([]);
  });

  test('is no other than the one that was seen', async () => {
    await scenes.provision(leaver('1'));
    await say('reject', '1', (await since('1')) - 1);
    expect(await scenes.listed('held')).toEqual(['1']);
  });

  test('stays rejected when the message comes to a worker twice', async () => {
    await scenes.provision(leaver('1'));
    const held = await since('1');
    await startErrandFor(JOB_ID, 'reject', [{ anchor: '1', since: held }], bench.services.house);
    await say('reject', '1', held);
    expect(await logOf('1')).toEqual(['disable 1 bulk-1', 'create 1 bulk-1']);
  });
});

test('a rejection that comes when the claim of who was disabling has run out does not have the log say that the account is left', async () => {
  await scenes.provision(leaver('1'));
  const seen = await since('1');
  const { directory } = bench.services;
  const update = directory.update.bind(directory);
  jest.spyOn(directory, 'update').mockImplementationOnce(async (...args) => {
    const rejection = { kind: 'errand' as const, errand: 'reject' as const, anchors: ['1'], since: [seen], work: null };
    const { cycleId } = (await scenes.person('1')).held ?? { cycleId: '' };
    bench.clock.advance(31_000);
    await processMessages(JOB_ID, [{ ...rejection, jobId: JOB_ID, cycleId }], bench.services.house);
    bench.clock.advance(1_000);
    return update(...args);
  });
  await say('allow', '1', seen);
  await bench.drain();
  expect(await scenes.enabled('1')).toBe(false);
  expect((await scenes.person('1')).rejected).toBeUndefined();
  expect(await scenes.log('1')).toEqual(['1 disable success', '1 disable skipped', '1 create success']);
  const [{ entry } = { entry: undefined }] = await bench.log('1');
  expect(entry?.steps.at(-1)?.details.Remark).toBe('RejectedTooLate');
});

test('an allowed disabling that comes together with a look at the account leaves nothing owed', async () => {
  await scenes.provision(leaver('1', 'Left'));
  const { since: seen, cycleId } = (await scenes.person('1')).held ?? { since: 0, cycleId: '' };
  const common = { kind: 'errand' as const, jobId: JOB_ID, cycleId, anchors: ['1'], work: null };
  const messages = [
    { ...common, errand: 'allow' as const, since: [seen] },
    { ...common, errand: 'converge' as const, about: [['title']] },
  ];
  await processMessages(JOB_ID, messages, bench.services.house);
  expect(await scenes.enabled('1')).toBe(false);
  expect((await scenes.person('1')).owed).toEqual([]);
});

test('a disabling that was allowed does not become a deletion by a change of the schema', async () => {
  await scenes.provision(leaver('1'), leaver('2'));
  await bench.supervise();
  const seen = await since('1');
  await scenes.changeSchema((schema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((all) => ({
        ...all,
        flowTypes: 'Add,Update,Delete',
        attributeMappings: all.attributeMappings.filter(
          ({ targetAttributeName }) => targetAttributeName !== 'accountEnabled',
        ),
        scope: {
          groups: [
            {
              name: 'Staff',
              clauses: [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['x'] } }],
            },
          ],
        },
      })),
    })),
  }));
  await say('allow', '1', seen);
  expect(await scenes.enabled('1')).toBe(true);
  expect((await scenes.person('1')).held).toMatchObject({ action: 'delete', staged: false });
  await say('allow', '1', await since('1'));
  expect(await scenes.enabled('1')).toBeUndefined();
});

test('what nobody holds any more is no decision: nothing is sent and nothing recorded', async () => {
  const { revision, total } = await nameHeld(JOB_ID, bench.services.house);
  const by = { by: MUSTER, note: undefined };
  const decided = await decideDeletions(await scenes.job(), 'allow', { revision }, by, bench.services.house);
  expect([total, decided]).toEqual([0, { kind: 'decided', count: 0, gone: [] }]);
  expect((await bench.services.house.audit.list(JOB_ID, 9)).records.map(({ activity }) => activity)).not.toContain(
    'AllowDeletions',
  );
});
