/**
 * The lives of two people and their manager at services that each do one thing as the standard, or the last one, does not.
 * At all of them everything ends as it was written, is found again, and is not written a second time.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../shared/scim/json';
import type { Target, TargetAttributes, Told } from '../../../shared/targets/target';
import { printValue, type Value } from '../../../shared/value';
import { type Quirks, type QuirkyScim, quirkyScim } from '../../support/quirkyScim';
import { openQuirky } from '../../support/scimTarget';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MANAGER = `${ENTERPRISE}:manager`;
const WORK_EMAIL = 'emails[type eq "work"].value';
const [WORK_PHONE, MOBILE] = ['phoneNumbers[type eq "work"].value', 'phoneNumbers[type eq "mobile"].value'];

const ADA: TargetAttributes = {
  userName: 'ada@example.com',
  externalId: 'E-1',
  active: true,
  displayName: 'Ada',
  'name.givenName': 'Ada',
  'name.familyName': 'Lovelace',
  title: 'Countess',
  [WORK_EMAIL]: 'ada@work.example',
  [WORK_PHONE]: '+44 1',
  [MOBILE]: '+44 2',
  roles: ['author', 'reader'],
  [`${ENTERPRISE}:department`]: 'Engines',
  [`${ENTERPRISE}:employeeNumber`]: 'N-1',
};
const NAMES = Object.keys(ADA);

const CHANGES: TargetAttributes = {
  active: false,
  title: 'Lady',
  'name.givenName': 'Augusta',
  [WORK_EMAIL]: 'augusta@work.example',
  [MOBILE]: '+44 3',
  roles: ['author', 'admin'],
  [`${ENTERPRISE}:department`]: 'Notes',
};
const CLEARED: TargetAttributes = { title: null, [MOBILE]: null, roles: null, [`${ENTERPRISE}:department`]: null };

const ENTRA = { documents: { '/ServiceProviderConfig': 404 } };
const untyped = (user: JsonObject): JsonObject => ({
  ...user,
  ...Object.fromEntries(
    ['emails', 'phoneNumbers'].flatMap((name) => {
      const list = user[name];
      return Array.isArray(list) ? [[name, list.map(({ type: _, ...element }) => element)]] : [];
    }),
  ),
});
const asTexts = (user: JsonObject): JsonObject => {
  const { emails, roles } = user;
  const texts = (list: unknown) => (Array.isArray(list) ? list.map((one) => (one as { value: string }).value) : []);
  return { ...user, ...(emails && { emails: texts(emails) }), ...(roles && { roles: texts(roles) }) };
};

interface Row extends Quirks {
  readonly name: string;
}

const ROWS: readonly Row[] = [
  { name: 'does as the standard says' },
  { name: 'does not describe itself, and takes what Entra sends', ...ENTRA },
  // Answers.
  { name: 'answers changes without a body', answersChanges: 'empty' },
  { name: 'answers changes with an excerpt', answersChanges: 'excerpt' },
  { name: 'answers changes with the user as it was before', answersChanges: 'before' },
  { name: 'answers creates without a body', answersCreates: 'empty' },
  { name: 'answers creates without a body and an address', answersCreates: 'withoutLocation' },
  { name: 'numbers its users', ids: 'numbers' },
  { name: 'numbers its users beyond what JSON counts exactly', ids: 'longNumbers' },
  { name: 'has its answers labelled as plain JSON', contentType: 'application/json; charset=utf-8' },
  { name: 'leaves active out of what it shows', shows: ({ active: _, ...user }) => user },
  {
    name: 'leaves active out where it is true',
    shows: ({ active, ...user }) => (active === true ? user : { ...user, active: false }),
  },
  { name: 'shows booleans as text', shows: (user) => ({ ...user, active: user.active === true ? 'True' : 'False' }) },
  { name: 'counts in texts', searches: 'textTotals' },
  { name: 'lists nobody unless it is told how many', searches: 'needsCount' },
  { name: 'always lists from the beginning', searches: 'noPages' },
  // What it keeps.
  { name: 'keeps no types', keeps: untyped },
  { name: 'keeps no types and answers without a body', keeps: untyped, answersChanges: 'empty' },
  { name: 'keeps no types and does not describe itself', keeps: untyped, ...ENTRA },
  { name: 'shows e-mails and roles as texts', shows: asTexts },
  {
    name: 'keeps the manager as a text',
    keeps: (user) => managerAs(user, (id) => id),
  },
  { name: 'keeps the manager as a list', keeps: (user) => managerAs(user, (id) => [{ value: id }]) },
  { name: 'keeps the manager under its old name', keeps: (user) => managerAs(user, (id) => ({ managerId: id })) },
  // Managers it takes.
  ...(['object', 'text', 'list'] as const).flatMap((managers): Row[] => [
    { name: `takes a manager as ${managers} alone, and passes others over`, managers },
    {
      name: `takes a manager as ${managers} alone, and refuses others`,
      managers,
      refusesWith: { status: 400, scimType: 'invalidValue' },
    },
    {
      name: `takes a manager as ${managers} alone, without a word of others`,
      managers,
      answersChanges: 'empty',
      ...ENTRA,
    },
  ]),
  // Forms of a PATCH.
  ...(['text', 'json'] as const).flatMap((booleans): Row[] => [
    { name: `takes booleans as ${booleans} alone`, booleans },
    {
      name: `takes booleans as ${booleans} alone, and refuses others`,
      booleans,
      refusesWith: { status: 400, scimType: 'invalidValue' },
      ...ENTRA,
    },
    { name: `takes booleans as ${booleans} alone, and answers nothing`, booleans, answersChanges: 'empty', ...ENTRA },
  ]),
  { name: 'passes over paths', paths: 'never' },
  { name: 'refuses paths', paths: 'never', refusesWith: { status: 400, scimType: 'invalidPath' } },
  { name: 'breaks at paths', paths: 'never', refusesWith: { status: 500, scimType: '' } },
  { name: 'passes over what has no path', paths: 'always' },
  { name: 'passes over filters in paths', paths: 'withoutFilter' },
  { name: 'refuses filters in paths', paths: 'withoutFilter', refusesWith: { status: 400, scimType: 'noTarget' } },
  { name: 'passes over filters in paths, and does not describe itself', paths: 'withoutFilter', ...ENTRA },
  { name: 'carries out the first operation alone', operations: 'first' },
  { name: 'refuses several operations', operations: 'refused' },
  { name: 'knows operations in capitals alone', names: 'capitalized' },
  { name: 'knows operations in lower case alone', names: 'lowerCase', ...ENTRA },
  { name: 'does not remove, but replaces by null', removes: false },
  { name: 'does not patch', refusesPatch: 501 },
  { name: 'has nothing where others patch', refusesPatch: 404 },
  {
    name: 'passes over filters in paths, and has nothing where others replace',
    paths: 'withoutFilter',
    refusesPut: 404,
  },
  {
    name: 'does not patch, and says so',
    refusesPatch: 405,
    documents: { '/ServiceProviderConfig': '{"patch":{"supported":"false"}}' },
  },
  {
    name: 'says that it does not patch, and does not replace',
    refusesPut: 405,
    documents: { '/ServiceProviderConfig': '{"patch":{"supported":false}}' },
  },
  // Filters.
  { name: 'refuses brackets in filters', filters: { understands: /^[^[]*$/, others: 400 } },
  { name: 'finds nobody by brackets in filters', filters: { understands: /^[^[]*$/, others: 'nobody' } },
  { name: 'knows filters as Entra sends them', filters: { understands: /^[^[]*$|\]\.value/, others: 400 } },
  // What it says of itself.
  ...[401, 403, 500, 503].map(
    (status): Row => ({
      name: `answers ${status} to what is asked about itself`,
      documents: { '/ServiceProviderConfig': status, '/Schemas': status, '/ResourceTypes': status },
    }),
  ),
  ...['[]', '{', 'null', '"no"', '[{"patch":{"supported":true}}]', '{"Resources":null}', '{"schemas":[]}'].map(
    (text): Row => ({
      name: `describes itself as ${text}`,
      documents: { '/ServiceProviderConfig': text, '/Schemas': text, '/ResourceTypes': text },
    }),
  ),
  {
    name: 'describes itself in more words than anybody reads',
    documents: { '/Schemas': JSON.stringify([{ id: 'x'.repeat(1_000_000) }]) },
  },
];

function managerAs(user: JsonObject, form: (id: string) => JsonObject | string | JsonObject[]): JsonObject {
  const extension = user[ENTERPRISE] as JsonObject | undefined;
  const manager = extension?.manager as JsonObject | string | readonly JsonObject[] | undefined;
  if (manager === undefined) return user;
  const one = (Array.isArray(manager) ? manager[0] : manager) as JsonObject | string;
  const id = typeof one === 'string' ? one : String(one.value ?? one.managerId);
  return { ...user, [ENTERPRISE]: { ...extension, manager: form(id) } };
}

/** As compared: lists as sets, and `active` left out where the service never shows it. */
function comparable(attributes: Readonly<Record<string, Value>>, names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => {
      const value = attributes[name] ?? null;
      return [name, typeof value === 'object' && value !== null ? [...value].sort().join() : printValue(value)];
    }),
  );
}

async function expectHeld(target: Target, anchor: string, wanted: TargetAttributes): Promise<void> {
  const read = await target.read(anchor, [...NAMES, MANAGER]);
  const names = Object.keys(wanted).filter((name) => name !== 'active' || read?.attributes.active !== undefined);
  expect(comparable(read?.attributes ?? {}, names)).toEqual(comparable(wanted, names));
}

/** What was told may be less than was written, and never otherwise. */
function expectTold(told: Told, written: TargetAttributes): void {
  expect(comparable(told, Object.keys(told))).toEqual(comparable(written, Object.keys(told)));
}

async function live(target: Target, service: QuirkyScim): Promise<void> {
  await target.testConnection('externalId');
  expect(await target.find('externalId', 'E-1', NAMES)).toEqual([]);
  const boss = await target.create({ userName: 'boss@example.com', externalId: 'E-0', active: true });
  const other = await target.create({ userName: 'other@example.com', externalId: 'E-2', active: true });
  const ada = await target.create(ADA);
  expectTold(ada.told, ADA);
  await expectHeld(target, ada.anchor, ADA);

  expectTold(await target.update(ada.anchor, CHANGES), CHANGES);
  await expectHeld(target, ada.anchor, { ...ADA, ...CHANGES });
  expect(service.users.get(ada.anchor)).toMatchObject({ active: false });

  for (const manager of [boss.anchor, other.anchor, null]) {
    expectTold(await target.setReference(ada.anchor, MANAGER, manager), { [MANAGER]: manager });
    await expectHeld(target, ada.anchor, { ...ADA, ...CHANGES, [MANAGER]: manager });
  }
  expectTold(await target.update(ada.anchor, CLEARED), CLEARED);
  await expectHeld(target, ada.anchor, { ...ADA, ...CHANGES, ...CLEARED });
  expect(elementsOf(service, ada.anchor)).toEqual({ emails: 1, phoneNumbers: 1, roles: 0 });

  expectTold(await target.update(ada.anchor, { ...CHANGES, active: true }), { ...CHANGES, active: true });
  await expectHeld(target, ada.anchor, { ...ADA, ...CHANGES, active: true });
  expect(elementsOf(service, ada.anchor)).toEqual({ emails: 1, phoneNumbers: 2, roles: 2 });

  for (const [name, value] of [['externalId', 'E-1'] as const, [WORK_EMAIL, 'augusta@work.example'] as const]) {
    expect((await target.find(name, value, NAMES)).map(({ anchor }) => anchor)).toEqual([ada.anchor]);
  }
}

function elementsOf({ users }: QuirkyScim, anchor: string) {
  const user = users.get(anchor) ?? {};
  const holds = (one: Json) => !isJsonObject(one) || one.value !== undefined; // Entra leaves labels behind
  const count = (name: string) => (Array.isArray(user[name]) ? user[name].filter(holds).length : 0);
  return { emails: count('emails'), phoneNumbers: count('phoneNumbers'), roles: count('roles') };
}

describe.each(ROWS)('a service that $name', ({ name: _, ...quirks }) => {
  test('has everything as it was written, and then needs one read and one write for a change', async () => {
    const service = quirkyScim(quirks);
    const { target } = openQuirky(service);
    await live(target, service);

    const [{ anchor } = { anchor: '' }] = await target.find('externalId', 'E-1', NAMES);
    service.requests.length = 0;
    await target.read(anchor, [...NAMES, MANAGER]);
    await target.update(anchor, { title: 'Enchantress' });
    const confirms = quirks.answersChanges === 'before' ? ['GET'] : []; // what it answers is always in doubt
    const again = quirks.refusesPatch === undefined ? [] : ['GET']; // what is sent back whole is read just before
    expect(service.requests.map((line) => line.split(' ')[0])).toEqual([
      'GET',
      ...again,
      expect.stringMatching(/PATCH|PUT/),
      ...confirms,
    ]);
    await expectHeld(target, anchor, { ...ADA, ...CHANGES, active: true, title: 'Enchantress' });
  });
});
