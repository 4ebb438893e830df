/** What becomes of people whose manager the target does not take: they succeed, and the reference has a ladder of its own. */
import { type FailureCode, ProvisioningError } from '../../../../shared/errors';
import { allTotals } from '../../../../shared/store/jobs/jobStatus';
import { createDirectoryTarget } from '../../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../../shared/targets/target';
import { openTestDirectory } from '../../../support/directory';
import { DAY, HOUR, MINUTE, type Scenes, scenesOf } from '../../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const under = (externalId: string, manager: string, title = 'Clerk') =>
  person(externalId, { title, [ENTERPRISE]: { manager: { value: manager } } });

let bench: Workbench;
let scenes: Scenes;
/** What the target says to a reference; `undefined`: nothing, it takes it. */
let refusal: FailureCode | undefined;
let calls: number[];
let managers: Map<string, string | null>;

beforeEach(async () => {
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  refusal = 'NotPermitted';
  calls = [];
  managers = new Map();
  const choosy: Target = {
    ...target,
    async setReference(anchor, attribute, to) {
      calls.push(bench.clock.now());
      if (refusal !== undefined) throw new ProvisioningError(refusal, 'The service account may not write managers.');
      managers.set(anchor, to);
      return target.setReference(anchor, attribute, to);
    },
  };
  bench = await createWorkbench({}, { target: choosy });
  scenes = scenesOf(bench);
});

const step = async (externalId: string) => {
  const [newest] = await bench.log(externalId);
  return newest?.entry.steps.find(({ type }) => type === 'referenceResolution');
};
const waitingOf = async (externalId: string) => (await scenes.person(externalId)).waiting;
const status = () => bench.services.house.intake.readStatus(JOB_ID);

/** One an hour, for so long, with the timer awake. */
async function hours(count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) await scenes.pass(HOUR);
}

test.each<FailureCode>([
  'SystemForCrossDomainIdentityManagementBadResponse',
  'NotPermitted',
  'MethodNotAllowed',
  'NotImplemented',
  'HybridSynchronizationActiveDirectoryInsufficientAccessRights',
  'InvalidAnchor',
  'ReferenceNotFound',
])('a target that answers %s makes the person succeed, with a warning in its words', async (code) => {
  refusal = code;
  await scenes.provision(person('boss'), under('report', 'boss'));
  expect(await scenes.log('report')).toEqual(['report create success']);
  expect(await step('report')).toMatchObject({
    status: 'warning',
    description: expect.stringContaining('The service account may not write managers. It is tried again at '),
    details: { manager: 'boss', ErrorCode: code },
  });
  expect(await waitingOf('report')).toMatchObject([
    { attribute: 'manager', anchor: 'boss', refused: { code, attempts: 1 } },
  ]);
  expect([await scenes.listed('escrow'), await scenes.listed('waiting')]).toEqual([[], ['report']]);
});

test('it is counted with the references that wait, and with no failure', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  await bench.supervise(2);
  expect(allTotals(await status())).toMatchObject({ escrowed: 0, waiting: 1, failure: 0 });
});

test('three of them cost three calls, however long the timer goes round, until the ladder says so', async () => {
  await scenes.provision(person('boss'), ...['a', 'b', 'c'].map((one) => under(one, 'boss')));
  await bench.supervise(60);
  expect(calls).toHaveLength(3);
  await hours(6);
  expect(calls).toHaveLength(6);
  await hours(5);
  expect(calls).toHaveLength(6);
  await hours(1);
  expect(calls).toHaveLength(9);
  // What is refused again is told by the list, not by an entry each time.
  expect(await scenes.log('a')).toEqual(['a create success']);
  expect(await waitingOf('a')).toMatchObject([{ refused: { attempts: 3 } }]);
});

test('when the target takes it at last, it is written with an entry of its own', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  refusal = undefined;
  await hours(6);
  expect(await scenes.log('report')).toEqual(['report update success', 'report create success']);
  expect([...managers.values()]).toEqual([(await scenes.person('boss')).link?.targetAnchor]);
  expect([await waitingOf('report'), await scenes.listed('waiting')]).toEqual([[], []]);
  expect(allTotals(await status()).waiting).toBe(0);
});

test('the next upload tries it, too, but neither four times in a minute nor nine on a rung', async () => {
  await scenes.provision(person('boss'), under('report', 'boss', 'v0'));
  for (let version = 1; version <= 5; version += 1) await scenes.provision(under('report', 'boss', `v${version}`));
  expect(calls).toHaveLength(3);
  for (let version = 6; version <= 40; version += 1) {
    bench.clock.advance(MINUTE);
    await scenes.provision(under('report', 'boss', `v${version}`));
  }
  expect(calls).toHaveLength(8);
  expect((await scenes.log('report')).every((line) => line.endsWith('success'))).toBe(true);
  expect(await step('report')).toMatchObject({ status: 'warning', details: { ErrorCode: 'NotPermitted' } });
});

test('an upload that changes nothing else says that the target refused, not that all is equal', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  await scenes.provision(under('report', 'boss'));
  expect((await scenes.log('report'))[0]).toBe('report other success');
});

test('a bad moment of the target is tried again soon', async () => {
  refusal = 'Timeout';
  await scenes.provision(person('boss'), under('report', 'boss'));
  refusal = undefined;
  await scenes.pass(6 * MINUTE);
  expect(await scenes.log('report')).toEqual(['report update success', 'report create success']);
});

test('after 28 days it is given up, which is told, and the next upload begins anew', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  for (let day = 0; day < 30; day += 1) await scenes.pass(DAY);
  expect(await scenes.listed('waiting')).toEqual([]);
  expect(await step('report')).toMatchObject({ description: expect.stringContaining('tried no more') });
  const before = calls.length;
  await bench.supervise(60);
  expect(calls).toHaveLength(before);
  await scenes.provision(under('report', 'boss', 'Lead'));
  expect(calls).toHaveLength(before + 1);
});

test('whoever is given another manager meanwhile waits for that one alone', async () => {
  await scenes.provision(person('boss'), person('other'), under('report', 'boss'));
  refusal = undefined;
  await scenes.provision(under('report', 'other'));
  expect(await waitingOf('report')).toEqual([]);
  expect([...managers.values()]).toEqual([(await scenes.person('other')).link?.targetAnchor]);
});

test('an upload that says nothing of the manager leaves the reference on its ladder', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  await scenes.provision({ ...person('report'), title: 'Lead' });
  expect(calls).toHaveLength(1);
  expect(await waitingOf('report')).toMatchObject([{ refused: { attempts: 1 } }]);
});

test('a restart that forgets escrows forgets what was refused: the next upload begins anew', async () => {
  await scenes.provision(person('boss'), under('report', 'boss'));
  await scenes.pass(HOUR);
  await scenes.restart('Escrows');
  await scenes.pass(10_000);
  await scenes.provision(under('report', 'boss', 'Lead'));
  expect(await waitingOf('report')).toMatchObject([{ refused: { attempts: 1, tries: [bench.clock.now()] } }]);
});
