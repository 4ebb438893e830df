/** Services that do not do what they answer, or do not say what they did: what is told of it, and that nobody else is harmed. */

import { ProvisioningError } from '../../../shared/errors';
import type { JsonObject } from '../../../shared/scim/json';
import { type Quirks, type QuirkyScim, quirkyScim } from '../../support/quirkyScim';
import { type OpenedTarget, openQuirky } from '../../support/scimTarget';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const [DEPARTMENT, MANAGER] = [`${ENTERPRISE}:department`, `${ENTERPRISE}:manager`];
const WORK_EMAIL = 'emails[type eq "work"].value';

let service: QuirkyScim;
let opened: OpenedTarget;

function open(quirks: Quirks, settings: Parameters<typeof openQuirky>[1] = {}) {
  service = quirkyScim(quirks);
  opened = openQuirky(service, settings);
  return opened.target;
}

const writes = () => service.requests.filter((line) => /^(PATCH|PUT|POST)/.test(line)).length;

async function failureOf(call: Promise<unknown>): Promise<ProvisioningError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProvisioningError) return error;
  throw new Error('A ProvisioningError was expected.', { cause: error });
}

describe('an attribute that a service files elsewhere', () => {
  const elsewhere = (user: JsonObject): JsonObject => {
    const { [ENTERPRISE]: extension, ...others } = user;
    return extension === undefined ? others : { ...others, department_name: (extension as JsonObject).department };
  };

  test.each(['probe', 'rfc', 'entraClassic', 'noPatch'] as const)('is told as not there (%s)', async (profile) => {
    const target = open({ keeps: elsewhere }, { profile });
    const { anchor, told } = await target.create({ userName: 'ada', title: 'Countess', [DEPARTMENT]: 'Engines' });
    expect(told).toEqual({ userName: 'ada', title: 'Countess', [DEPARTMENT]: null });
    expect(await target.update(anchor, { title: 'Lady', [DEPARTMENT]: 'Notes' })).toEqual({
      title: 'Lady',
      [DEPARTMENT]: null,
    });
  });

  test('is told as not there by a service that answers nothing, too', async () => {
    const target = open({ keeps: elsewhere, answersChanges: 'empty' });
    const { anchor } = await target.create({ userName: 'ada' });
    expect(await target.update(anchor, { [DEPARTMENT]: 'Notes' })).toEqual({ [DEPARTMENT]: null });
  });

  test('is tried in other forms for the first two people, and in one from then on', async () => {
    const target = open({ keeps: elsewhere });
    const counts: number[] = [];
    for (const userName of ['a', 'b', 'c', 'd']) {
      const { anchor } = await target.create({ userName });
      const before = writes();
      await target.update(anchor, { [DEPARTMENT]: 'Notes' });
      counts.push(writes() - before);
    }
    const [first = 0, second = 0, ...others] = counts;
    expect(first).toBeGreaterThan(1);
    expect(second).toBeGreaterThan(1);
    expect(Math.max(first, second)).toBeLessThanOrEqual(6);
    expect(others).toEqual([1, 1]);
  });

  test('leaves what the others are written in as it was', async () => {
    const target = open({ keeps: elsewhere });
    const { anchor } = await target.create({ userName: 'ada' });
    await target.update(anchor, { title: 'Lady', [DEPARTMENT]: 'Notes' });
    service.requests.length = 0;
    await target.read(anchor, ['title']);
    await target.update(anchor, { title: 'Countess' });
    expect(service.requests).toEqual([`GET /Users/${anchor}`, `PATCH /Users/${anchor}`]);
  });
});

describe('an account that stays enabled', () => {
  test('although the answer says success is told as enabled', async () => {
    const target = open({ keeps: (user) => ({ ...user, active: true }) });
    const { anchor } = await target.create({ userName: 'ada', active: true });
    expect(await target.update(anchor, { active: false, title: 'Lady' })).toEqual({ active: true, title: 'Lady' });
  });

  test('is not told at all where the service never says', async () => {
    const target = open({ shows: ({ active: _, ...user }) => user });
    const { anchor } = await target.create({ userName: 'ada', active: true });
    expect(await target.update(anchor, { active: false })).toEqual({});
  });
});

describe('a value that a service refuses', () => {
  test('is refused as it was, when the form of the write is known to be right', async () => {
    const target = open({});
    const { anchor } = await target.create({ userName: 'ada' });
    await target.update(anchor, { title: 'Lady' });
    const before = writes();
    service.quirks = { paths: 'never', refusesWith: { status: 400, scimType: 'invalidValue' } };
    expect(await failureOf(target.update(anchor, { title: 'x' }))).toMatchObject({ code: 'InvalidValue' });
    expect(writes() - before).toBe(1);
  });

  test('is refused with the first refusal, when no form does', async () => {
    const target = open({ refusesPatch: 422, refusesPut: 400 });
    const { anchor } = await target.create({ userName: 'ada' });
    expect(await failureOf(target.update(anchor, { title: 'x' }))).toMatchObject({
      code: 'UnprocessableEntity',
      details: expect.stringContaining('HTTP 422'),
    });
  });

  test('is not tried in other forms where a profile is set', async () => {
    const target = open({ refusesPatch: 400 }, { profile: 'rfc' });
    const { anchor } = await target.create({ userName: 'ada' });
    const before = writes();
    await failureOf(target.update(anchor, { title: 'x' }));
    expect(writes() - before).toBe(1);
  });
});

describe('people who are counted and not listed', () => {
  test('are never nobody: the person fails, and alone', async () => {
    const target = open({ searches: 'bareTotals' });
    await target.create({ userName: 'ada' });
    expect(await target.find('userName', 'ben', [])).toEqual([]);
    const failure = await failureOf(target.find('userName', 'ada', []));
    expect(failure).toMatchObject({ category: 'permanent', attribute: 'userName' });
    expect(failure.message).toContain('found 1 users by userName and listed none of them');
    expect(await failureOf(target.isTaken('userName', 'ada'))).toMatchObject({ category: 'permanent' });
  });
});

describe('deleting', () => {
  test('for good is looked at once', async () => {
    const target = open({});
    const anchors = [];
    for (const userName of ['ada', 'ben']) anchors.push((await target.create({ userName })).anchor);
    service.requests.length = 0;
    for (const anchor of anchors) await target.delete(anchor);
    expect(service.requests.map((line) => line.split(' ')[0])).toEqual(['DELETE', 'GET', 'DELETE']);
  });

  test.each(['listed', 'enabled'] as const)(
    'that leaves the account %s leaves it disabled, and a rehire is found',
    async (deletes) => {
      const target = open({ deletes });
      const { anchor } = await target.create({ userName: 'ada', active: true });
      await target.delete(anchor);
      const [found] = await target.find('userName', 'ada', ['active']);
      expect(found).toMatchObject({ anchor, attributes: { active: false } });
      await target.update(anchor, { active: true });
      expect(service.users.get(anchor)).toMatchObject({ active: true });
    },
  );

  test('that leaves the account enabled whatever is done is no success', async () => {
    const target = open({ deletes: 'enabled', keeps: (user) => ({ ...user, active: true }) });
    const { anchor } = await target.create({ userName: 'ada', active: true });
    const failure = await failureOf(target.delete(anchor));
    expect(failure).toMatchObject({ category: 'permanent', attribute: 'active' });
    expect(failure.message).toContain('still shows the account, enabled');
  });

  test('that hides the account and keeps its name explains the conflict of a rehire', async () => {
    const target = open({ deletes: 'hidden' });
    const { anchor } = await target.create({ userName: 'ada', externalId: 'E1' });
    await target.delete(anchor);
    expect(await target.find('externalId', 'E1', [])).toEqual([]);
    const failure = await failureOf(target.create({ userName: 'ada', externalId: 'E1' }));
    expect(failure).toMatchObject({ code: 'EntryConflict', attribute: 'userName' });
    expect(failure.message).toContain('No look-up shows who has the userName "ada"');
  });

  test('that shows disabled accounts on demand alone has the rehire found after the conflict', async () => {
    const target = open({ deletes: 'listed', hidesDisabled: true });
    const { anchor } = await target.create({ userName: 'ada', externalId: 'E1', active: true });
    await target.delete(anchor);
    expect(await target.find('externalId', 'E1', [])).toEqual([]);
    const conflict = await failureOf(target.create({ userName: 'ada', externalId: 'E1' }));
    expect(conflict.code).toBe('EntryConflict');
    expect(conflict.message).not.toContain('No look-up shows');
    expect((await target.find('externalId', 'E1', [])).map((user) => user.anchor)).toEqual([anchor]);
  });

  test('a conflict with somebody who is shown is told as it is', async () => {
    const target = open({});
    await target.create({ userName: 'ada' });
    const conflict = await failureOf(target.create({ userName: 'ADA' }));
    expect(conflict).toMatchObject({ code: 'EntryConflict', attribute: 'userName' });
    expect(conflict.message).not.toContain('No look-up shows');
  });
});

describe('a create that says nothing', () => {
  test('is a bad moment while nobody is shown', async () => {
    const target = open({ answersCreates: 'withoutLocation', filters: { understands: /^$/, others: 'nobody' } });
    expect(await failureOf(target.create({ userName: 'ada' }))).toMatchObject({
      code: 'EndpointUnavailable',
      category: 'transient',
    });
  });
});

describe('a service that says it does not filter', () => {
  const documents = { '/ServiceProviderConfig': '{"filter":{"supported":false}}' };

  test('and does, passes the connection test by the first person who is there', async () => {
    const target = open({ documents });
    await target.create({ userName: 'ada', externalId: 'E1' });
    await expect(target.testConnection('externalId')).resolves.toBeUndefined();
  });

  test.each([
    { name: 'and does not', quirks: { documents, filters: { understands: /^$/, others: 'nobody' } } as const },
    { name: 'and has nobody to show otherwise', quirks: { documents } },
  ])('$name, fails it', async ({ quirks }) => {
    const target = open(quirks);
    if ('filters' in quirks) await target.create({ userName: 'ada', externalId: 'E1' });
    const failure = await failureOf(target.testConnection('externalId'));
    expect(failure.code).toBe('SystemForCrossDomainIdentityManagementServiceIncompatible');
  });
});

test('a description that could not be read is asked for again after a while, and believed then', async () => {
  const target = open({ documents: { '/ServiceProviderConfig': 500 }, names: 'lowerCase' });
  const { anchor } = await target.create({ userName: 'ada' });
  service.quirks = {};
  opened.advance(11 * 60_000);
  service.requests.length = 0;
  await target.update(anchor, { title: 'Lady' });
  expect(service.requests[0]).toBe('GET /ServiceProviderConfig');
});

test('a manager of many people is looked up once', async () => {
  const target = open({});
  const boss = await target.create({ userName: 'boss' });
  const people = await Promise.all(Array.from({ length: 10 }, (_, n) => target.create({ userName: `p${n}` })));
  service.requests.length = 0;
  await Promise.all(people.map(({ anchor }) => target.setReference(anchor, MANAGER, boss.anchor)));
  expect(service.requests.filter((line) => line.startsWith('GET'))).toEqual([`GET /Users/${boss.anchor}`]);
  expect(service.requests.filter((line) => line.startsWith('PATCH'))).toHaveLength(10);
});

test('what is remembered of a user is not believed for long', async () => {
  const target = open({});
  const { anchor } = await target.create({ userName: 'ada' });
  opened.advance(20_000);
  service.requests.length = 0;
  await target.update(anchor, { title: 'Lady' });
  expect(service.requests).toEqual([`GET /Users/${anchor}`, `PATCH /Users/${anchor}`]);
});

test('roles keep their type, display and primary', async () => {
  const target = open({});
  const { anchor } = await target.create({ userName: 'ada', roles: ['author'] });
  const author = { value: 'author', type: 'app', display: 'Author', primary: true };
  service.users.set(anchor, { ...service.users.get(anchor), roles: [author] });
  await target.read(anchor, ['roles']);
  await target.update(anchor, { roles: ['author', 'admin'] });
  expect(service.users.get(anchor)?.roles).toEqual([author, { value: 'admin' }]);
});

test('uploads of people whose e-mails come back without type make no second one', async () => {
  const keeps = ({ emails, ...user }: JsonObject): JsonObject => ({
    ...user,
    emails: (emails as JsonObject[]).map(({ value }) => ({ value: value ?? null, primary: true })),
  });
  const target = open({ keeps });
  const { anchor } = await target.create({ userName: 'ada', [WORK_EMAIL]: 'a@work.example' });
  for (const address of ['b@work.example', 'c@work.example']) {
    expect(await target.update(anchor, { [WORK_EMAIL]: address })).toEqual({ [WORK_EMAIL]: address });
  }
  expect(service.users.get(anchor)?.emails).toEqual([{ value: 'c@work.example', primary: true }]);
});
