/** What is asked for, in each dialect: filters, new users, managers. */
import { DIALECTS, type ScimProfile } from '../../../shared/targets/scim/dialect';
import { equalsFilter } from '../../../shared/targets/scim/filter';
import { managerOf, planManager, withManager } from '../../../shared/targets/scim/manager';
import { newUser, replacementUser } from '../../../shared/targets/scim/newUser';
import { parseScimPath } from '../../../shared/targets/scim/path';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('equalsFilter', () => {
  test.each<{ profile: ScimProfile; path: string; value: string; filter: string }>([
    { profile: 'rfc', path: 'userName', value: 'ada', filter: 'userName eq "ada"' },
    { profile: 'rfc', path: 'userName', value: 'a "b" \\c', filter: 'userName eq "a \\"b\\" \\\\c"' },
    {
      profile: 'rfc',
      path: 'emails[type eq "work"].value',
      value: 'a@b',
      filter: 'emails[type eq "work" and value eq "a@b"]',
    },
    {
      profile: 'entraClassic',
      path: 'emails[type eq "work"].value',
      value: 'a@b',
      filter: 'emails[type eq "work"].value eq "a@b"',
    },
    {
      profile: 'noPatch',
      path: `${ENTERPRISE}:employeeNumber`,
      value: '7',
      filter: `${ENTERPRISE}:employeeNumber eq "7"`,
    },
  ])('$profile searches $path by $filter', ({ profile, path, value, filter }) => {
    expect(equalsFilter(parseScimPath(path), value, DIALECTS[profile].elementFilter)).toBe(filter);
  });
});

describe('newUser', () => {
  const attributes = {
    userName: 'ada',
    active: true,
    title: null,
    nickName: '',
    roles: [],
    'name.givenName': 'Ada',
    'emails[type eq "work"].value': 'ada@work.example',
    'urn:contoso:User:badge': 'B1',
  };

  test('names the schemas it uses and omits what has no value', () => {
    expect(newUser(attributes, DIALECTS.rfc)).toEqual({
      schemas: [CORE, 'urn:contoso:User'],
      userName: 'ada',
      active: true,
      name: { givenName: 'Ada' },
      emails: [{ type: 'work', value: 'ada@work.example' }],
      'urn:contoso:User': { badge: 'B1' },
    });
  });

  test('as Microsoft’s client has it, marks the work e-mail as primary and names the two standard schemas only', () => {
    expect(newUser(attributes, DIALECTS.entraClassic)).toEqual({
      schemas: [CORE, ENTERPRISE],
      userName: 'ada',
      active: true,
      name: { givenName: 'Ada' },
      emails: [{ type: 'work', value: 'ada@work.example', primary: true }],
      meta: { resourceType: 'User' },
      'urn:contoso:User': { badge: 'B1' },
    });
  });

  test('without a work e-mail none is made up', () => {
    expect(newUser({ userName: 'ada' }, DIALECTS.entraCorrected)).toEqual({
      schemas: [CORE, ENTERPRISE],
      userName: 'ada',
      meta: { resourceType: 'User' },
    });
  });
});

test('a replacement leaves out what only the service may say, and names every schema it uses', () => {
  const user = {
    schemas: [CORE],
    id: '1',
    userName: 'ada',
    meta: { version: 'W/"1"' },
    groups: [{ value: 'g' }],
    [ENTERPRISE]: { department: 'D' },
  };
  expect(replacementUser(user)).toEqual({
    schemas: [CORE, ENTERPRISE],
    id: '1',
    userName: 'ada',
    [ENTERPRISE]: { department: 'D' },
  });
});

describe('the manager', () => {
  const boss = { id: '7', ref: 'https://app.example.com/scim/Users/7' };
  const managed = { [ENTERPRISE]: { manager: { value: '6' } } };

  test.each<{ profile: ScimProfile; user: object; manager: typeof boss | null; operation: object }>([
    {
      profile: 'rfc',
      user: {},
      manager: boss,
      operation: { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: '7', $ref: boss.ref } },
    },
    {
      profile: 'rfc',
      user: managed,
      manager: boss,
      operation: { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '7', $ref: boss.ref } },
    },
    { profile: 'rfc', user: managed, manager: null, operation: { op: 'remove', path: `${ENTERPRISE}:manager` } },
    {
      profile: 'entraClassic',
      user: {},
      manager: boss,
      operation: { op: 'Add', path: 'manager', value: [{ $ref: boss.ref, value: '7' }] },
    },
    { profile: 'entraClassic', user: managed, manager: null, operation: { op: 'Remove', path: 'manager' } },
    {
      profile: 'entraCorrected',
      user: {},
      manager: boss,
      operation: { op: 'add', path: `${ENTERPRISE}:manager`, value: '7' },
    },
  ])('$profile: $operation.op', ({ profile, user, manager, operation }) => {
    expect(planManager({ ...user }, manager, DIALECTS[profile])).toEqual(operation);
  });

  test.each([
    { name: 'a complex value', manager: { value: '6' }, id: '6' },
    { name: 'a bare id', manager: '6', id: '6' },
    { name: 'a list of one', manager: [{ value: '6' }], id: '6' },
    { name: 'a number', manager: { value: 6 }, id: '6' },
    { name: 'the name it had before SCIM 2.0', manager: { managerId: '6' }, id: '6' },
    { name: 'an empty text', manager: { value: '' }, id: null },
    { name: 'nobody', manager: undefined, id: null },
    { name: 'null', manager: null, id: null },
  ])('is read from $name', ({ manager, id }) => {
    expect(managerOf({ [ENTERPRISE]: { manager } })).toBe(id);
  });

  test('in a PUT is part of the user, and goes with its extension', () => {
    expect(withManager({ userName: 'a' }, boss, DIALECTS.rfc)).toEqual({
      userName: 'a',
      [ENTERPRISE]: { manager: { value: '7', $ref: boss.ref } },
    });
    expect(withManager(managed, null, DIALECTS.rfc)).toEqual({});
  });
});
