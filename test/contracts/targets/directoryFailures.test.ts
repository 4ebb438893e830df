import type { UserDirectory } from '../../../shared/directory/userDirectory';
import type { FailureCode } from '../../../shared/errors';
import { DirectoryBusy } from '../../../shared/graph/userFaults';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { generateInitialPassword } from '../../../shared/targets/kit/initialPassword';
import type { AttributeChanges, Target } from '../../../shared/targets/target';
import { countingRandom, openTestDirectory, type TestDirectory } from '../../support/directory';
import { failureOf } from './contract';

const MIRA = {
  userPrincipalName: 'mira@example.com',
  mailNickname: 'mira',
  displayName: 'Mira Okafor',
  accountEnabled: true,
};

let opened: TestDirectory;
let target: Target;
beforeEach(async () => {
  opened = await openTestDirectory();
  target = createDirectoryTarget(opened.directory, opened.random);
});

describe('what the directory refuses is told by code and by the attribute that was mapped', () => {
  test.each<{ name: string; change: AttributeChanges; code: FailureCode; attribute: string; message: string }>([
    {
      name: 'characters no userPrincipalName may have',
      change: { userPrincipalName: 'mirá@example.com' },
      code: 'AzureActiveDirectoryInvalidUserPrincipalName',
      attribute: 'userPrincipalName',
      message: "userPrincipalName may hold only A-Z a-z 0-9 ' . - _ ! # ^ ~ before the @, and no accents.",
    },
    {
      name: 'a userPrincipalName without a domain',
      change: { userPrincipalName: 'mira' },
      code: 'AzureActiveDirectoryInvalidUserPrincipalName',
      attribute: 'userPrincipalName',
      message: 'userPrincipalName must have the form name@domain.',
    },
    {
      name: 'a domain that is not verified',
      change: { userPrincipalName: 'mira@contoso.example' },
      code: 'InvalidDomain',
      attribute: 'userPrincipalName',
      message:
        "The domain does not exist in the directory: userPrincipalName must end in a verified domain of the tenant (adatum.example, example.com); 'contoso.example' is none.",
    },
    {
      name: 'a missing value',
      change: { displayName: null },
      code: 'MandatoryFieldsMissing',
      attribute: 'displayName',
      message: 'displayName must be given.',
    },
    {
      name: 'a value that is too long',
      change: { employeeId: '12345678901234567' },
      code: 'InvalidValue',
      attribute: 'employeeId',
      message: 'employeeId must be at most 16 characters long, got 17.',
    },
    {
      name: 'a value of the wrong type',
      change: { accountEnabled: 'yes' },
      code: 'InvalidValue',
      attribute: 'accountEnabled',
      message: 'accountEnabled must be true or false.',
    },
    {
      name: 'a fault of a property with another name',
      change: { mobile: '5'.repeat(65) },
      code: 'InvalidValue',
      attribute: 'mobile',
      message: 'mobile must be at most 64 characters long, got 65.',
    },
    {
      name: 'a fault of a member',
      change: { extensionAttribute2: 'x'.repeat(1025) },
      code: 'InvalidValue',
      attribute: 'extensionAttribute2',
      message: 'extensionAttribute2 must be at most 1024 characters long, got 1025.',
    },
    {
      name: 'a read-only attribute',
      change: { objectId: 'x' },
      code: 'InvalidValue',
      attribute: 'objectId',
      message: 'objectId cannot be set.',
    },
    {
      name: 'an attribute that is not there',
      change: { colour: 'red' },
      code: 'SchemaAttributeNotFound',
      attribute: 'colour',
      message: "The directory has no attribute 'colour' to write to.",
    },
    {
      name: 'several faults',
      change: { employeeId: '12345678901234567', usageLocation: 'England' },
      code: 'InvalidValue',
      attribute: 'employeeId',
      message:
        'employeeId must be at most 16 characters long, got 17; usageLocation must be a two-letter country code (ISO 3166).',
    },
  ])('$name', async ({ change, code, attribute, message }) => {
    expect(await failureOf(target.create({ ...MIRA, ...change }))).toMatchObject({ code, attribute, message });
    expect(opened.table.rows()).toEqual([]);
  });

  test('a name that is taken', async () => {
    await target.create(MIRA);
    expect(await failureOf(target.create({ ...MIRA, userPrincipalName: 'MIRA@example.com' }))).toMatchObject({
      code: 'EntryConflict',
      attribute: 'userPrincipalName',
      message: 'Another object with the same value for property userPrincipalName already exists.',
    });
  });

  test('a restore whose name was taken meanwhile', async () => {
    const { anchor } = await target.create(MIRA);
    await target.delete(anchor);
    await target.create(MIRA);
    expect(await failureOf(target.restore(anchor))).toMatchObject({
      code: 'EntryConflict',
      attribute: 'userPrincipalName',
    });
  });

  test('a look-up or reference by an attribute that is none', async () => {
    const { anchor } = await target.create(MIRA);
    expect(await failureOf(target.find('colour', 'red', []))).toMatchObject({ code: 'SchemaAttributeNotFound' });
    expect(await failureOf(target.setReference(anchor, 'assistant', null))).toMatchObject({
      code: 'SchemaAttributeNotFound',
      attribute: 'assistant',
    });
  });

  test.each([new StoreUnavailable('no answer'), new DirectoryBusy(10)])('%p is a bad moment', async (error) => {
    const failing: UserDirectory = {
      ...opened.directory,
      find: async () => {
        throw error;
      },
    };
    const failure = await failureOf(createDirectoryTarget(failing, opened.random).testConnection());
    expect(failure).toMatchObject({ code: 'EndpointUnavailable', category: 'transient', cause: error });
  });

  test('a bug stays a bug', async () => {
    const bug = new TypeError('a bug');
    const failing: UserDirectory = {
      ...opened.directory,
      read: async () => {
        throw bug;
      },
    };
    await expect(createDirectoryTarget(failing, opened.random).read('x', [])).rejects.toBe(bug);
  });
});

describe('the target', () => {
  test('takes a mapped password as it is, and refuses a weak one', async () => {
    await target.create({ ...MIRA, 'passwordProfile.password': 'Tr0ub4dor&3' });
    const weak = { ...MIRA, userPrincipalName: 'noor@example.com', 'passwordProfile.password': 'secret' };
    expect(await failureOf(target.create(weak))).toMatchObject({
      code: 'InvalidValue',
      attribute: 'passwordProfile.password',
    });
  });

  test('tells a restored account by its own name and a deleted one by its released name', async () => {
    const { anchor } = await target.create(MIRA);
    await target.delete(anchor);
    expect(await target.read(anchor, ['IsSoftDeleted'])).toMatchObject({
      reportableIdentifier: '00000000000040008000000000000001mira@example.com',
      attributes: { IsSoftDeleted: true },
    });
    await target.restore(anchor);
    expect(await target.read(anchor, ['IsSoftDeleted'])).toMatchObject({
      reportableIdentifier: 'mira@example.com',
      attributes: { IsSoftDeleted: false },
    });
  });

  test('a value that no index knows is looked for among the live', async () => {
    await target.create({ ...MIRA, city: 'Leeds' });
    expect(await target.isTaken('city', 'leeds')).toBe(true);
    expect(await target.isTaken('city', 'York')).toBe(false);
  });

  test('gives the first verified domain as the default one', async () => {
    expect(await target.defaultDomain()).toBe('adatum.example');
    const bare = createDirectoryTarget({ ...opened.directory, verifiedDomains: [] }, opened.random);
    expect(await failureOf(bare.defaultDomain())).toMatchObject({ code: 'InvalidDomain' });
  });

  test('describes its attributes', async () => {
    const definitions = (await target.discover()) ?? [];
    const byName = Object.fromEntries(definitions.map((definition) => [definition.name, definition]));
    expect(byName.objectId).toMatchObject({ anchor: true, mutability: 'ReadOnly' });
    expect(byName.accountEnabled).toMatchObject({ type: 'Boolean', required: true });
    expect(byName.otherMails).toMatchObject({ multivalued: true });
    expect(byName.telephoneNumber).toMatchObject({ type: 'String', multivalued: false });
    expect(byName.employeeHireDate).toMatchObject({ type: 'DateTime', required: false });
    expect(byName['passwordProfile.password']).toMatchObject({ mutability: 'WriteOnly' });
    expect(byName.manager).toMatchObject({
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'objectId' }],
    });
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
  });
});

describe('generateInitialPassword', () => {
  test.each([0, 85, 255])('has all four kinds of characters when every random byte is %i', (byte) => {
    const random = { ...countingRandom(), bytes: (length: number) => new Uint8Array(length).fill(byte) };
    const password = generateInitialPassword(random);
    expect(password).toHaveLength(24);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(kind);
  });
});
