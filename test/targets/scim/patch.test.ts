import type { JsonObject } from '../../../shared/scim/json';
import { DIALECTS } from '../../../shared/targets/scim/dialect';
import { applyChanges, patchBody, planPatch } from '../../../shared/targets/scim/patch';
import type { AttributeChanges } from '../../../shared/targets/target';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const WORK_EMAIL = 'emails[type eq "work"].value';

interface Case {
  readonly name: string;
  readonly current: JsonObject;
  readonly changes: AttributeChanges;
  readonly operations: unknown;
}

const typed = (resource: JsonObject) => ({ resource, untyped: new Set<string>() });

describe('the standard PATCH', () => {
  test.each<Case>([
    {
      name: 'adds what is not there and replaces what is, with typed values',
      current: { active: true },
      changes: { active: false, nickName: 'Babs' },
      operations: [
        { op: 'replace', path: 'active', value: false },
        { op: 'add', path: 'nickName', value: 'Babs' },
      ],
    },
    {
      name: 'removes what is there',
      current: { title: 'x', [ENTERPRISE]: { department: 'D' } },
      changes: { title: null, [`${ENTERPRISE}:department`]: '' },
      operations: [
        { op: 'remove', path: 'title' },
        { op: 'remove', path: `${ENTERPRISE}:department` },
      ],
    },
    {
      name: 'does nothing about what is gone already',
      current: { emails: [{ type: 'home', value: 'h' }] },
      changes: { title: null, [WORK_EMAIL]: null },
      operations: [],
    },
    {
      name: 'replaces a part of an element in place',
      current: { emails: [{ type: 'work', value: 'a' }] },
      changes: { [WORK_EMAIL]: 'b' },
      operations: [{ op: 'replace', path: WORK_EMAIL, value: 'b' }],
    },
    {
      name: 'adds an element to its collection, as a filter that selects nothing is an error',
      current: { emails: [{ type: 'home', value: 'h' }] },
      changes: { [WORK_EMAIL]: 'b' },
      operations: [{ op: 'add', path: 'emails', value: [{ type: 'work', value: 'b' }] }],
    },
    {
      name: 'adds the parts of a new element together, and each new element on its own',
      current: {},
      changes: {
        'addresses[type eq "work"].locality': 'Wellington',
        'addresses[type eq "work"].country': 'NZ',
        'addresses[type eq "home"].country': 'AU',
      },
      operations: [
        { op: 'add', path: 'addresses', value: [{ type: 'work', locality: 'Wellington', country: 'NZ' }] },
        { op: 'add', path: 'addresses', value: [{ type: 'home', country: 'AU' }] },
      ],
    },
    {
      name: 'removes a whole element when nothing but labels would be left',
      current: { addresses: [{ type: 'work', primary: true, locality: 'W', country: 'NZ' }] },
      changes: { 'addresses[type eq "work"].locality': null, 'addresses[type eq "work"].country': null },
      operations: [{ op: 'remove', path: 'addresses[type eq "work"]' }],
    },
    {
      name: 'removes a part of an element that keeps others',
      current: { addresses: [{ type: 'work', locality: 'W', country: 'NZ' }] },
      changes: { 'addresses[type eq "work"].locality': null },
      operations: [{ op: 'remove', path: 'addresses[type eq "work"].locality' }],
    },
    {
      name: 'replaces a collection as a whole',
      current: { roles: [{ value: 'reader' }] },
      changes: { roles: ['admin', 'author'] },
      operations: [{ op: 'replace', path: 'roles', value: [{ value: 'admin' }, { value: 'author' }] }],
    },
  ])('$name', ({ current, changes, operations }) => {
    expect(planPatch(changes, typed(current), DIALECTS.rfc)).toEqual(operations);
  });
});

describe('the PATCH of Microsoft’s client', () => {
  test.each<Case>([
    {
      name: 'disables with text',
      current: { active: true },
      changes: { active: false },
      operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    },
    {
      name: 'adds, replaces and removes one by one, by path',
      current: { displayName: 'A', title: 't', emails: [{ type: 'home', value: 'h' }] },
      changes: { nickName: 'Babs', displayName: 'B', title: null, [WORK_EMAIL]: 'w' },
      operations: [
        { op: 'Add', path: 'nickName', value: 'Babs' },
        { op: 'Replace', path: 'displayName', value: 'B' },
        { op: 'Remove', path: 'title' },
        { op: 'Add', path: WORK_EMAIL, value: 'w' },
      ],
    },
    {
      name: 'removes the part of an element and leaves its labels',
      current: { emails: [{ type: 'work', value: 'w' }] },
      changes: { [WORK_EMAIL]: null },
      operations: [{ op: 'Remove', path: WORK_EMAIL }],
    },
  ])('by default $name', ({ current, changes, operations }) => {
    expect(planPatch(changes, typed(current), DIALECTS.entraClassic)).toEqual(operations);
  });

  test.each<Case>([
    {
      name: 'disables with a boolean',
      current: { active: true },
      changes: { active: false },
      operations: [{ op: 'replace', path: 'active', value: false }],
    },
    {
      name: 'puts several plain replaces into one and keeps filtered ones apart',
      current: {
        displayName: 'A',
        name: { givenName: 'G' },
        emails: [{ type: 'work', value: 'w' }],
        [ENTERPRISE]: { employeeNumber: '1' },
      },
      changes: {
        displayName: 'B',
        [WORK_EMAIL]: 'x',
        'name.givenName': 'H',
        [`${ENTERPRISE}:employeeNumber`]: '2',
        nickName: 'Babs',
      },
      operations: [
        { op: 'replace', value: { displayName: 'B', 'name.givenName': 'H', [`${ENTERPRISE}:employeeNumber`]: '2' } },
        { op: 'replace', path: WORK_EMAIL, value: 'x' },
        { op: 'add', path: 'nickName', value: 'Babs' },
      ],
    },
  ])('corrected $name', ({ current, changes, operations }) => {
    expect(planPatch(changes, typed(current), DIALECTS.entraCorrected)).toEqual(operations);
  });
});

test('a PATCH names its schema', () => {
  expect(patchBody([{ op: 'remove', path: 'title' }])).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'remove', path: 'title' }],
  });
});

test('for a PUT the changes are made in the resource itself', () => {
  const current = { userName: 'a', title: 't', emails: [{ type: 'home', value: 'h' }] };
  expect(applyChanges({ userName: 'b', title: null, [WORK_EMAIL]: 'w' }, current)).toEqual({
    userName: 'b',
    emails: [
      { type: 'home', value: 'h' },
      { type: 'work', value: 'w' },
    ],
  });
});

describe('a collection', () => {
  const emails = [
    { type: 'work', value: 'a' },
    { type: 'home', value: 'h', display: 'at home' },
  ];

  test('is replaced whole where paths have no filters, and goes whole with its last element', () => {
    const plan = (changes: AttributeChanges, current: JsonObject) =>
      planPatch(changes, typed(current), DIALECTS.noFilterPaths);
    expect(plan({ [WORK_EMAIL]: 'b' }, { emails })).toEqual([
      { op: 'replace', path: 'emails', value: [{ type: 'work', value: 'b' }, emails[1]] },
    ]);
    expect(plan({ [WORK_EMAIL]: 'b' }, {})).toEqual([
      { op: 'add', path: 'emails', value: [{ type: 'work', value: 'b' }] },
    ]);
    expect(plan({ [WORK_EMAIL]: null }, { emails: [emails[0]] as JsonObject[] })).toEqual([
      { op: 'remove', path: 'emails' },
    ]);
  });

  test('whose elements came without type is replaced whole in every dialect: a filter would select none of them', () => {
    const current = { resource: { emails }, untyped: new Set(['emails']) };
    expect(planPatch({ [WORK_EMAIL]: 'b' }, current, DIALECTS.rfc)).toEqual([
      { op: 'replace', path: 'emails', value: [{ type: 'work', value: 'b' }, emails[1]] },
    ]);
  });

  test('keeps what labels the elements that stay', () => {
    const roles = [
      { value: 'reader', type: 'app', display: 'Reader', primary: true },
      { value: 'writer', display: 'Writer' },
    ];
    expect(planPatch({ roles: ['Reader', 'admin'] }, typed({ roles }), DIALECTS.rfc)).toEqual([
      { op: 'replace', path: 'roles', value: [{ ...roles[0], value: 'Reader' }, { value: 'admin' }] },
    ]);
  });

  test('takes an element that is written as the JSON of an object', () => {
    const role = '{"primary":false,"display":"Admin","value":"admin"}';
    expect(planPatch({ roles: [role, '{no JSON'] }, typed({}), DIALECTS.rfc)).toEqual([
      {
        op: 'add',
        path: 'roles',
        value: [{ primary: false, display: 'Admin', value: 'admin' }, { value: '{no JSON' }],
      },
    ]);
  });
});

describe('a PATCH without paths', () => {
  test.each<Case>([
    {
      name: 'is one replace of what the resource shall hold, complex values whole',
      current: { name: { givenName: 'A', familyName: 'L' }, [ENTERPRISE]: { division: 'X' } },
      changes: { title: 'Lady', 'name.givenName': 'Ada', [`${ENTERPRISE}:department`]: 'D', [WORK_EMAIL]: 'b' },
      operations: [
        {
          op: 'replace',
          value: {
            title: 'Lady',
            name: { givenName: 'Ada', familyName: 'L' },
            [ENTERPRISE]: { division: 'X', department: 'D' },
            emails: [{ type: 'work', value: 'b' }],
          },
        },
      ],
    },
    {
      name: 'names what goes as null, and a list that ends up empty as one',
      current: {
        title: 'x',
        name: { givenName: 'A', familyName: 'L' },
        roles: [{ value: 'r' }],
        emails: [{ type: 'work', value: 'b' }],
        [ENTERPRISE]: { department: 'D' },
      },
      changes: {
        title: null,
        'name.givenName': null,
        roles: null,
        [WORK_EMAIL]: null,
        [`${ENTERPRISE}:department`]: null,
        nickName: null,
      },
      operations: [
        {
          op: 'replace',
          value: {
            title: null,
            name: { familyName: 'L', givenName: null },
            roles: [],
            emails: [],
            [ENTERPRISE]: { department: null },
          },
        },
      ],
    },
    { name: 'is none where nothing is left to go', current: {}, changes: { title: null }, operations: [] },
  ])('$name', ({ current, changes, operations }) => {
    expect(planPatch(changes, typed(current), DIALECTS.noPath)).toEqual(operations);
  });
});
