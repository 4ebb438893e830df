import type { JsonObject } from '../../../shared/scim/json';
import { parseScimPath } from '../../../shared/targets/scim/path';
import { readValue, toJson, withJson } from '../../../shared/targets/scim/resource';
import type { Value } from '../../../shared/value';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ADA: JsonObject = {
  id: '1',
  UserName: 'ada',
  active: 'False',
  name: { givenName: 'Ada', familyName: null },
  emails: [
    { type: 'home', value: 'ada@home.example' },
    { type: 'Work', value: 'ada@work.example', primary: 'True' },
  ],
  roles: [{ value: 'admin' }, { value: 'author' }],
  logins: 7,
  [ENTERPRISE]: { department: 'Engines', manager: { value: '2', $ref: '../Users/2' } },
  'urn:contoso:User': { skills: ['mathematics', 'poetry'] },
};

describe('reading by path', () => {
  test.each<{ name: string; path: string; value: Value }>([
    { name: 'an attribute, whatever its case', path: 'userName', value: 'ada' },
    { name: 'a boolean that came as text', path: 'active', value: false },
    { name: 'a number', path: 'logins', value: 7 },
    { name: 'a sub-attribute', path: 'name.givenName', value: 'Ada' },
    { name: 'null as nothing', path: 'name.familyName', value: null },
    {
      name: 'an element, whatever the case of its type',
      path: 'emails[type eq "work"].value',
      value: 'ada@work.example',
    },
    {
      name: 'an element by a boolean that came as text',
      path: 'emails[primary eq true].value',
      value: 'ada@work.example',
    },
    { name: 'a label of an element', path: 'emails[type eq "work"].primary', value: true },
    { name: 'an element that is not there', path: 'emails[type eq "other"].value', value: null },
    { name: 'a collection as its values', path: 'roles', value: ['admin', 'author'] },
    { name: 'one part of every element', path: 'emails.value', value: ['ada@home.example', 'ada@work.example'] },
    { name: 'an attribute of an extension', path: `${ENTERPRISE}:department`, value: 'Engines' },
    { name: 'a reference as the id it points to', path: `${ENTERPRISE}:manager`, value: '2' },
    { name: 'a list of texts', path: 'urn:contoso:User:skills', value: ['mathematics', 'poetry'] },
    { name: 'an extension that is not there', path: 'urn:other:User:department', value: null },
    { name: 'a complex value without a main part', path: 'name', value: null },
  ])('gives $name', ({ path, value }) => {
    expect(readValue(ADA, parseScimPath(path))).toEqual(value);
  });
});

describe('changing by path', () => {
  test.each<{ name: string; from: JsonObject; path: string; value: Value; to: JsonObject }>([
    {
      name: 'sets an attribute under the name it has',
      from: { UserName: 'a' },
      path: 'userName',
      value: 'b',
      to: { UserName: 'b' },
    },
    {
      name: 'adds to a complex attribute',
      from: { name: { familyName: 'L' } },
      path: 'name.givenName',
      value: 'Ada',
      to: { name: { familyName: 'L', givenName: 'Ada' } },
    },
    {
      name: 'takes a complex attribute away with its last part',
      from: { name: { givenName: 'Ada' } },
      path: 'name.givenName',
      value: null,
      to: {},
    },
    {
      name: 'makes an element',
      from: {},
      path: 'emails[type eq "work"].value',
      value: 'a',
      to: { emails: [{ type: 'work', value: 'a' }] },
    },
    {
      name: 'makes an element that text calls primary',
      from: {},
      path: 'roles[primary eq "True"].value',
      value: 'r',
      to: { roles: [{ primary: true, value: 'r' }] },
    },
    {
      name: 'changes one element and keeps the others and its other parts',
      from: {
        emails: [
          { type: 'home', value: 'h' },
          { type: 'work', value: 'a', primary: true },
        ],
      },
      path: 'emails[type eq "work"].value',
      value: 'b',
      to: {
        emails: [
          { type: 'home', value: 'h' },
          { type: 'work', primary: true, value: 'b' },
        ],
      },
    },
    {
      name: 'takes an element away that keeps only its labels',
      from: {
        emails: [
          { type: 'home', value: 'h' },
          { type: 'work', value: 'a', primary: true },
        ],
      },
      path: 'emails[type eq "work"].value',
      value: null,
      to: { emails: [{ type: 'home', value: 'h' }] },
    },
    {
      name: 'keeps an element that says more',
      from: { addresses: [{ type: 'work', locality: 'A', country: 'NZ' }] },
      path: 'addresses[type eq "work"].locality',
      value: null,
      to: { addresses: [{ type: 'work', country: 'NZ' }] },
    },
    {
      name: 'takes a collection away with its last element',
      from: { emails: [{ type: 'work', value: 'a' }] },
      path: 'emails[type eq "work"].value',
      value: null,
      to: {},
    },
    {
      name: 'leaves alone what is not there',
      from: { title: 't' },
      path: 'emails[type eq "work"].value',
      value: null,
      to: { title: 't' },
    },
    {
      name: 'takes an extension away with its last attribute',
      from: { [ENTERPRISE]: { department: 'D' } },
      path: `${ENTERPRISE}:department`,
      value: null,
      to: {},
    },
    {
      name: 'writes a collection as objects',
      from: {},
      path: 'roles',
      value: ['admin', 'author'],
      to: { roles: [{ value: 'admin' }, { value: 'author' }] },
    },
    {
      name: 'writes a custom list as it is',
      from: {},
      path: 'urn:contoso:User:skills',
      value: ['x', 'y'],
      to: { 'urn:contoso:User': { skills: ['x', 'y'] } },
    },
  ])('$name', ({ from, path: name, value, to }) => {
    const before = structuredClone(from);
    const path = parseScimPath(name);
    expect(withJson(from, path, value === null ? undefined : toJson(path, value))).toEqual(to);
    expect(from).toEqual(before);
  });
});

describe('values as SCIM writes them', () => {
  test.each<{ name: string; path: string; value: Value; json: unknown }>([
    { name: 'text that says whether somebody is active', path: 'active', value: 'False', json: false },
    { name: 'other text stays text', path: 'title', value: 'False', json: 'False' },
    { name: 'a whole number', path: 'logins', value: 12n, json: 12 },
    {
      name: 'a number beyond what JSON carries',
      path: 'logins',
      value: 9_007_199_254_740_993n,
      json: '9007199254740993',
    },
    { name: 'a list of one where one value fits', path: 'name.givenName', value: ['Ada'], json: 'Ada' },
    { name: 'one value for a collection', path: 'roles', value: 'admin', json: [{ value: 'admin' }] },
  ])('$name', ({ path, value, json }) => {
    expect(toJson(parseScimPath(path), value)).toEqual(json);
  });

  test('several values where one fits are refused by name', () => {
    expect(() => toJson(parseScimPath('name.givenName'), ['Ada', 'Augusta'])).toThrow(
      expect.objectContaining({ code: 'SchemaPropertyCanOnlyAcceptValue', attribute: 'name.givenName' }),
    );
  });

  test('a part of every element cannot be written', () => {
    expect(() => toJson(parseScimPath('emails.value'), 'a')).toThrow(
      expect.objectContaining({ code: 'SchemaAttributeNotFound', attribute: 'emails.value' }),
    );
  });
});
