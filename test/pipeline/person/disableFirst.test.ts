/** Nothing optional keeps a leaver's account enabled (spec/payload.md 5.1, 5.6, 5.7). */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { type FailureCode, ProvisioningError } from '../../../shared/errors';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { AttributeChanges, Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

/** What the target refuses of an update, until it is taken back. */
let refuses: ((changes: AttributeChanges) => ProvisioningError | undefined) | undefined;
let updates: AttributeChanges[];
let real: Target;
let bench: Workbench;
let scenes: Scenes;

beforeEach(async () => {
  refuses = undefined;
  updates = [];
  const { directory, random } = await openTestDirectory();
  real = createDirectoryTarget(directory, random);
  const target: Target = {
    ...real,
    update: async (anchor, changes) => {
      updates.push(changes);
      const error = refuses?.(changes);
      if (error !== undefined) throw error;
      return real.update(anchor, changes);
    },
  };
  bench = await createWorkbench({}, { target });
  scenes = scenesOf(bench);
});

const account = async () => {
  const anchor = (await scenes.person('1')).link?.targetAnchor ?? '';
  return (await real.read(anchor, ['accountEnabled', 'jobTitle', 'displayName']))?.attributes;
};
const lastEntry = async () => (await bench.log('1'))[0]?.entry;
/** Uploads, and lets the guard let go what it held. */
async function upload(change: Parameters<typeof person>[1]): Promise<void> {
  await scenes.provision(person('1', change));
  await scenes.pass(2 * MINUTE);
}
const refusing = (name: string, code: FailureCode, attribute?: string) => (changes: AttributeChanges) =>
  name in changes
    ? new ProvisioningError(code, `No ${name} of that kind.`, attribute === undefined ? {} : { attribute })
    : undefined;

describe('a target that refuses something else', () => {
  test('does not keep the account enabled: the disabling is written alone, in the same attempt', async () => {
    await scenes.provision(person('1', { title: 'Lead' }));
    refuses = refusing('jobTitle', 'InvalidValue', 'jobTitle');
    await upload({ active: false, title: 'Boss' });

    expect(updates).toEqual([{ accountEnabled: false, jobTitle: 'Boss' }, { accountEnabled: false }]);
    expect(await account()).toMatchObject({ accountEnabled: false, jobTitle: 'Lead' });
    expect(await lastEntry()).toMatchObject({
      action: 'disable',
      status: 'success',
      error: null,
      modified: [{ name: 'accountEnabled', oldValue: 'True', newValue: 'False' }],
    });
    expect((await lastEntry())?.steps.filter(({ type }) => type === 'export')).toMatchObject([
      { status: 'success', activity: 'EntryExportUpdate' },
      {
        status: 'warning',
        description: expect.stringContaining(
          'is disabled all the same, but nothing else was written: No jobTitle of that kind.',
        ),
        details: { Remark: 'DisabledAlone', ErrorCode: 'InvalidValue', jobTitle: 'No jobTitle of that kind.' },
      },
    ]);
  });

  test('leaves the rest to be tried again', async () => {
    await scenes.provision(person('1', { title: 'Lead' }));
    refuses = refusing('jobTitle', 'InvalidValue');
    await upload({ active: false, title: 'Boss' });
    expect(await scenes.listed('escrow')).toEqual(['1']);
    expect((await scenes.person('1')).escrow).toMatchObject({ failure: { code: 'InvalidValue' }, attempts: 1 });
    refuses = undefined;
    await scenes.pass(7 * HOUR);
    expect(await account()).toMatchObject({ accountEnabled: false, jobTitle: 'Boss' });
    expect(await scenes.listed('escrow')).toEqual([]);
    expect(await scenes.log('1')).toEqual(['1 update success', '1 disable success', '1 create success']);
  });

  test('leaves all that was said to be tried again where the account was found only now', async () => {
    const names = { userPrincipalName: 'user1@adatum.example', mailNickname: 'user1', displayName: 'Before' };
    await real.create({ ...names, employeeId: '1', accountEnabled: true }, 'before');
    refuses = refusing('jobTitle', 'InvalidValue');
    await upload({ active: false, title: 'Boss' });
    expect(await lastEntry()).toMatchObject({ action: 'disable', status: 'success' });
    // As it is written: a row that says nothing of it is taken for one of older code.
    const rows = bench.storage.table('people').rows();
    expect(rows.find(({ rowKey }) => rowKey === 'p!1')?.properties.dataText).toContain('"owed":"all"');
  });

  test('counts as one disabling for the guard', async () => {
    await scenes.provision(person('1', { title: 'Lead' }));
    refuses = refusing('jobTitle', 'InvalidValue');
    await upload({ active: false, title: 'Boss' });
    let counted = 0;
    for await (const { totals } of bench.services.house.packs.read(JOB_ID, {})) counted += totals.deprovisioned;
    expect(counted).toBe(1);
  });

  test.each<{ rule: string; code: FailureCode; attribute?: string }>([
    { rule: 'refuses the enabled attribute itself', code: 'InvalidValue', attribute: 'accountEnabled' },
    { rule: 'throttles', code: 'TooManyRequests' },
    { rule: 'had a bad moment', code: 'InternalServerError' },
    { rule: 'refuses us', code: 'InvalidCredentials' },
    { rule: 'has lost the account', code: 'InvalidAnchor' },
  ])('is not asked twice where it $rule', async ({ code, attribute }) => {
    await scenes.provision(person('1', { title: 'Lead' }));
    refuses = refusing('jobTitle', code, attribute);
    await scenes.provision(person('1', { active: false, title: 'Boss' }));
    bench.clock.advance(2 * MINUTE);
    await bench.supervise(1);
    expect(updates[0]).toEqual({ accountEnabled: false, jobTitle: 'Boss' });
    expect(updates).not.toContainEqual({ accountEnabled: false });
    expect(await account()).toMatchObject({ accountEnabled: true });
  });

  test('does hold up the enabling', async () => {
    await scenes.provision(person('1', { title: 'Lead', active: false }));
    refuses = refusing('jobTitle', 'InvalidValue');
    await upload({ active: true, title: 'Boss' });
    expect(updates).toEqual([{ accountEnabled: true, jobTitle: 'Boss' }]);
    expect(await account()).toMatchObject({ accountEnabled: false });
    expect(await scenes.log('1')).toEqual(['1 update failure', '1 create success']);
  });

  test('fails the attempt where it refuses the disabling alone too', async () => {
    await scenes.provision(person('1', { title: 'Lead' }));
    refuses = (changes) =>
      refusing('jobTitle', 'InvalidValue')(changes) ?? new ProvisioningError('NotPermitted', 'Never.');
    await upload({ active: false, title: 'Boss' });
    expect(await lastEntry()).toMatchObject({ action: 'disable', status: 'failure', error: { code: 'NotPermitted' } });
  });
});

describe('another mapping that fails', () => {
  const failing = (one: Parameters<Parameters<Scenes['changeMappings']>[0]>[0]) =>
    one.targetAttributeName === 'jobTitle' ? mapping('jobTitle', 'FormatDateTime([title], , "yyyy", "yyyy")') : one;

  test('does not keep the account enabled', async () => {
    await scenes.provision(person('1'));
    await scenes.changeMappings(failing);
    await upload({ active: false, title: 'soon' });
    expect(updates).toEqual([{ accountEnabled: false }]);
    expect(await account()).toMatchObject({ accountEnabled: false });
    expect(await lastEntry()).toMatchObject({ action: 'disable', status: 'success' });
    expect((await lastEntry())?.steps.find(({ status }) => status === 'warning')).toMatchObject({
      details: {
        Remark: 'DisabledAlone',
        ErrorCode: 'ExpressionFailed',
        jobTitle: expect.stringContaining('FormatDateTime'),
      },
    });
    expect(await scenes.listed('escrow')).toEqual(['1']);
  });

  test('keeps it disabled, where it is to be enabled', async () => {
    await scenes.provision(person('1', { active: false }));
    await scenes.changeMappings(failing);
    await upload({ active: true, title: 'soon' });
    expect(updates).toEqual([]);
    expect(await scenes.log('1')).toEqual(['1 update failure', '1 create success']);
  });

  test('is held by the guard like any other disabling', async () => {
    await scenes.provision(person('1'));
    await scenes.changeMappings(failing);
    await scenes.provision(person('1', { active: false, title: 'soon' }));
    expect(updates).toEqual([]);
    expect((await scenes.person('1')).held).not.toBeNull();
  });
});

test('a linked person is not looked for: what matching would need keeps nobody from being disabled', async () => {
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'employeeId'
      ? mapping('employeeId', 'FormatDateTime([nickName], , "yyyy", "yyyy")', { matchingPriority: 1 })
      : one,
  );
  await scenes.provision(person('1', { nickName: '2024' }));
  expect(await account()).toMatchObject({ accountEnabled: true });
  await upload({ active: false, nickName: 'no year' });
  expect(await account()).toMatchObject({ accountEnabled: false });
  expect(await scenes.log('1')).toEqual(['1 disable success', '1 create success']);
});

test('somebody unknown who is disabled is no failure, and is made by what completes the record', async () => {
  await scenes.provision({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], externalId: '1', active: false });
  expect(await lastEntry()).toMatchObject({ action: 'other', status: 'skipped' });
  expect((await lastEntry())?.steps.at(-1)?.details.SkipReason).toBe('NothingToDisable');
  expect(await scenes.listed('escrow')).toEqual([]);
  await scenes.provision(person('1', { active: false }));
  expect(await account()).toMatchObject({ accountEnabled: false });
  expect(await scenes.log('1')).toEqual(['1 create success', '1 other skipped']);
});
