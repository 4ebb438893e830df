import { createUserDirectory } from '../../shared/directory/userDirectory';
import {
  DirectoryBusy,
  InvalidUser,
  UserConflict,
  UserCreatedBefore,
  UserNotFound,
} from '../../shared/graph/userFaults';
import { StoreConflict, StoreUnavailable, type Table } from '../../shared/store/contract/table';
import { createMemoryTable } from '../../shared/store/memory/memoryTable';
import {
  countingRandom,
  DAY_MS,
  DOMAIN,
  newUser,
  openTestDirectory,
  TENANT_ID,
  type TestDirectory,
} from '../support/directory';

const NOBODY = 'ffffffff-0000-4000-8000-000000000000';

let opened: TestDirectory;
beforeEach(async () => {
  opened = await openTestDirectory();
});

describe('create', () => {
  test('gives an id, a creation time and a user type, and keeps no password', async () => {
    const { directory, table } = opened;
    const user = await directory.create(newUser('mira', { employeeId: '810042' }));
    expect(user).toEqual({
      id: '00000000-0000-4000-8000-000000000001',
      managerId: undefined,
      properties: {
        accountEnabled: true,
        createdDateTime: '2026-01-15T09:30:00Z',
        displayName: 'Mira Okafor',
        employeeId: '810042',
        mailNickname: 'mira',
        userPrincipalName: `mira@${DOMAIN}`,
        userType: 'Member',
      },
    });
    expect(await directory.read(user.id)).toEqual(user);
    expect(JSON.stringify(table.rows())).not.toContain('Tr0ub4dor');
  });

  test('keeps lists and objects', async () => {
    const { directory } = opened;
    const values = {
      otherMails: ['a@private.example', 'b@private.example'],
      employeeOrgData: { division: 'Corporate' },
      onPremisesExtensionAttributes: { extensionAttribute1: 'Zürich ✓' },
    };
    const { id } = await directory.create(newUser('mira', values));
    expect((await directory.read(id))?.properties).toMatchObject(values);
  });

  test('the largest user there can be fits into a row', async () => {
    const { directory } = opened;
    const values = {
      otherMails: Array.from({ length: 250 }, () => `${'m'.repeat(238)}@example.com`),
      streetAddress: '漢'.repeat(1024),
      onPremisesExtensionAttributes: Object.fromEntries(
        Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, '漢'.repeat(1024)]),
      ),
    };
    const { id } = await directory.create(newUser('mira', values));
    expect((await directory.read(id))?.properties).toMatchObject(values);
  });

  test('a userPrincipalName that is taken in another case is refused, and nothing is written', async () => {
    const { directory, table } = opened;
    await directory.create(newUser('mira'));
    const before = table.rows();
    await expect(directory.create(newUser('MIRA'))).rejects.toEqual(new UserConflict('userPrincipalName'));
    expect(table.rows()).toEqual(before);
  });

  test('an employeeId, a mail address and a nickname may be shared', async () => {
    const { directory } = opened;
    const shared = { employeeId: '1', mail: 'x@example.com', mailNickname: 'x' };
    await directory.create(newUser('mira', shared));
    await directory.create(newUser('noor', shared));
    for (const [property, value] of Object.entries(shared)) {
      expect(await directory.find(property, value, 10)).toHaveLength(2);
    }
  });

  test('five hundred users may share a value, and no more', async () => {
    const { directory } = opened;
    for (let count = 0; count < 500; count++) await directory.create(newUser(`user${count}`, { employeeId: '1' }));
    await expect(directory.create(newUser('one.more', { employeeId: '1' }))).rejects.toMatchObject({
      name: 'InvalidUser',
      faults: [{ property: 'employeeId', expectation: 'is shared by 500 users already, the most there may be' }],
    });
  });

  test('two creates of one name at the same time make one user', async () => {
    const { directory } = opened;
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => directory.create(newUser('mira'))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect((await directory.list({ limit: 10 })).users).toHaveLength(1);
  });

  test('of creates with one key at the same time, under different names, one makes a user and the others learn which', async () => {
    const { directory } = opened;
    const names = ['mira', 'mira2', 'mira3'];
    const outcomes = await Promise.allSettled(names.map((name) => directory.create(newUser(name), 'job-1 701984')));
    const [user, ...others] = (await directory.list({ limit: 10 })).users;
    expect(others).toEqual([]);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals).toEqual([new UserCreatedBefore(user?.id ?? ''), new UserCreatedBefore(user?.id ?? '')]);
    expect(refusals.map(({ id }) => id)).toEqual([user?.id, user?.id]);
  });

  test('a key stands for its user until that one is purged', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'), 'key');
    const again = () => directory.create(newUser('mira2'), 'key');
    await directory.update(id, { userPrincipalName: `other@${DOMAIN}` });
    await expect(again()).rejects.toMatchObject({ name: 'UserCreatedBefore', id });
    await directory.delete(id);
    await expect(again()).rejects.toMatchObject({ name: 'UserCreatedBefore', id });
    await directory.purge(id);
    const next = await again();
    await expect(again()).rejects.toMatchObject({ name: 'UserCreatedBefore', id: next.id });
    await expect(directory.create(newUser('mira3'), 'another key')).resolves.toBeDefined();
  });

  test('creates that share an employeeId at the same time all succeed and are all found', async () => {
    const { directory } = opened;
    await Promise.all([1, 2, 3, 4].map((n) => directory.create(newUser(`user${n}`, { employeeId: '1' }))));
    expect(await directory.find('employeeId', '1', 10)).toHaveLength(4);
  });
});

describe('read and find', () => {
  test('resolve knows ids in any case and names in any case', async () => {
    const { directory } = opened;
    const user = await directory.create(newUser('mira'));
    expect(await directory.resolve(user.id.toUpperCase())).toEqual(user);
    expect(await directory.resolve('Mira@ADATUM.example')).toEqual(user);
    expect(await directory.resolve('noor@adatum.example')).toBeUndefined();
    expect(await directory.resolve(NOBODY)).toBeUndefined();
    expect(await directory.resolve('../users')).toBeUndefined();
  });

  test.each([
    { property: 'id', value: '00000000-0000-4000-8000-000000000002' },
    { property: 'userPrincipalName', value: 'NOOR@adatum.example' },
    { property: 'employeeId', value: 'e-2' },
    { property: 'mail', value: 'noor@example.COM' },
    { property: 'jobTitle', value: 'analyst' },
    { property: 'employeeOrgData/division', value: 'corporate' },
    { property: 'businessPhones', value: '+44 113 555 0100' },
  ])('find by $property compares without case', async ({ property, value }) => {
    const { directory } = opened;
    await directory.create(newUser('mira'));
    const noor = await directory.create(
      newUser('noor', {
        employeeId: 'E-2',
        mail: 'Noor@example.com',
        jobTitle: 'Analyst',
        employeeOrgData: { division: 'Corporate' },
        businessPhones: ['+44 113 555 0100'],
      }),
    );
    expect(await directory.find(property, value, 10)).toEqual([noor]);
  });

  test('find stops at its limit', async () => {
    const { directory } = opened;
    for (const name of ['a', 'b', 'c']) await directory.create(newUser(name, { employeeId: '1', city: 'Leeds' }));
    expect(await directory.find('employeeId', '1', 2)).toHaveLength(2);
    expect(await directory.find('city', 'Leeds', 2)).toHaveLength(2);
  });

  test('list goes through everybody, page by page, in the order of ids', async () => {
    const { directory } = opened;
    for (const name of ['a', 'b', 'c', 'd', 'e']) await directory.create(newUser(name));
    const names: string[] = [];
    let startAt: string | undefined;
    do {
      const page = await directory.list({ limit: 2, ...(startAt && { startAt }) });
      names.push(page.users.map(({ properties }) => properties.mailNickname).join());
      startAt = page.next;
    } while (startAt !== undefined);
    expect(names).toEqual(['a,b', 'c,d', 'e']);
  });

  test('a page ends exactly where the list ends', async () => {
    const { directory } = opened;
    for (const name of ['a', 'b']) await directory.create(newUser(name));
    expect((await directory.list({ limit: 2 })).next).toBeUndefined();
    const matches = ({ properties }: { properties: { mailNickname: string } }) => properties.mailNickname === 'b';
    expect(await directory.list({ limit: 1, matches })).toMatchObject({
      users: [{ properties: { mailNickname: 'b' } }],
    });
  });
});

describe('update', () => {
  test('moves the user under its new names', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira', { employeeId: '1' }));
    await directory.update(id, { userPrincipalName: `m.okafor@${DOMAIN}`, employeeId: '2' });
    expect(await directory.resolve(`mira@${DOMAIN}`)).toBeUndefined();
    expect(await directory.find('employeeId', '1', 10)).toEqual([]);
    expect(await directory.resolve(`m.okafor@${DOMAIN}`)).toMatchObject({ id });
    expect(await directory.find('employeeId', '2', 10)).toMatchObject([{ id }]);
    expect(await directory.isTaken('userPrincipalName', `mira@${DOMAIN}`)).toBe(false);
    await directory.create(newUser('mira', { employeeId: '1' }));
  });

  test('the case of a name may change', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    await directory.update(id, { userPrincipalName: `Mira@${DOMAIN}` });
    expect((await directory.resolve(`mira@${DOMAIN}`))?.properties.userPrincipalName).toBe(`Mira@${DOMAIN}`);
  });

  test('a name that is taken is refused, and nothing changes', async () => {
    const { directory, table } = opened;
    const { id } = await directory.create(newUser('mira'));
    await directory.create(newUser('noor'));
    const before = table.rows();
    await expect(directory.update(id, { userPrincipalName: `noor@${DOMAIN}`, city: 'Leeds' })).rejects.toEqual(
      new UserConflict('userPrincipalName'),
    );
    expect(table.rows()).toEqual(before);
  });

  test('what is equal already is not written', async () => {
    const { directory, table } = opened;
    const { id } = await directory.create(newUser('mira', { otherMails: ['a@b.example'] }));
    const before = table.rows();
    await directory.update(id, {
      displayName: 'Mira Okafor',
      otherMails: ['a@b.example'],
      passwordProfile: { password: 'Abcdefg1' },
    });
    expect(table.rows()).toEqual(before);
  });

  test('changes of different properties at the same time are both kept', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    await Promise.all([directory.update(id, { city: 'Leeds' }), directory.update(id, { jobTitle: 'Analyst' })]);
    expect((await directory.read(id))?.properties).toMatchObject({ city: 'Leeds', jobTitle: 'Analyst' });
  });

  test.each([NOBODY, '', 'not an id', `mira@${DOMAIN}`])('of "%s" says that there is no such user', async (id) => {
    const { directory } = opened;
    await directory.create(newUser('mira'));
    await expect(directory.update(id, { city: 'Leeds' })).rejects.toEqual(new UserNotFound(id));
  });

  test('a fault names the property and writes nothing', async () => {
    const { directory, table } = opened;
    const { id } = await directory.create(newUser('mira'));
    const before = table.rows();
    await expect(directory.update(id, { city: 'Leeds', employeeId: '12345678901234567' })).rejects.toBeInstanceOf(
      InvalidUser,
    );
    expect(table.rows()).toEqual(before);
  });
});

describe('the recycle bin', () => {
  test('a deleted user is found there only, under a name that shows that its own is free', async () => {
    const { directory } = opened;
    const user = await directory.create(newUser('mira', { employeeId: '1' }));
    await directory.delete(user.id);
    expect(await directory.read(user.id)).toBeUndefined();
    expect(await directory.resolve(`mira@${DOMAIN}`)).toBeUndefined();
    expect(await directory.find('employeeId', '1', 10)).toEqual([]);
    expect((await directory.list({ limit: 10 })).users).toEqual([]);
    const deleted = {
      id: user.id,
      properties: {
        deletedDateTime: '2026-01-15T09:30:00Z',
        userPrincipalName: `00000000000040008000000000000001mira@${DOMAIN}`,
      },
    };
    expect(await directory.readDeleted(user.id)).toMatchObject(deleted);
    expect((await directory.listDeleted({ limit: 10 })).users).toMatchObject([deleted]);
    await expect(directory.delete(user.id)).rejects.toEqual(new UserNotFound(user.id));
    await expect(directory.update(user.id, { city: 'Leeds' })).rejects.toEqual(new UserNotFound(user.id));
  });

  test('a restored user is itself again, manager included', async () => {
    const { directory } = opened;
    const manager = await directory.create(newUser('noor'));
    const { id } = await directory.create(newUser('mira', { employeeId: '1' }));
    await directory.setManager(id, manager.id);
    const before = await directory.read(id);
    await directory.delete(id);
    expect(await directory.restore(id)).toEqual(before);
    expect(await directory.read(id)).toEqual(before);
    expect(await directory.find('employeeId', '1', 10)).toEqual([before]);
    expect(await directory.resolve(`mira@${DOMAIN}`)).toEqual(before);
    expect(await directory.readDeleted(id)).toBeUndefined();
    await expect(directory.restore(id)).rejects.toEqual(new UserNotFound(id));
  });

  test('a name stays known while its former holder is in the bin, but may be taken', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    await directory.delete(id);
    expect(await directory.isTaken('userPrincipalName', `mira@${DOMAIN}`)).toBe(true);
    const successor = await directory.create(newUser('mira'));
    await expect(directory.restore(id)).rejects.toEqual(new UserConflict('userPrincipalName'));
    expect(await directory.readDeleted(id)).toBeDefined();
    await directory.update(successor.id, { userPrincipalName: `mira.2@${DOMAIN}` });
    await directory.restore(id);
    expect(await directory.resolve(`mira@${DOMAIN}`)).toMatchObject({ id });
  });

  test('several users of one name may lie there; each can be purged, and then nothing is left', async () => {
    const { directory, table } = opened;
    for (let round = 0; round < 2; round++) await directory.delete((await directory.create(newUser('mira'))).id);
    const { users } = await directory.listDeleted({ limit: 10 });
    expect(users).toHaveLength(2);
    for (const { id } of users) await directory.purge(id);
    expect(table.rows()).toEqual([]);
  });

  test('a live user cannot be purged', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    await expect(directory.purge(id)).rejects.toEqual(new UserNotFound(id));
    expect(await directory.read(id)).toBeDefined();
  });

  test('thirty days later a deleted user is gone, purged or not', async () => {
    const { directory, table, pass } = opened;
    const { id } = await directory.create(newUser('mira'));
    await directory.delete(id);
    pass(30 * DAY_MS - 1);
    expect(await directory.readDeleted(id)).toBeDefined();
    expect(await directory.purgeExpired()).toEqual({ purged: 0, more: false });
    pass(1);
    expect(await directory.readDeleted(id)).toBeUndefined();
    expect((await directory.listDeleted({ limit: 10 })).users).toEqual([]);
    await expect(directory.restore(id)).rejects.toEqual(new UserNotFound(id));
    expect(await directory.purgeExpired()).toEqual({ purged: 1, more: false });
    expect(table.rows()).toEqual([]);
  });

  test('expired users are purged a hundred at a time', async () => {
    const { directory, pass } = opened;
    for (let count = 0; count < 101; count++) {
      await directory.delete((await directory.create(newUser(`user${count}`))).id);
    }
    pass(30 * DAY_MS);
    expect(await directory.purgeExpired()).toEqual({ purged: 100, more: true });
    expect(await directory.purgeExpired()).toEqual({ purged: 1, more: false });
  });

  test('of two deletes at the same time one finds the user gone', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    const outcomes = await Promise.allSettled([directory.delete(id), directory.delete(id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await directory.read(id)).toBeUndefined();
    expect(await directory.readDeleted(id)).toBeDefined();
  });
});

describe('the manager', () => {
  test('is set, replaced and cleared', async () => {
    const { directory } = opened;
    const [mira, noor, omar] = [
      await directory.create(newUser('mira')),
      await directory.create(newUser('noor')),
      await directory.create(newUser('omar')),
    ];
    expect(await directory.manager(mira.id)).toBeUndefined();
    await directory.setManager(mira.id, noor.id);
    expect(await directory.manager(mira.id)).toEqual(noor);
    await directory.setManager(mira.id, omar.id.toUpperCase());
    expect(await directory.manager(mira.id)).toEqual(omar);
    await directory.setManager(mira.id, null);
    expect(await directory.manager(mira.id)).toBeUndefined();
  });

  test('must be there, and so must the user', async () => {
    const { directory } = opened;
    const { id } = await directory.create(newUser('mira'));
    await expect(directory.setManager(id, NOBODY)).rejects.toMatchObject({
      name: 'ReferencedUserNotFound',
      id: NOBODY,
    });
    await expect(directory.setManager(NOBODY, id)).rejects.toMatchObject({ name: 'UserNotFound', id: NOBODY });
    await expect(directory.manager(NOBODY)).rejects.toMatchObject({ name: 'UserNotFound', id: NOBODY });
  });

  test('who is deleted is nobody’s manager until restored', async () => {
    const { directory } = opened;
    const mira = await directory.create(newUser('mira'));
    const noor = await directory.create(newUser('noor'));
    await directory.setManager(mira.id, noor.id);
    await directory.delete(noor.id);
    expect(await directory.manager(mira.id)).toBeUndefined();
    await directory.restore(noor.id);
    expect(await directory.manager(mira.id)).toEqual(noor);
  });
});

describe('storage', () => {
  /** The directory over a table that counts its calls. */
  async function openCounted() {
    const calls: string[] = [];
    const table = createMemoryTable('directory', async () => {});
    await table.ensure();
    const counted: Table = {
      ...table,
      get: (...args) => {
        calls.push('get');
        return table.get(...args);
      },
      query: (range) => {
        calls.push('query');
        return table.query(range);
      },
      transact: (actions) => {
        calls.push('transact');
        return table.transact(actions);
      },
    };
    const directory = createUserDirectory({
      ...opened,
      table: counted,
      tenantId: TENANT_ID,
      verifiedDomains: [DOMAIN],
    });
    const callsOf = async (run: () => Promise<unknown>) => {
      calls.length = 0;
      await run();
      return calls.join(' ');
    };
    return { directory, callsOf };
  }

  test('is asked no more often than needed', async () => {
    const { directory, callsOf } = await openCounted();
    const create = (name: string) => directory.create(newUser(name, { employeeId: name, mail: `${name}@example.com` }));
    expect(await callsOf(() => create('mira'))).toBe('transact');
    expect(await callsOf(() => directory.create(newUser('ada'), 'key'))).toBe('transact');
    const { id } = await create('noor');
    expect(await callsOf(() => directory.read(id))).toBe('get');
    expect(await callsOf(() => directory.resolve(`noor@${DOMAIN}`))).toBe('get get');
    expect(await callsOf(() => directory.find('employeeId', 'noor', 2))).toBe('get get');
    expect(await callsOf(() => directory.update(id, { city: 'Leeds' }))).toBe('get transact');
    expect(await callsOf(() => directory.update(id, { city: 'Leeds' }))).toBe('get');
    expect(await callsOf(() => directory.isTaken('userPrincipalName', `noor@${DOMAIN}`))).toBe('get');
    expect(await callsOf(() => directory.delete(id))).toBe('get get transact');
    expect(await callsOf(() => directory.restore(id))).toBe('get get transact');
  });

  test('an insert that the storage client repeats after a lost answer is no conflict', async () => {
    const { table } = opened;
    const repeating: Table = {
      ...table,
      transact: async (actions) => {
        await table.transact(actions);
        throw new StoreConflict('row exists already', 0);
      },
    };
    const directory = createUserDirectory({
      ...opened,
      table: repeating,
      tenantId: TENANT_ID,
      verifiedDomains: [DOMAIN],
    });
    const user = await directory.create(newUser('mira'), 'key');
    expect(await opened.directory.read(user.id)).toEqual(user);
  });

  test('gives up when others always come first, and when storage is away', async () => {
    const { table } = opened;
    const open = (error: Error) => {
      const failing: Table = {
        ...table,
        transact: async () => {
          throw error;
        },
      };
      return createUserDirectory({ ...opened, table: failing, tenantId: TENANT_ID, verifiedDomains: [DOMAIN] });
    };
    await expect(open(new StoreConflict('changed')).create(newUser('mira'))).rejects.toBeInstanceOf(DirectoryBusy);
    const away = new StoreUnavailable('no answer');
    await expect(open(away).create(newUser('mira'))).rejects.toBe(away);
  });

  test('tenants do not see each other', async () => {
    const { directory, table, clock } = opened;
    const other = createUserDirectory({
      table,
      clock,
      random: countingRandom(),
      tenantId: 'other',
      verifiedDomains: [DOMAIN],
    });
    const { id } = await directory.create(newUser('mira'));
    expect(await other.read(id)).toBeUndefined();
    await other.create(newUser('mira'));
    expect((await directory.list({ limit: 10 })).users).toHaveLength(1);
  });
});
