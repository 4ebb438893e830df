/** What a controller is asked for many people, and who is left to be asked for alone. */
import type { LdapAttribute } from '../../../shared/targets/ldap/attributeTypes';
import type { DirectoryEntry } from '../../../shared/targets/ldap/entry';
import { guidToBytes } from '../../../shared/targets/ldap/guid';
import { createLookUp } from '../../../shared/targets/ldap/lookUp';
import type { Search, Session } from '../../../shared/targets/ldap/session';

const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const entry = (n: number, employeeID: string, more: Readonly<Record<string, string>> = {}): DirectoryEntry => ({
  anchor: guid(n),
  dn: `CN=${n},DC=corp,DC=example`,
  attributes: new Map(Object.entries({ employeeid: employeeID, ...more }).map(([name, value]) => [name, [value]])),
});

function controllerWith(entries: readonly DirectoryEntry[], baseDn?: string) {
  const searches: Search[] = [];
  const session = {
    domain: async () => ({ defaultNamingContext: 'DC=corp,DC=example' }),
    async search(search: Search) {
      searches.push(search);
      return entries;
    },
  } as unknown as Session;
  const types = { describe: async () => new Map([['employeeid', { type: 'String' } as LdapAttribute]]) };
  return { searches, lookUp: createLookUp(session, types as never, baseDn) };
}

const people = (filter: unknown) => ({
  all: [{ equals: ['objectCategory', 'person'] }, { equals: ['objectClass', 'user'] }, filter],
});

test('many values are one search below the base, and each is told its own, whatever the case', async () => {
  const { lookUp, searches } = controllerWith([entry(1, 'E1'), entry(2, 'é2'), entry(3, 'e3'), entry(4, 'e3')], 'OU=X');
  const found = await lookUp.findMany('employeeID', ['e1', 'e2', 'e3', ''], []);
  expect([...found].map(([value, users]) => [value, users.map(({ anchor }) => anchor)])).toEqual([
    ['e1', [guid(1)]],
    ['e2', []], // the controller takes é2 for it
    ['e3', [guid(3), guid(4)]],
    ['', []],
  ]);
  const any = ['e1', 'e2', 'e3'].map((value) => ({ equals: ['employeeID', value] }));
  expect(searches).toMatchObject([{ base: 'OU=X', scope: 'sub', filter: people({ any }), sizeLimit: 500 }]);
});

test('many accounts are one search of the whole domain, and what is deleted is left to be read alone', async () => {
  const { lookUp, searches } = controllerWith([entry(1, 'e1'), entry(2, 'e2', { isdeleted: 'TRUE' })], 'OU=X');
  const anchors = [guid(1).toUpperCase(), guid(2), guid(3), 'no anchor'];
  const found = await lookUp.readMany(anchors, ['employeeID']);
  expect([...found.keys()]).toEqual([guid(1).toUpperCase()]);
  const any = [1, 2, 3].map((n) => ({ equals: ['objectGUID', guidToBytes(guid(n))] }));
  expect(searches).toMatchObject([{ base: 'DC=corp,DC=example', filter: people({ any }) }]);
});

test('an answer as long as an answer may be tells nothing of anybody', async () => {
  const { lookUp } = controllerWith(Array.from({ length: 500 }, (_, n) => entry(n, 'same')));
  expect(await lookUp.findMany('employeeID', ['same', 'e1'], [])).toEqual(new Map());
  expect(await lookUp.readMany([guid(1), guid(2)], [])).toEqual(new Map());
});

test('nothing is asked where nobody can hold any of the values', async () => {
  const { lookUp, searches } = controllerWith([]);
  expect(await lookUp.findMany('employeeID', ['', ''], [])).toEqual(new Map([['', []]]));
  expect(await lookUp.readMany(['no anchor'], [])).toEqual(new Map());
  expect(searches).toEqual([]);
});

test('an attribute that the domain does not know is refused, as it is for one', async () => {
  const { lookUp } = controllerWith([]);
  await expect(lookUp.findMany('favouriteColour', ['red', 'blue'], [])).rejects.toMatchObject({
    code: 'HybridSynchronizationActiveDirectoryCannotFindAttribute',
  });
});
