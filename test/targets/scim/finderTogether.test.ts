/** People looked up together by `or`: only at a service that has proven itself, and a miss only where nothing can be left out. */
import type { Target } from '../../../shared/targets/target';
import { type Quirks, type QuirkyScim, quirkyScim } from '../../support/quirkyScim';
import { openQuirky } from '../../support/scimTarget';

const PLAIN = { documents: { '/ServiceProviderConfig': 404 } };
const names = (first: number, count: number) => Array.from({ length: count }, (_, n) => `e${first + n}`);

let service: QuirkyScim;
let target: Target;

async function open(users: number, quirks: Quirks = {}, settings: Parameters<typeof openQuirky>[1] = {}) {
  service = quirkyScim({ ...PLAIN, ...quirks });
  target = openQuirky(service, settings).target;
  for (const externalId of names(1, users)) {
    const id = `u-${externalId}`;
    service.users.set(id, { id, externalId, userName: externalId, active: true });
  }
}

async function found(values: readonly string[], attribute = 'externalId') {
  const answers = (await target.findMany?.(attribute, values, [])) ?? new Map();
  return Object.fromEntries([...answers].map(([value, users]) => [value, users.length]));
}

const searches = () => service.requests.filter((request) => request.startsWith('GET /Users?'));
const lists = () => searches().filter((request) => request.includes(' or '));

test('ten people are one search, once the service has shown nine of its own and nobody else by such a filter', async () => {
  await open(12);
  expect(await found([...names(6, 5), ...names(20, 5)])).toEqual({
    ...Object.fromEntries(names(6, 5).map((name) => [name, 1])),
    ...Object.fromEntries(names(20, 5).map((name) => [name, 0])),
  });
  await found(names(1, 10));
  expect(searches()).toHaveLength(4);
  expect(searches()[0]).toBe('GET /Users?startIndex=1&count=9');
  expect(searches()[1]).toMatch(/^GET \/Users\?filter=externalId eq "e1" or externalId eq "[-0-9a-f]{36}" or .*"e9"$/);
  expect(searches()[2]).toBe(
    `GET /Users?filter=${[...names(6, 5), ...names(20, 5)].map((name) => `externalId eq "${name}"`).join(' or ')}`,
  );
});

test.each<{ name: string; quirks: Quirks }>([
  { name: 'finds nobody by `or`', quirks: { or: 'nobody' } },
  { name: 'reads the first side alone', quirks: { or: 'first' } },
  { name: 'reads the last side alone', quirks: { or: 'last' } },
  { name: 'refuses `or`', quirks: { or: 400 } },
  { name: 'answers everybody', quirks: { or: 'everybody' } },
])('a service that $name is asked for each alone, and not tried again', async ({ quirks }) => {
  await open(12, quirks);
  expect(await found(names(1, 10))).toEqual({});
  expect(await found(names(1, 10))).toEqual({});
  expect(lists()).toHaveLength(1);
});

test('a service with one user cannot prove itself, and is asked again five lists later', async () => {
  await open(1);
  for (let round = 0; round < 6; round += 1) expect(await found(names(30, 10))).toEqual({});
  expect(searches()).toEqual(['GET /Users?startIndex=1&count=9']);
  service.users.set('u-2', { id: 'u-2', externalId: 'e2', userName: 'e2' });
  expect(await found(names(30, 2))).toEqual({ e30: 0, e31: 0 });
});

test('whoever is missed where as many are listed as ever were is left open: more may have been cut off', async () => {
  await open(12, { listsAtMost: 3 });
  expect(await found(names(1, 10))).toEqual({ e1: 1, e2: 1, e3: 1 });
  expect(await found(names(10, 10))).toEqual({ e10: 1, e11: 1, e12: 1 });
  expect(await found(names(20, 10))).toEqual(Object.fromEntries(names(20, 10).map((name) => [name, 0])));
});

test('where disabled users are hidden, a miss is left open', async () => {
  await open(3, { hidesDisabled: true });
  service.users.set('u-9', { id: 'u-9', externalId: 'e9', userName: 'taken', active: false });
  await target.create({ userName: 'taken', externalId: 'e9' }).catch(() => undefined);
  expect(await found(['e1', 'e8', 'e9'])).toEqual({ e1: 1 });
});

test.each<{ name: string; values: readonly string[]; attribute?: string; profile?: 'rfc' }>([
  { name: 'values with quotes or backslashes', values: ['a"b', 'c\\d', ''] },
  { name: 'elements of collections', values: ['e1', 'e2'], attribute: 'emails[type eq "work"].value' },
  { name: 'any at a service whose profile was chosen', values: ['e1', 'e2'], profile: 'rfc' },
])('$name are not asked for together', async ({ values, attribute, profile }) => {
  await open(12, {}, profile && { profile });
  expect(await found(values, attribute)).toEqual({});
  expect(searches()).toEqual([]);
});
