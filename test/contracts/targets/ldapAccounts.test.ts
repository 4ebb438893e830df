/** What is particular to accounts of Active Directory: names, places, control bits, and what the directory refuses. */
import { Attribute, Change } from 'ldapts';
import { createConnection } from '../../../shared/targets/ldap/connection';
import { createSession } from '../../../shared/targets/ldap/session';
import type { Target, TargetAttributes, TargetUser } from '../../../shared/targets/target';
import { ANYWHERE } from '../../support/egress';
import { accountSample, openLdapTarget, settingsFor } from '../../support/ldapTarget';
import { type DomainController, startDomainController } from '../../support/samba';
import { failureOf } from './contract';

const INVALID = 'HybridSynchronizationActiveDirectoryInvalidParameter';
const UNKNOWN_ATTRIBUTE = 'HybridSynchronizationActiveDirectoryCannotFindAttribute';
const TOO_LONG = 'SystemForCrossDomainIdentityManagementBadResponse';
const NO_RIGHTS = 'HybridSynchronizationActiveDirectoryInsufficientAccessRights';

const NAMES = [
  'José Núñez',
  'Søren Ærø',
  'Þórunn Guðmundsdóttir',
  'Łukasz Żółć',
  'Ünal İnönü',
  'Νίκος Παπαδόπουλος',
  'Дарья Щукина',
  'דוד לוי',
  'مُنى الخطيب',
  'अनीता शर्मा',
  '李小龍',
  '田中 さくら',
  '김민준',
  'สมชาย ใจดี',
  "Seán O'Brien, Jr.",
  'Nguyễn Thị Ánh',
  '𠮷野 家',
  'Ada 👩🏽‍🚀',
];

describe('accounts of Active Directory', () => {
  let controller: DomainController;
  let target: Target;
  let samplesTaken = 0;

  beforeAll(async () => {
    controller = await startDomainController();
    target = openLdapTarget(controller);
  });

  afterAll(async () => {
    await target?.close();
    await controller?.stop();
  });

  function sample(overrides: TargetAttributes = {}): TargetAttributes {
    samplesTaken += 1;
    return { ...accountSample(controller, samplesTaken), ...overrides };
  }

  function create(overrides: TargetAttributes = {}): Promise<TargetUser> {
    return target.create(sample(overrides));
  }

  async function read(anchor: string, ...wanted: string[]): Promise<TargetAttributes | undefined> {
    return (await target.read(anchor, wanted))?.attributes;
  }

  /** The account's attribute as the directory has it, seen with an administrator's eyes. */
  async function stored(anchor: string, attribute: string): Promise<unknown> {
    const name = `<GUID=${anchor}>`;
    const { searchEntries } = await controller.admin.search(name, { scope: 'base', attributes: [attribute] });
    return attribute === 'dn' ? searchEntries[0]?.dn : searchEntries[0]?.[attribute];
  }

  function setByAdministrator(anchor: string, type: string, value: string): Promise<void> {
    const modification = new Attribute({ type, values: [value] });
    return controller.admin.modify(`<GUID=${anchor}>`, new Change({ operation: 'replace', modification }));
  }

  describe('a new account', () => {
    test('is an ordinary user with a password, enabled', async () => {
      const { anchor } = await create();
      expect(await stored(anchor, 'objectClass')).toEqual(['top', 'person', 'organizationalPerson', 'user']);
      expect(await stored(anchor, 'userAccountControl')).toBe('512');
      expect(await stored(anchor, 'pwdLastSet')).not.toBe('0');
    });

    test('is created disabled where the mapping says so, also in words', async () => {
      const { anchor } = await create({ accountDisabled: 'True' });
      expect(await stored(anchor, 'userAccountControl')).toBe('514');
    });

    test('goes to the default container where no mapping gives one', async () => {
      const { parentDistinguishedName: _, ...attributes } = sample({ cn: 'Nowhere in particular' });
      const { anchor } = await target.create(attributes);
      expect(await stored(anchor, 'dn')).toBe(`CN=Nowhere in particular,${controller.people}`);
    });

    test('keeps a name full of the syntax of names', async () => {
      const { anchor } = await create({ cn: ' Doe, Jane "JD" + <x>; #1\\' });
      expect(await read(anchor, 'cn')).toEqual({ cn: ' Doe, Jane "JD" + <x>; #1\\' });
    });

    test.each([
      { attribute: 'accountExpires', value: 133_500_000_000_000_000n, none: '0' },
      { attribute: 'countryCode', value: 554, none: '0' },
    ])('ends $attribute as the directory means none when it is cleared', async ({ attribute, value, none }) => {
      const { anchor } = await create({ [attribute]: value });
      await target.update(anchor, { [attribute]: null });
      expect(await stored(anchor, attribute)).toBe(none);
      await target.update(anchor, { [attribute]: null });
      expect(await stored(anchor, attribute)).toBe(none);
    });

    test('stores each type of value in the form of the directory, and reads it back typed', async () => {
      const values = {
        msNPAllowDialin: true,
        accountExpires: 9_223_372_036_854_775_807n,
        countryCode: 554,
        msTSExpireDate: '2026-02-01T08:30:00Z',
        otherTelephone: ['+64 1', '+64 2'],
      };
      const { anchor } = await create(values);
      expect(await stored(anchor, 'msNPAllowDialin')).toBe('TRUE');
      expect(await stored(anchor, 'msTSExpireDate')).toBe('20260201083000.0Z');
      const attributes = await read(anchor, ...Object.keys(values));
      expect(attributes).toEqual({ ...values, otherTelephone: expect.arrayContaining(values.otherTelephone) });
    });

    test.each([
      {
        name: 'a container that is not there',
        given: { parentDistinguishedName: 'OU=Nope,DC=muster,DC=test' },
        code: INVALID,
      },
      { name: 'a container that is no name', given: { parentDistinguishedName: 'People' }, code: INVALID },
      { name: 'empty text', given: { title: '' }, code: 'InvalidAttributeSyntax-LdapErr' },
      { name: 'a company of 65 characters', given: { company: 'x'.repeat(65) }, code: TOO_LONG },
      { name: 'a cn of 65 characters', given: { cn: 'x'.repeat(65) }, code: TOO_LONG },
      { name: 'a sAMAccountName of 21 characters', given: { sAMAccountName: 'x'.repeat(21) }, code: INVALID },
      { name: 'a sAMAccountName with a slash', given: { sAMAccountName: 'a/b' }, code: INVALID },
      { name: 'a sAMAccountName that ends with a full stop', given: { sAMAccountName: 'ab.' }, code: INVALID },
      { name: 'a boolean that is none', given: { msNPAllowDialin: 'yes' }, code: INVALID },
      { name: 'a number that is none', given: { countryCode: 'New Zealand' }, code: INVALID },
      {
        name: 'several values where one is expected',
        given: { company: ['a', 'b'] },
        code: 'SchemaPropertyCanOnlyAcceptValue',
      },
      { name: 'an attribute that is not in the schema', given: { badgeColour: 'blue' }, code: UNKNOWN_ATTRIBUTE },
      { name: 'an attribute of other objects', given: { driverName: 'x' }, code: UNKNOWN_ATTRIBUTE },
      {
        name: 'an attribute the directory writes itself',
        given: { whenCreated: '2026-01-01T00:00:00Z' },
        code: INVALID,
      },
      { name: 'a photo', given: { thumbnailPhoto: 'aGVsbG8=' }, code: INVALID },
      { name: 'a password', given: { unicodePwd: 'secret' }, code: INVALID },
      { name: 'a disable state that is none', given: { accountDisabled: 'maybe' }, code: INVALID },
    ])('is refused for $name, which the failure names', async ({ given, code }) => {
      const attributes = sample(given);
      expect(await failureOf(target.create(attributes))).toMatchObject({ code, attribute: Object.keys(given)[0] });
      expect(await target.find('employeeID', String(attributes.employeeID), [])).toEqual([]);
    });

    test('is refused where the service account has no rights, and says so', async () => {
      const attributes = sample({ parentDistinguishedName: 'CN=Users,DC=muster,DC=test' });
      const failure = await failureOf(target.create(attributes));
      expect(failure).toMatchObject({ code: NO_RIGHTS });
      expect(failure.details).toMatch(/^LDAP result 50: \S/);
    });

    test.each([
      { name: 'the sAMAccountName of a group', clash: () => ({ sAMAccountName: 'domain ADMINS' }) },
      {
        name: 'the userPrincipalName of a colleague',
        clash: (other: TargetAttributes) => ({ userPrincipalName: other.userPrincipalName ?? null }),
      },
      {
        name: 'the cn of a colleague in the same container',
        clash: (other: TargetAttributes) => ({ cn: other.cn ?? null }),
      },
    ])('cannot have $name', async ({ clash }) => {
      const colleague = sample();
      await target.create(colleague);
      const taken = clash(colleague);
      const failure = await failureOf(create(taken));
      expect(failure).toMatchObject({ code: 'EntryConflict', attribute: Object.keys(taken)[0] });
      expect(failure.details).toMatch(/^LDAP result (19|68): \S/);
    });
  });

  describe('an update', () => {
    test('moves the account when its container changes, and keeps the rest of it', async () => {
      const { anchor } = await create({ cn: 'Mover' });
      await target.update(anchor, { parentDistinguishedName: controller.leavers, department: 'Moved' });
      expect(await stored(anchor, 'dn')).toBe(`CN=Mover,${controller.leavers}`);
      expect(await read(anchor, 'parentDistinguishedName', 'department')).toEqual({
        parentDistinguishedName: controller.leavers,
        department: 'Moved',
      });
    });

    test('moves and renames in one', async () => {
      const { anchor } = await create();
      await target.update(anchor, { parentDistinguishedName: controller.leavers, cn: 'Re, named' });
      expect(await stored(anchor, 'dn')).toBe(`CN=Re\\, named,${controller.leavers}`);
    });

    test('leaves the account where it is when only the spelling of the container differs', async () => {
      const { anchor } = await create();
      const changedBefore = await stored(anchor, 'uSNChanged');
      await target.update(anchor, { parentDistinguishedName: 'ou=PEOPLE, dc=Muster , dc=test' });
      expect(await stored(anchor, 'uSNChanged')).toBe(changedBefore);
    });

    test('changes the case of a name', async () => {
      const { anchor } = await create({ cn: 'jane lower' });
      await target.update(anchor, { cn: 'Jane Lower' });
      expect(await read(anchor, 'cn')).toEqual({ cn: 'Jane Lower' });
    });

    test('keeps all other control bits when it disables and enables', async () => {
      const { anchor } = await create();
      await setByAdministrator(anchor, 'userAccountControl', String(512 + 0x10000)); // the password does not expire
      await target.update(anchor, { accountDisabled: true });
      expect(await stored(anchor, 'userAccountControl')).toBe(String(512 + 0x10000 + 2));
      await target.update(anchor, { accountDisabled: 'False' });
      expect(await stored(anchor, 'userAccountControl')).toBe(String(512 + 0x10000));
    });

    test.each([
      {
        name: 'a container that is not there',
        changes: { parentDistinguishedName: 'OU=Nope,DC=muster,DC=test' },
        code: INVALID,
      },
      {
        name: 'a container without rights',
        changes: { parentDistinguishedName: 'CN=Users,DC=muster,DC=test' },
        code: NO_RIGHTS,
      },
      { name: 'no sAMAccountName', changes: { sAMAccountName: null }, code: 'MandatoryFieldsMissing' },
      { name: 'no cn', changes: { cn: null }, code: 'MandatoryFieldsMissing' },
      { name: 'no container', changes: { parentDistinguishedName: null }, code: 'MandatoryFieldsMissing' },
      { name: 'empty text', changes: { title: '' }, code: 'InvalidAttributeSyntax-LdapErr' },
      { name: 'an unknown attribute', changes: { badgeColour: 'blue' }, code: UNKNOWN_ATTRIBUTE },
    ])('is refused for $name, and writes nothing else', async ({ changes, code }) => {
      const { anchor } = await create({ department: 'Before' });
      const failure = await failureOf(target.update(anchor, { ...changes, department: 'After' }));
      expect(failure.code).toBe(code);
      expect(await read(anchor, 'department')).toEqual({ department: 'Before' });
    });

    test('is refused for the cn of a neighbour, by name', async () => {
      await create({ cn: 'Neighbour' });
      const { anchor } = await create();
      expect(await failureOf(target.update(anchor, { cn: 'neighbour' }))).toMatchObject({
        code: 'EntryConflict',
        attribute: 'cn',
      });
    });

    test('is refused for an account the service account has no rights on', async () => {
      const [administrator] = await target.find('sAMAccountName', 'Administrator', []);
      const failure = await failureOf(target.update(administrator?.anchor ?? '', { department: 'x' }));
      expect(failure.code).toBe(NO_RIGHTS);
    });
  });

  describe('find and isTaken', () => {
    test('only people are found, but every object holds its name', async () => {
      expect(await target.find('sAMAccountName', 'Domain Admins', [])).toEqual([]);
      expect(await target.find('sAMAccountName', 'DC1$', [])).toEqual([]);
      expect(await target.isTaken('sAMAccountName', 'Domain Admins')).toBe(true);
      expect(await target.isTaken('sAMAccountName', 'dc1$')).toBe(true);
    });

    test('people outside the base container are not found, but their names are taken', async () => {
      const narrow = openLdapTarget(controller, { baseDn: controller.leavers });
      try {
        const attributes = sample();
        await target.create(attributes);
        expect(await narrow.find('employeeID', String(attributes.employeeID), [])).toEqual([]);
        expect(await narrow.isTaken('sAMAccountName', String(attributes.sAMAccountName))).toBe(true);
      } finally {
        await narrow.close();
      }
    });

    test('a value that only resembles the one looked for does not match', async () => {
      await create({ employeeID: 'AB  1' });
      // The directory takes a run of blanks for one blank.
      expect(await target.find('employeeID', 'ab 1', [])).toEqual([]);
      expect(await target.find('employeeID', 'ab  1', [])).toHaveLength(1);
    });

    test('an account is found by its anchor', async () => {
      const { anchor } = await create();
      expect(await target.find('objectGUID', anchor, [])).toEqual([expect.objectContaining({ anchor })]);
      expect(await target.find('objectGUID', 'no GUID', [])).toEqual([]);
    });

    test('looking by an attribute nobody can have is an error, or everybody would be created anew', async () => {
      const lookups = [() => target.find('badgeColour', 'x', []), () => target.isTaken('parentDistinguishedName', 'x')];
      for (const lookup of lookups) expect(await failureOf(lookup())).toMatchObject({ code: UNKNOWN_ATTRIBUTE });
    });
  });

  test('deleting is refused unless it is switched on', async () => {
    const careful = openLdapTarget(controller, { hardDelete: false });
    try {
      const { anchor } = await create();
      const failure = await failureOf(careful.delete(anchor));
      expect(failure).toMatchObject({ code: 'NotPermitted' });
      expect(failure.message).toContain('hardDelete');
      expect(await target.read(anchor, [])).toBeDefined();
    } finally {
      await careful.close();
    }
  });

  test('restoring says so when the Recycle Bin is off', async () => {
    const { anchor } = await create();
    await target.delete(anchor);
    const wide = openLdapTarget(controller, controller.administrator);
    try {
      expect(await failureOf(wide.restore(anchor))).toMatchObject({ code: 'MethodNotAllowed' });
    } finally {
      await wide.close();
    }
  });

  test('the request that restores an account is the one a domain controller understands', async () => {
    const { anchor } = await create({ cn: 'Lost and found' });
    await target.delete(anchor);
    const settings = settingsFor(controller, controller.administrator);
    const session = createSession(settings, createConnection(settings, ANYWHERE));
    try {
      // With the Recycle Bin off the request brings back what is left; Samba cannot do more (see ldapRecycleBin.test.ts).
      const search = { base: `<GUID=${anchor}>`, scope: 'base', attributes: [], withDeleted: true } as const;
      const [tombstone] = await session.search(search);
      expect(tombstone?.attributes.size).toBe(0);
      await session.undelete(tombstone?.dn ?? '', `CN=Lost and found,${controller.people}`);
    } finally {
      await session.close();
    }
    expect(await stored(anchor, 'dn')).toBe(`CN=Lost and found,${controller.people}`);
    expect(await target.read(anchor, [])).toMatchObject({ anchor, softDeleted: false });
  });

  test('two hundred people with names in many scripts are all there, under their own names', async () => {
    const people = Array.from({ length: 200 }, (_, n) => {
      const displayName = NAMES[n % NAMES.length] ?? '';
      return sample({ cn: `${displayName} ${n}`, displayName });
    });
    const started = performance.now();
    await Promise.all(people.map((person) => target.create(person)));
    const perSecond = (people.length / (performance.now() - started)) * 1000;
    console.info(`Active Directory: ${perSecond.toFixed(0)} creates/s, each with its read-back`);

    const found = await Promise.all(
      people.map(({ employeeID }) => target.find('employeeID', String(employeeID), ['cn', 'displayName'])),
    );
    expect(found.map((users) => users.map((user) => user.attributes))).toEqual(
      people.map(({ cn, displayName }) => [{ cn, displayName }]),
    );
  });

  test('the assistant is a reference too; other attributes are not', async () => {
    const [person, assistant] = [await create(), await create()];
    await target.setReference(person.anchor, 'assistant', assistant.anchor);
    expect(await read(person.anchor, 'assistant')).toEqual({ assistant: assistant.anchor });
    const refused = target.setReference(person.anchor, 'department', assistant.anchor);
    expect(await failureOf(refused)).toMatchObject({ code: 'SchemaAttributeNotFound', attribute: 'department' });
  });

  test('a manager is reached wherever he is: moved away, renamed, outside of where people are looked for', async () => {
    const [person, manager] = [await create(), await create({ cn: 'Manager' })];
    await target.update(manager.anchor, { parentDistinguishedName: controller.leavers, cn: 'Manager, moved' });
    const narrow = openLdapTarget(controller, { baseDn: controller.people });
    const [administrator] = await target.find('sAMAccountName', 'Administrator', []);
    try {
      for (const { anchor } of [manager, administrator ?? manager]) {
        await narrow.setReference(person.anchor, 'manager', anchor);
        expect(await read(person.anchor, 'manager')).toEqual({ manager: anchor });
      }
      expect(await stored(person.anchor, 'manager')).toBe(`CN=Administrator,CN=Users,${controller.baseDn}`);
    } finally {
      await narrow.close();
    }
  });

  test.each([
    { name: 'cn', expected: { type: 'String', required: true, metadata: [{ key: 'MaximumLength', value: '64' }] } },
    { name: 'otherTelephone', expected: { type: 'String', multivalued: true } },
    { name: 'accountExpires', expected: { type: 'Integer', multivalued: false, mutability: 'ReadWrite' } },
    { name: 'msNPAllowDialin', expected: { type: 'Boolean' } },
    { name: 'whenCreated', expected: { type: 'DateTime', mutability: 'ReadOnly' } },
    { name: 'thumbnailPhoto', expected: { type: 'Binary', mutability: 'ReadOnly' } },
    { name: 'memberOf', expected: { type: 'String', multivalued: true, mutability: 'ReadOnly' } },
    { name: 'manager', expected: { type: 'Reference', multivalued: false, mutability: 'ReadWrite' } },
    { name: 'objectGUID', expected: { type: 'String', anchor: true, mutability: 'ReadOnly' } },
    { name: 'accountDisabled', expected: { type: 'Boolean', mutability: 'ReadWrite' } },
    {
      name: 'parentDistinguishedName',
      expected: { type: 'String', metadata: [{ key: 'IsContainer', value: 'true' }] },
    },
    { name: 'driverName', expected: undefined },
  ])('the discovered schema describes $name', async ({ name, expected }) => {
    const definition = (await target.discover())?.find((each) => each.name === name);
    if (expected === undefined) expect(definition).toBeUndefined();
    else expect(definition).toMatchObject(expected);
  });
});
