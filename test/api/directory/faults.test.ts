import { type FaultSettings, withFaults } from '../../../shared/api/directory/faults';
import type { RandomSource } from '../../../shared/ports';
import type { JsonObject } from '../../../shared/scim/json';
import { newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { type Ask, graphClient } from '../../support/graphClient';

let opened: TestDirectory;
beforeEach(async () => {
  opened = await openTestDirectory();
});

/** @param rolls what chance gives, one for each decision, 0 to 1; then 1 */
function askWith(settings: FaultSettings, rolls: number[] = []): Ask {
  const random: RandomSource = {
    ...opened.random,
    bytes: () => {
      const roll = Math.floor((rolls.shift() ?? 1) * 65_535);
      return Uint8Array.of(roll >> 8, roll & 255);
    },
  };
  const { directory, guard } = withFaults(opened.directory, settings, { clock: opened.clock, random });
  return graphClient(directory, guard);
}

describe('a quota', () => {
  const quota = { unitsPer10Seconds: 10, writesPer150Seconds: 3 };

  test('counts resource units and says when to come back', async () => {
    const ask = askWith({ quota });
    for (let count = 0; count < 5; count++) await ask('GET /users');
    await expect(ask('GET /users')).rejects.toMatchObject({
      status: 429,
      code: 'TooManyRequests',
      headers: {
        'Retry-After': '2',
        'x-ms-throttle-limit-percentage': '1.00',
        'x-ms-throttle-scope': 'Tenant_Application/Read/app-1/5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
        'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
      },
    });
    opened.pass(1999);
    await expect(ask('GET /users')).rejects.toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
    opened.pass(1);
    await ask('GET /users');
  });

  test('counts writes on their own', async () => {
    const ask = askWith({ quota });
    for (const name of ['a', 'b', 'c']) await ask('POST /users', { body: newUser(name) });
    await expect(ask('POST /users', { body: newUser('d') })).rejects.toMatchObject({
      status: 429,
      headers: {
        'Retry-After': '50',
        'x-ms-throttle-scope': 'Tenant_Application/Write/app-1/5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
        'x-ms-throttle-information': 'WriteLimitExceeded',
      },
    });
    await ask('GET /users');
    opened.pass(50_000);
    await ask('POST /users', { body: newUser('d') });
    await expect(ask('POST /users', { body: newUser('e') })).rejects.toMatchObject({ status: 429 });
  });

  test('a bucket never holds more than its capacity', async () => {
    const ask = askWith({ quota });
    opened.pass(3_600_000);
    for (let count = 0; count < 5; count++) await ask('GET /users');
    await expect(ask('GET /users')).rejects.toMatchObject({ status: 429 });
  });

  test('tells how much is used up once it is more than four fifths', async () => {
    const ask = askWith({ quota });
    const told: (string | undefined)[] = [];
    for (let count = 0; count < 5; count++) {
      told.push((await ask('GET /users')).headers?.['x-ms-throttle-limit-percentage']);
    }
    expect(told).toEqual([undefined, undefined, undefined, undefined, '1.00']);
  });
});

describe('an outage', () => {
  test('has no effect and says when to come back', async () => {
    const ask = askWith({ unavailable: { share: 0.5, retryAfterSeconds: 7 } }, [0.4, 0.6]);
    await expect(ask('POST /users', { body: newUser('mira') })).rejects.toMatchObject({
      status: 503,
      code: 'serviceNotAvailable',
      headers: { 'Retry-After': '7' },
    });
    expect(await ask('POST /users', { body: newUser('mira') })).toMatchObject({ status: 201 });
  });
});

describe('a lost answer', () => {
  test('comes after the effect', async () => {
    const ask = askWith({ lostAnswers: { share: 0.5 } }, [0.4]);
    await expect(ask('POST /users', { body: newUser('mira') })).rejects.toMatchObject({ status: 504 });
    await expect(ask('POST /users', { body: newUser('mira') })).rejects.toMatchObject({
      details: [{ code: 'ObjectConflict' }],
    });
  });

  test('may have been a refusal', async () => {
    const ask = askWith({ lostAnswers: { share: 0.5 } }, [0.4]);
    await expect(ask('POST /users', { body: {} })).rejects.toMatchObject({ status: 504 });
    await expect(ask('POST /users', { body: {} })).rejects.toMatchObject({ status: 400 });
  });
});

describe('lagging lists', () => {
  const LAG_MS = 1000;
  let ask: Ask;
  let id: string;
  beforeEach(async () => {
    id = (await opened.directory.create(newUser('mira', { employeeId: '1', city: 'Leeds' }))).id;
    ask = askWith({ listLagMs: LAG_MS });
  });

  async function found(query: string): Promise<JsonObject[]> {
    const { body } = await ask(`GET /users?$select=id,city&${query}`);
    return (body as { value: JsonObject[] }).value;
  }

  test('show a new user only later, while a read shows it at once', async () => {
    const { body } = await ask('POST /users', { body: newUser('noor', { employeeId: '2' }) });
    const noor = (body as { id: string }).id;
    for (const query of ["$filter=employeeId eq '2'", "$filter=startswith(mailNickname,'noor')"]) {
      expect(await found(query)).toEqual([]);
    }
    expect(await ask(`GET /users/${noor}`)).toMatchObject({ status: 200 });
    opened.pass(LAG_MS);
    expect(await found("$filter=employeeId eq '2'")).toMatchObject([{ id: noor }]);
  });

  test('show each change after its own lag', async () => {
    await ask(`PATCH /users/${id}`, { body: { city: 'York', employeeId: '2' } });
    opened.pass(600);
    await ask(`PATCH /users/${id}`, { body: { city: 'Bath' } });
    expect(await found('$top=5')).toEqual([{ id, city: 'Leeds' }]);
    expect(await found("$filter=employeeId eq '1'")).toEqual([{ id, city: 'Leeds' }]);
    expect(await found("$filter=employeeId eq '2'")).toEqual([]);
    opened.pass(400);
    expect(await found('$top=5')).toEqual([{ id, city: 'York' }]);
    expect(await found("$filter=employeeId eq '2'")).toEqual([{ id, city: 'York' }]);
    opened.pass(600);
    expect(await found('$top=5')).toEqual([{ id, city: 'Bath' }]);
  });

  test('show a deleted user a while longer, and a restored one a while later', async () => {
    await ask(`DELETE /users/${id}`);
    expect(await found('$top=5')).toEqual([{ id, city: 'Leeds' }]);
    expect(await found("$filter=employeeId eq '1'")).toEqual([{ id, city: 'Leeds' }]);
    opened.pass(LAG_MS);
    expect(await found('$top=5')).toEqual([]);
    await ask(`POST /directory/deletedItems/${id}/restore`);
    expect(await found('$top=5')).toEqual([]);
    opened.pass(LAG_MS);
    expect(await found('$top=5')).toEqual([{ id, city: 'Leeds' }]);
  });
});
