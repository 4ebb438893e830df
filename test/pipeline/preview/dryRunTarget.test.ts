import { dryRunTarget, isPlanned, plannedAnchor } from '../../../shared/pipeline/preview/dryRunTarget';
import type { Target, TargetAttributes } from '../../../shared/targets/target';
import type { Value } from '../../../shared/value';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const WANTED = ['employeeId', 'userPrincipalName', 'displayName', 'jobTitle', 'accountEnabled', 'manager'];

let bench: Workbench;
let real: Target;
let target: Target;
let anchor: string;
let before: string;

const directory = () => JSON.stringify(bench.storage.table('directory').rows());

beforeEach(async () => {
  bench = await createWorkbench();
  await bench.upload([person('1', { title: 'Tour Guide' })]);
  await bench.drain();
  const context = await bench.services.house.contexts.get(JOB_ID);
  if (context === undefined) throw new Error('The workbench has no job.');
  real = context.target;
  target = dryRunTarget(real);
  anchor = (await real.find('employeeId', '1', WANTED))[0]?.anchor ?? '';
  before = directory();
});

afterEach(() => {
  expect(directory()).toBe(before); // whatever a test does, the real directory is as it was
});

const NEWCOMER: TargetAttributes = {
  employeeId: '9',
  userPrincipalName: 'Nine@adatum.example',
  displayName: 'Number Nine',
};

async function attributesOf(of: string): Promise<Readonly<Record<string, Value>> | undefined> {
  return (await target.read(of, WANTED))?.attributes;
}

describe('what is read', () => {
  test('is what the directory holds, as long as nothing was written', async () => {
    expect(await target.read(anchor, WANTED)).toEqual(await real.read(anchor, WANTED));
    expect(await target.find('employeeId', '1', WANTED)).toEqual(await real.find('employeeId', '1', WANTED));
    expect(await target.find('employeeId', '9', WANTED)).toEqual([]);
    expect(await target.isTaken('userPrincipalName', 'user1@adatum.example')).toBe(true);
    expect(await target.isTaken('userPrincipalName', 'nine@adatum.example')).toBe(false);
    expect(await target.defaultDomain()).toBe('adatum.example');
  });

  test('has the changes laid over it', async () => {
    await target.update(anchor, { jobTitle: 'Tour Lead', accountEnabled: false });
    await target.update(anchor, { jobTitle: null });
    await target.setReference(anchor, 'manager', 'somebody');
    expect(await attributesOf(anchor)).toMatchObject({
      displayName: 'Person 1',
      jobTitle: null,
      accountEnabled: false,
      manager: 'somebody',
    });
    expect((await target.find('employeeId', '1', WANTED))[0]?.attributes.accountEnabled).toBe(false);
  });

  test('no account that was deleted is found, and one restored is found again', async () => {
    await target.delete(anchor);
    expect(await target.find('employeeId', '1', WANTED)).toEqual([]);
    expect((await target.read(anchor, WANTED))?.softDeleted).toBe(true);
    await target.restore(anchor);
    expect((await target.find('employeeId', '1', WANTED)).map((account) => account.anchor)).toEqual([anchor]);
  });

  test('a directory without a recycle bin has lost what was deleted', async () => {
    const { capabilities } = real;
    target = dryRunTarget({ ...real, capabilities: { ...capabilities, softDelete: false } });
    await target.delete(anchor);
    expect(await target.read(anchor, WANTED)).toBeUndefined();
    expect(await target.find('employeeId', '1', WANTED)).toEqual([]);
  });
});

describe('an account that would be created', () => {
  test('is known from then on, by an anchor that says it does not exist', async () => {
    const created = await target.create(NEWCOMER);
    expect(created).toMatchObject({ reportableIdentifier: 'Nine@adatum.example', displayName: 'Number Nine' });
    const { told, ...account } = created;
    expect(told).toEqual({});
    expect(isPlanned(created.anchor)).toBe(true);
    expect(isPlanned(anchor)).toBe(false);
    expect(await target.read(created.anchor, WANTED)).toEqual(account);
    expect(await target.find('employeeId', '9', WANTED)).toEqual([account]);
  });

  test('takes the names that were asked about, for later stretches of the plan as well', async () => {
    const names = new Set<string>();
    target = dryRunTarget(real, names);
    expect(await target.isTaken('userPrincipalName', 'nine@adatum.example')).toBe(false);
    await target.create(NEWCOMER);
    expect(await target.isTaken('userPrincipalName', 'NINE@adatum.example')).toBe(true);
    expect(await dryRunTarget(real, names).isTaken('userPrincipalName', 'nine@adatum.example')).toBe(true);
    expect(await dryRunTarget(real).isTaken('userPrincipalName', 'nine@adatum.example')).toBe(false);
  });

  test('conflicts with one that took the name meanwhile, as it would in a directory', async () => {
    await target.isTaken('userPrincipalName', 'nine@adatum.example');
    await target.create(NEWCOMER);
    await expect(target.create({ ...NEWCOMER, employeeId: '10' })).rejects.toMatchObject({
      code: 'EntryConflict',
      attribute: 'userPrincipalName',
      message: "Another account of the same plan has userPrincipalName 'Nine@adatum.example' already.",
    });
    await expect(target.update(anchor, { userPrincipalName: 'nine@adatum.example' })).rejects.toMatchObject({
      code: 'EntryConflict',
    });
  });

  test('is looked for with or without case, as the directory does it', async () => {
    await target.create(NEWCOMER);
    expect((await target.find('userPrincipalName', 'NINE@adatum.example', WANTED)).length).toBe(1);
    target = dryRunTarget({ ...real, capabilities: { ...real.capabilities, caseInsensitiveLookup: false } });
    await target.create(NEWCOMER);
    expect(await target.find('userPrincipalName', 'NINE@adatum.example', WANTED)).toEqual([]);
  });

  test('can be changed and deleted like any other', async () => {
    const { anchor: planned } = await target.create(NEWCOMER);
    await target.update(planned, { jobTitle: 'Newcomer' });
    expect(await attributesOf(planned)).toMatchObject({ displayName: 'Number Nine', jobTitle: 'Newcomer' });
    await target.delete(planned);
    expect(await target.find('employeeId', '9', WANTED)).toEqual([]);
  });

  test('has an anchor of its own', async () => {
    const anchors = [await target.create(NEWCOMER), await target.create({ ...NEWCOMER, employeeId: '10' })].map(
      (account) => account.anchor,
    );
    expect(new Set(anchors).size).toBe(2);
  });

  test.each([
    { name: 'a SCIM service', attributes: { userName: 'nine' }, expected: 'nine' },
    { name: 'a directory of names only', attributes: { displayName: 'Nine' }, expected: 'Nine' },
    { name: 'nothing to call it by', attributes: {}, expected: '' },
  ])('is called what the target calls its accounts: $name', async ({ attributes, expected }) => {
    expect((await target.create(attributes)).reportableIdentifier).toBe(expected);
  });
});

test('an account to come of somebody else is planned as well', () => {
  expect(isPlanned(plannedAnchor('89607'))).toBe(true);
});

test('closing it leaves the target open', async () => {
  let closed = false;
  target = dryRunTarget({
    ...real,
    close: async () => {
      closed = true;
    },
  });
  await target.close();
  expect(closed).toBe(false);
});
