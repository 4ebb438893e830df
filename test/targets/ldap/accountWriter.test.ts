/** Which requests a create and an update make; what the directory does with them is tested against a real one. */
import { createAccountWriter } from '../../../shared/targets/ldap/accountWriter';
import type { LdapAttribute } from '../../../shared/targets/ldap/attributeTypes';
import type { DirectoryEntry } from '../../../shared/targets/ldap/entry';
import type { Session } from '../../../shared/targets/ldap/session';

const ANCHOR = '6a943139-32bb-4317-a8e6-c89c663ee90c';
const PEOPLE = 'OU=People,DC=corp';

function attribute(name: string): [string, LdapAttribute] {
  const known = {
    type: 'String',
    distinguishedName: false,
    caseExact: false,
    multivalued: false,
    readOnly: false,
  } as const;
  return [name.toLowerCase(), { name, ...known, maxLength: undefined }];
}

function writerFor(account: Record<string, string[]> | undefined) {
  const requests: unknown[][] = [];
  const entry: DirectoryEntry | undefined = account && {
    anchor: ANCHOR,
    dn: `CN=Jane,${PEOPLE}`,
    attributes: new Map(Object.entries(account)),
  };
  const record =
    (name: string) =>
    async (...details: unknown[]) => {
      requests.push([name, ...details]);
    };
  const session: { -readonly [Call in 'search' | 'add' | 'modify' | 'rename']: Session[Call] } = {
    search: async ({ base }) => {
      requests.push(['search', base]);
      return entry === undefined ? [] : [entry];
    },
    add: record('add'),
    modify: record('modify'),
    rename: record('rename'),
  };
  const types = new Map(['cn', 'title', 'userAccountControl'].map(attribute));
  const random = { bytes: (length: number) => new Uint8Array(length), uuid: () => ANCHOR };
  const writer = createAccountWriter({
    session,
    types: { describe: async () => types },
    random,
    defaultContainer: PEOPLE,
  });
  return { writer, requests, session };
}

const JANE = { cn: ['Jane'], useraccountcontrol: ['66048'] };

describe('update', () => {
  test.each([
    {
      name: 'plain attributes with one request',
      changes: { title: 'Engineer' },
      requests: [['modify', `<GUID=${ANCHOR}>`, { title: ['Engineer'] }]],
    },
    { name: 'nothing with no request', changes: {}, requests: [] },
    {
      name: 'the name it has with a look only',
      changes: { cn: 'Jane', parentDistinguishedName: 'ou=people, dc=corp' },
      requests: [['search', `<GUID=${ANCHOR}>`]],
    },
    {
      name: 'a new name in place, which needs fewer rights than a move',
      changes: { cn: 'Doe, Jane' },
      requests: [
        ['search', `<GUID=${ANCHOR}>`],
        ['rename', `CN=Jane,${PEOPLE}`, 'CN=Doe\\2C Jane'],
      ],
    },
    {
      name: 'what disables before everything else, alone',
      changes: { title: 'Engineer', accountDisabled: true, parentDistinguishedName: 'OU=Leavers,DC=corp' },
      requests: [
        ['search', `<GUID=${ANCHOR}>`],
        ['modify', `<GUID=${ANCHOR}>`, { userAccountControl: ['66050'] }],
        ['rename', `CN=Jane,${PEOPLE}`, 'CN=Jane,OU=Leavers,DC=corp'],
        ['modify', `<GUID=${ANCHOR}>`, { title: ['Engineer'] }],
      ],
    },
    {
      name: 'what enables after a move, with the rest',
      changes: { title: 'Engineer', accountDisabled: false, parentDistinguishedName: 'OU=Joiners,DC=corp' },
      requests: [
        ['search', `<GUID=${ANCHOR}>`],
        ['rename', `CN=Jane,${PEOPLE}`, 'CN=Jane,OU=Joiners,DC=corp'],
        ['modify', `<GUID=${ANCHOR}>`, { title: ['Engineer'], userAccountControl: ['66048'] }],
      ],
    },
    {
      name: 'a disabling by itself with one request',
      changes: { accountDisabled: true },
      requests: [
        ['search', `<GUID=${ANCHOR}>`],
        ['modify', `<GUID=${ANCHOR}>`, { userAccountControl: ['66050'] }],
      ],
    },
    {
      name: 'control bits that are mapped, with the disable bit on top',
      changes: { userAccountControl: '512', accountDisabled: true },
      requests: [
        ['search', `<GUID=${ANCHOR}>`],
        ['modify', `<GUID=${ANCHOR}>`, { userAccountControl: ['514'] }],
      ],
    },
  ])('writes $name', async ({ changes, requests }) => {
    const made = writerFor(JANE);
    await made.writer.update(ANCHOR, changes);
    expect(made.requests).toEqual(requests);
  });

  test.each(['rename', 'modify'] as const)(
    'has disabled the account when the %s after it is refused',
    async (refused) => {
      const made = writerFor(JANE);
      let writes = 0;
      const refuse = async () => {
        throw new Error('refused');
      };
      if (refused === 'rename') made.session.rename = refuse;
      const { modify } = made.session;
      made.session.modify = async (...input) => {
        writes += 1;
        return refused === 'modify' && writes > 1 ? refuse() : modify(...input);
      };
      const changes = { title: 'x', accountDisabled: true, parentDistinguishedName: 'OU=Mistyped,DC=corp' };
      await expect(made.writer.update(ANCHOR, changes)).rejects.toThrow('refused');
      expect(made.requests[1]).toEqual(['modify', `<GUID=${ANCHOR}>`, { userAccountControl: ['66050'] }]);
    },
  );

  test('writes nothing where the control bits cannot be read, or the others would be lost', async () => {
    const { writer, requests } = writerFor({ cn: ['Jane'] });
    const update = writer.update(ANCHOR, { accountDisabled: true, title: 'Engineer' });
    await expect(update).rejects.toMatchObject({
      code: 'HybridSynchronizationActiveDirectoryInsufficientAccessRights',
      attribute: 'accountDisabled',
    });
    expect(requests).toEqual([['search', `<GUID=${ANCHOR}>`]]);
  });

  test('writes nothing for an account that is gone', async () => {
    const { writer, requests } = writerFor(undefined);
    await expect(writer.update(ANCHOR, { cn: 'Jane', title: 'x' })).rejects.toMatchObject({ code: 'InvalidAnchor' });
    expect(requests).toEqual([['search', `<GUID=${ANCHOR}>`]]);
  });
});

describe('create', () => {
  test('is one add, and one look at what was made', async () => {
    const { writer, requests } = writerFor(JANE);
    const entry = await writer.create({ cn: 'Jane', title: null, accountDisabled: true });
    expect(entry.anchor).toBe(ANCHOR);
    const password = expect.objectContaining({ length: 2 * (1 + 67 + 1) }); // quotes and 67 characters, two bytes each
    expect(requests).toEqual([
      [
        'add',
        `CN=Jane,${PEOPLE}`,
        {
          objectClass: ['top', 'person', 'organizationalPerson', 'user'],
          cn: ['Jane'],
          userAccountControl: ['514'],
          unicodePwd: [password],
        },
        expect.any(Function), // what is asked when it leaves
      ],
      ['search', `CN=Jane,${PEOPLE}`],
    ]);
  });

  test('that cannot be read back yet is tried again, and then found by matching', async () => {
    const { writer } = writerFor(undefined);
    await expect(writer.create({ cn: 'Jane' })).rejects.toMatchObject({ code: 'EndpointUnavailable' });
  });
});
