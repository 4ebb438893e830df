import type { UserValues } from '../../shared/graph/graphUser';
import { InvalidUser } from '../../shared/graph/userFaults';
import { validateChanges, validateNewUser } from '../../shared/graph/validateUser';
import type { JsonObject } from '../../shared/scim/json';
import { newUser } from '../support/directory';

const RULES = { verifiedDomains: ['adatum.example', 'example.com'] };
const CURRENT: UserValues = {
  accountEnabled: true,
  displayName: 'Mira Okafor',
  mailNickname: 'mira',
  userPrincipalName: 'mira@adatum.example',
};

function faultsOf(
  run: () => unknown,
): readonly { code: string; property: string; message: string; expectation: string }[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidUser) return error.faults;
    throw error;
  }
  return [];
}

const faultsOfNew = (change: JsonObject) => faultsOf(() => validateNewUser(newUser('mira', change), RULES));
const faultsOfChange = (change: JsonObject) => faultsOf(() => validateChanges(change, CURRENT, RULES));

describe('validateNewUser', () => {
  test('gives back what will be stored, and no password', () => {
    const { passwordProfile: _, ...stored } = newUser();
    expect(validateNewUser({ ...newUser(), '@odata.type': '#microsoft.graph.user' }, RULES)).toEqual(stored);
  });

  test.each(['accountEnabled', 'displayName', 'mailNickname', 'passwordProfile', 'userPrincipalName'])(
    'requires %s',
    (property) => {
      const expected = {
        code: 'MissingValue',
        property,
        message: `A value is required for property '${property}' of resource 'User'.`,
        expectation: 'must be given',
      };
      expect(faultsOfNew({ [property]: undefined })).toEqual([expected]);
      expect(faultsOfNew({ [property]: null })).toEqual([expected]);
    },
  );

  test('requires a password in the profile', () => {
    expect(faultsOfNew({ passwordProfile: { forceChangePasswordNextSignIn: true } })).toMatchObject([
      { code: 'MissingValue', property: 'passwordProfile/password' },
    ]);
  });

  test('finds every fault, not just the first', () => {
    expect(faultsOfNew({ displayName: undefined, employeeId: '12345678901234567', colour: 'red' })).toMatchObject([
      { code: 'MissingValue', property: 'displayName' },
      { code: 'InvalidLength', property: 'employeeId' },
      { code: 'UnknownProperty', property: 'colour' },
    ]);
  });

  test.each([
    { name: 'a letter and a digit', password: 'abcdefg1', policies: null, ok: false },
    { name: 'three kinds', password: 'Abcdefg1', policies: null, ok: true },
    { name: 'three kinds with a symbol', password: 'abcdef1!', policies: null, ok: true },
    { name: 'seven characters', password: 'Abcde1!', policies: null, ok: false },
    { name: '257 characters', password: `Ab1${'x'.repeat(254)}`, policies: null, ok: false },
    { name: '256 characters', password: `Ab1${'x'.repeat(253)}`, policies: null, ok: true },
    { name: 'one kind where the policy allows it', password: 'abcdefgh', policies: 'DisableStrongPassword', ok: true },
    {
      name: 'one kind where the policies allow it',
      password: 'abcdefgh',
      policies: 'DisablePasswordExpiration, DisableStrongPassword',
      ok: true,
    },
    { name: 'seven characters whatever the policy', password: 'abcdefg', policies: 'DisableStrongPassword', ok: false },
  ])('a password of $name: accepted $ok', ({ password, policies, ok }) => {
    const faults = faultsOfNew({ passwordProfile: { password }, passwordPolicies: policies });
    expect(faults.map(({ code }) => code)).toEqual(ok ? [] : ['WeakPassword']);
  });

  test.each([
    { profile: 'secret', property: 'passwordProfile' },
    { profile: { password: 12345678 }, property: 'passwordProfile/password' },
    {
      profile: { password: 'Abcdefg1', forceChangePasswordNextSignIn: 'yes' },
      property: 'passwordProfile/forceChangePasswordNextSignIn',
    },
  ])('a password profile of the wrong type is a fault of $property', ({ profile, property }) => {
    expect(faultsOfNew({ passwordProfile: profile })).toMatchObject([{ code: 'InvalidType', property }]);
  });
});

describe('a userPrincipalName', () => {
  test.each([
    'mira@adatum.example',
    'MIRA@Adatum.Example',
    "o'brien_x-y!#^~.z@example.com",
    'mira_gmail.com#EXT#@example.com',
    `${'m'.repeat(64)}@example.com`,
  ])('may be %s', (userPrincipalName) => {
    expect(faultsOfNew({ userPrincipalName })).toEqual([]);
  });

  test.each([
    { name: 'without @', value: 'mira', expectation: 'must have the form name@domain' },
    { name: 'with two @', value: 'a@b@example.com', expectation: 'must have the form name@domain' },
    { name: 'without a name', value: '@example.com', expectation: 'must have the form name@domain' },
    { name: 'without a domain', value: 'mira@', expectation: 'must have the form name@domain' },
    { name: 'with an accent', value: 'mirá@example.com', expectation: 'and no accents' },
    { name: 'with a blank', value: 'mi ra@example.com', expectation: 'may hold only' },
    { name: 'with a plus', value: 'mira+1@example.com', expectation: 'may hold only' },
    {
      name: 'with a dot before the @',
      value: 'mira.@example.com',
      expectation: 'must not have a . right before the @',
    },
    { name: 'of 65 characters before the @', value: `${'m'.repeat(65)}@example.com`, expectation: '64 before' },
    { name: 'of 49 characters after the @', value: `mira@${'d'.repeat(45)}.com`, expectation: '48 after' },
  ])('must not be one $name', ({ value, expectation }) => {
    expect(faultsOfNew({ userPrincipalName: value })).toMatchObject([
      {
        code: 'InvalidUserPrincipalName',
        message: 'Property userPrincipalName is invalid.',
        expectation: expect.stringContaining(expectation),
      },
    ]);
  });

  test.each(['mira@contoso.example', 'mira@sub.adatum.example'])('must be in a verified domain: %s', (value) => {
    expect(faultsOfNew({ userPrincipalName: value })).toMatchObject([
      {
        code: 'UnverifiedDomain',
        message:
          'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
        expectation: expect.stringContaining('(adatum.example, example.com)'),
      },
    ]);
  });
});

describe('limits of properties', () => {
  test.each([
    { property: 'displayName', limit: 256 },
    { property: 'mailNickname', limit: 64 },
    { property: 'givenName', limit: 64 },
    { property: 'surname', limit: 64 },
    { property: 'department', limit: 64 },
    { property: 'companyName', limit: 64 },
    { property: 'mobilePhone', limit: 64 },
    { property: 'jobTitle', limit: 128 },
    { property: 'city', limit: 128 },
    { property: 'state', limit: 128 },
    { property: 'country', limit: 128 },
    { property: 'postalCode', limit: 40 },
    { property: 'streetAddress', limit: 1024 },
    { property: 'employeeId', limit: 16 },
  ])('$property takes $limit characters and not one more', ({ property, limit }) => {
    expect(faultsOfChange({ [property]: 'x'.repeat(limit) })).toEqual([]);
    expect(faultsOfChange({ [property]: 'x'.repeat(limit + 1) })).toEqual([
      {
        code: 'InvalidLength',
        property,
        message: `Invalid value specified for property '${property}' of resource 'User'.`,
        expectation: `must be at most ${limit} characters long, got ${limit + 1}`,
      },
    ]);
  });

  test('a limit of a member is told by its path', () => {
    const change = { onPremisesExtensionAttributes: { extensionAttribute7: 'x'.repeat(1025) } };
    expect(faultsOfChange(change)).toMatchObject([
      { code: 'InvalidLength', property: 'onPremisesExtensionAttributes/extensionAttribute7' },
    ]);
  });

  test('businessPhones takes one value at most', () => {
    expect(faultsOfChange({ businessPhones: ['1'] })).toEqual([]);
    expect(faultsOfChange({ businessPhones: [] })).toEqual([]);
    expect(faultsOfChange({ businessPhones: ['1', '2'] })).toMatchObject([
      { code: 'InvalidLength', property: 'businessPhones', expectation: 'must hold at most 1 value, got 2' },
    ]);
  });
});

describe('values of the wrong kind', () => {
  test.each([
    { change: { displayName: 5 }, code: 'InvalidType', expectation: 'must be text' },
    { change: { accountEnabled: 'True' }, code: 'InvalidType', expectation: 'must be true or false' },
    { change: { businessPhones: '1' }, code: 'InvalidType', expectation: 'must be a list of texts' },
    { change: { otherMails: [5] }, code: 'InvalidType', expectation: 'must be text' },
    { change: { employeeOrgData: 'Sales' }, code: 'InvalidType', expectation: 'must be an object' },
    {
      change: { employeeHireDate: 5 },
      code: 'InvalidType',
      expectation: 'must be a timestamp like 2026-01-15T00:00:00Z',
    },
    {
      change: { employeeHireDate: '15.1.2026' },
      code: 'InvalidValue',
      expectation: 'must be a timestamp like 2026-01-15T00:00:00Z',
    },
    {
      change: { employeeHireDate: '2026-01-15' },
      code: 'InvalidValue',
      expectation: 'must be a timestamp like 2026-01-15T00:00:00Z',
    },
    { change: { jobTitle: '' }, code: 'InvalidValue', expectation: 'must not be empty; null clears a value' },
    {
      change: { jobTitle: 'a\u0000b' },
      code: 'InvalidValue',
      expectation: 'must not hold control characters or halves of characters',
    },
    {
      change: { jobTitle: 'a\ud83db' },
      code: 'InvalidValue',
      expectation: 'must not hold control characters or halves of characters',
    },
    { change: { mailNickname: 'mi ra' }, code: 'InvalidValue', expectation: expect.stringContaining('without blanks') },
    { change: { mailNickname: 'mira@home' }, code: 'InvalidValue', expectation: expect.stringContaining('none of @') },
    { change: { mailNickname: 'mirá' }, code: 'InvalidValue', expectation: expect.stringContaining('must be ASCII') },
    {
      change: { mail: 'mirá@example.com' },
      code: 'InvalidValue',
      expectation: 'must be a mail address without blanks or accents',
    },
    { change: { mail: 'mira' }, code: 'InvalidValue', expectation: 'must be a mail address without blanks or accents' },
    {
      change: { otherMails: ['ok@example.com', 'not ok'] },
      code: 'InvalidValue',
      expectation: 'must be a mail address without blanks or accents',
    },
    {
      change: { usageLocation: 'GBR' },
      code: 'InvalidValue',
      expectation: 'must be a two-letter country code (ISO 3166)',
    },
    { change: { onPremisesImmutableId: 'a_b' }, code: 'InvalidValue', expectation: 'must not hold $ or _' },
    { change: { onPremisesImmutableId: 'a$b' }, code: 'InvalidValue', expectation: 'must not hold $ or _' },
    { change: { userType: 'Visitor' }, code: 'InvalidValue', expectation: "must be 'Member' or 'Guest'" },
    {
      change: { passwordPolicies: 'DisableEverything' },
      code: 'InvalidValue',
      expectation: expect.stringContaining('DisableStrongPassword'),
    },
    {
      change: { employeeOrgData: { colour: 'red' } },
      code: 'UnknownProperty',
      expectation: 'is not a property of employeeOrgData',
    },
    {
      change: { 'manager@odata.bind': 'https://x' },
      code: 'UnknownProperty',
      expectation: 'is not a property of a user',
    },
  ])('are refused: $change', ({ change, code, expectation }) => {
    expect(faultsOfChange(change)).toMatchObject([{ code, expectation }]);
  });

  test.each(['id', 'createdDateTime', 'proxyAddresses', 'onPremisesSyncEnabled', 'onPremisesSamAccountName'])(
    '%s is read-only',
    (property) => {
      expect(faultsOfChange({ [property]: 'x' })).toMatchObject([{ code: 'ReadOnlyProperty', property }]);
    },
  );

  test.each(['displayName', 'userPrincipalName', 'mailNickname', 'accountEnabled', 'usageLocation', 'passwordProfile'])(
    '%s cannot be cleared',
    (property) => {
      expect(faultsOfChange({ [property]: null })).toMatchObject([{ code: 'NotNullable', property }]);
    },
  );
});

describe('validateChanges', () => {
  test('keeps null, which clears', () => {
    expect(validateChanges({ jobTitle: null }, CURRENT, RULES)).toEqual({ jobTitle: null });
  });

  test('stores timestamps in UTC', () => {
    const change = { employeeHireDate: '2026-01-15T02:00:00.000+02:00' };
    expect(validateChanges(change, CURRENT, RULES)).toEqual({ employeeHireDate: '2026-01-15T00:00:00Z' });
  });

  test('line breaks are part of a street address', () => {
    const change = { streetAddress: '1 High St\r\nLeeds' };
    expect(validateChanges(change, CURRENT, RULES)).toEqual(change);
  });

  test('a password is checked by the policies the user has', () => {
    const lenient = { ...CURRENT, passwordPolicies: 'DisableStrongPassword' };
    const change = { passwordProfile: { password: 'abcdefgh' } };
    expect(validateChanges(change, lenient, RULES)).toEqual({});
    expect(faultsOfChange(change)).toMatchObject([{ code: 'WeakPassword' }]);
  });
});
