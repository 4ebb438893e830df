/** Whose token it is, and what it lets them do (spec/console.md 2, *On the server*). */
import type { JWTPayload } from 'jose';
import { callerKey, callerOf, PEOPLES_ROLES } from '../../../shared/api/http/rights';
import { refusal } from '../../support/httpCall';

const CONSOLE = { consoleScope: 'console' };
const IDS = { appid: 'app-1', oid: 'object-1' };

const READER = ['Application.Read.All', 'ProvisioningLog.Read.All', 'Synchronization.Read.All'];
const OPERATOR = [...READER, 'Muster.Job.Operate', 'SynchronizationData-User.Upload'];
const ADMIN = [...OPERATOR, 'Application.ReadWrite.All', 'Synchronization.ReadWrite.All'];

const rights = (claims: JWTPayload, people = CONSOLE) => [...callerOf({ ...IDS, ...claims }, people).roles].sort();

test('every role of a person stands for what the page says', () => {
  expect(Object.fromEntries(Object.entries(PEOPLES_ROLES).map(([role, all]) => [role, [...all].sort()]))).toEqual({
    'Muster.Reader': READER.toSorted(),
    'Muster.Operator': OPERATOR.toSorted(),
    'Muster.Admin': ADMIN.toSorted(),
  });
});

test.each<{ name: string; claims: JWTPayload; expected: readonly string[] }>([
  {
    name: 'an application may what its roles say',
    claims: { roles: ['Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'] },
    expected: ['Application.ReadWrite.OwnedBy', 'Synchronization.ReadWrite.All'],
  },
  {
    name: 'a role for people stands for nothing in an application’s token',
    claims: { roles: ['Muster.Admin', 'Muster.Job.Operate', 'User.Read.All'] },
    expected: ['User.Read.All'],
  },
  {
    name: 'a person signed in at the console has all that the role stands for',
    claims: { scp: 'console', roles: ['Muster.Reader'] },
    expected: READER,
  },
  {
    name: 'two roles are added up',
    claims: { scp: 'openid console', roles: ['Muster.Operator', 'Muster.Reader'] },
    expected: OPERATOR,
  },
  {
    name: 'a scope of another client limits to what it names',
    claims: { scp: 'Synchronization.Read.All Synchronization.ReadWrite.All', roles: ['Muster.Reader'] },
    expected: ['Synchronization.Read.All'],
  },
  {
    name: 'a scope grants nothing that no role stands for',
    claims: { scp: 'Synchronization.ReadWrite.All', roles: ['Muster.Operator'] },
    expected: [],
  },
  {
    name: 'a scope whose name only begins like the console’s is another',
    claims: { scp: 'console.read', roles: ['Muster.Admin'] },
    expected: [],
  },
  { name: 'an empty scope is a person’s too', claims: { scp: '', roles: ['Muster.Admin'] }, expected: [] },
  {
    name: 'scopes that are no text limit to nothing',
    claims: { scp: ['console'], roles: ['Muster.Admin'] },
    expected: [],
  },
  {
    name: 'ownership is of applications',
    claims: {
      scp: 'console',
      roles: ['Application.ReadWrite.OwnedBy', 'SynchronizationData-User.Upload.OwnedBy', 'User.Read.All'],
    },
    expected: ['User.Read.All'],
  },
  {
    name: 'roles of the directory are not read',
    claims: { scp: 'console', roles: ['Muster.Reader'], wids: ['62e90394-69f5-4237-9190-012177145e10'] },
    expected: READER,
  },
])('$name', ({ claims, expected }) => {
  expect(rights(claims)).toEqual(expected.toSorted());
});

test.each([
  {
    name: 'a token of an application with scopes',
    claims: { scp: 'console', idtyp: 'app', roles: ['Muster.Admin'] },
    people: CONSOLE,
    expected: [401, 'Access token validation failure. An application has no scopes.'],
  },
  {
    name: 'anybody who signed in, where nobody can',
    claims: { scp: 'console', roles: ['Muster.Admin'] },
    people: undefined,
    expected: [401, 'Access token validation failure. Nobody signs in here: CONSOLE_CLIENT_ID is not set.'],
  },
  {
    name: 'a person without a role',
    claims: { scp: 'console Synchronization.ReadWrite.All' },
    people: CONSOLE,
    expected: [
      403,
      'You are signed in, and nobody gave you a role in Muster. Ask for one of Muster.Reader, Muster.Operator, Muster.Admin.',
    ],
  },
  {
    name: 'a person with an empty list of roles',
    claims: { scp: 'console', roles: [] },
    people: CONSOLE,
    expected: [
      403,
      'You are signed in, and nobody gave you a role in Muster. Ask for one of Muster.Reader, Muster.Operator, Muster.Admin.',
    ],
  },
])('refuses $name', async ({ claims, people, expected }) => {
  const { status, message } = await refusal(() => callerOf({ ...IDS, ...claims }, people));
  expect([status, message]).toEqual(expected);
});

test('a person is known by name, where the token tells it', () => {
  const claims = { scp: 'console', roles: ['Muster.Reader'], name: 'Ada Dahl', preferred_username: 'ada@contoso.com' };
  expect(callerOf({ ...IDS, ...claims }, CONSOLE)).toMatchObject({
    kind: 'person',
    objectId: 'object-1',
    displayName: 'Ada Dahl',
    userPrincipalName: 'ada@contoso.com',
  });
});

test('people of one console are counted apart, instances of an application together', () => {
  const person = (oid: string) => callerOf({ ...IDS, oid, scp: 'console', roles: ['Muster.Reader'] }, CONSOLE);
  const app = (oid: string) => callerOf({ ...IDS, oid, roles: ['ProvisioningLog.Read.All'] }, CONSOLE);
  expect(callerKey(person('a'))).not.toBe(callerKey(person('b')));
  expect(callerKey(app('a'))).toBe(callerKey(app('b')));
});
