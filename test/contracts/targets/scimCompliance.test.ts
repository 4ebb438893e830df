/** Services that break the standard, each in its own way: told apart, and never taken at their word. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScimTargetSettings } from '../../../shared/targets/scim/settings';
import type { Target } from '../../../shared/targets/target';
import { openScimTarget } from '../../support/scimTarget';
import { type Strangeness, type StrangeScimServer, startStrangeScimServer } from '../../support/strangeScimServer';
import { failureOf } from './contract';

const INCOMPATIBLE = 'SystemForCrossDomainIdentityManagementServiceIncompatible';
const SEVERAL = 'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse';

let server: StrangeScimServer;

beforeEach(async () => {
  server = await startStrangeScimServer();
});

afterEach(() => server.close());

function open(settings: Partial<ScimTargetSettings> = {}): Target {
  return openScimTarget(server, settings).target;
}

async function createAdaAndBen(target: Target): Promise<string> {
  await target.create({ userName: 'ben' });
  return (await target.create({ userName: 'ada', title: 'Countess' })).anchor;
}

describe('a search', () => {
  test.each<{ name: string; strangeness: Strangeness; code: string; says: string }>([
    {
      name: 'that finds nobody answered with 404',
      strangeness: { emptySearch404: true },
      code: INCOMPATIBLE,
      says: 'answered 404 to a search',
    },
    {
      name: 'answered with everybody',
      strangeness: { ignoresFilter: true },
      code: INCOMPATIBLE,
      says: 'who do not have the value searched for',
    },
    {
      name: 'answered as plain text',
      strangeness: { contentType: 'text/plain' },
      code: INCOMPATIBLE,
      says: 'the content type text/plain',
    },
    {
      name: 'answered with a sign-in page',
      strangeness: { contentType: 'text/html', answersOnly: '<h1>Sign in</h1>' },
      code: INCOMPATIBLE,
      says: 'a web page',
    },
    {
      name: 'answered with broken JSON',
      strangeness: { answersOnly: '{"totalResults": 0' },
      code: INCOMPATIBLE,
      says: 'not JSON',
    },
    {
      name: 'answered with an array',
      strangeness: { listIsArray: true },
      code: INCOMPATIBLE,
      says: 'not a JSON object',
    },
    {
      name: 'answered with another object',
      strangeness: { answersOnly: '{"users": []}' },
      code: INCOMPATIBLE,
      says: 'not a ListResponse',
    },
    {
      name: 'answered from elsewhere',
      strangeness: { redirectsTo: 'https://login.example.com/?next=1' },
      code: INCOMPATIBLE,
      says: 'redirects to https://login.example.com (HTTP 302)',
    },
    {
      name: 'answered without end',
      strangeness: { padding: 5 * 1024 * 1024 },
      code: INCOMPATIBLE,
      says: 'more than 4 MiB',
    },
  ])('$name fails the connection test', async ({ strangeness, code, says }) => {
    await createAdaAndBen(open());
    server.strangeness = strangeness;
    const failure = await failureOf(open().testConnection());
    expect(failure).toMatchObject({ code, category: 'credentials' });
    expect(failure.message).toContain(says);
  });

  test('answered with everybody links nobody', async () => {
    await createAdaAndBen(open());
    server.strangeness = { ignoresFilter: true };
    expect(await failureOf(open().find('userName', 'ada', []))).toMatchObject({ code: INCOMPATIBLE });
    expect(await failureOf(open().isTaken('userName', 'zoe'))).toMatchObject({ code: INCOMPATIBLE });
  });

  test('that lists a user twice is several entries where one is expected', async () => {
    await createAdaAndBen(open());
    server.strangeness = { repeatsEntries: true };
    expect(await failureOf(open().find('userName', 'ada', []))).toMatchObject({ code: SEVERAL, category: 'permanent' });
  });

  test('that lists users without an id is of no use', async () => {
    await createAdaAndBen(open());
    server.strangeness = { omitsId: true };
    expect(await failureOf(open().find('userName', 'ada', []))).toMatchObject({ code: INCOMPATIBLE });
  });

  test('in pages of one still shows that two people share a value', async () => {
    const target = open();
    await target.create({ userName: 'ada', title: 'Boss' });
    await target.create({ userName: 'ben', title: 'Boss' });
    server.strangeness = { pagesOfOne: true };
    expect((await target.find('title', 'Boss', [])).map((user) => user.reportableIdentifier)).toEqual(['ada', 'ben']);
  });
});

describe('a user asked for by id', () => {
  test('who comes with others is several entries where one is expected', async () => {
    const anchor = await createAdaAndBen(open());
    server.strangeness = { readsAsList: true };
    expect(await failureOf(open().read(anchor, []))).toMatchObject({ code: SEVERAL });
  });

  test('who is somebody else is a failure of the service', async () => {
    const target = open();
    const anchor = await createAdaAndBen(target);
    server.users.set(anchor, { id: 'another', userName: 'eve' });
    expect(await failureOf(target.read(anchor, []))).toMatchObject({ code: INCOMPATIBLE });
  });
});

describe('a create', () => {
  test('answered without an id is a failure of the service', async () => {
    server.strangeness = { omitsId: true };
    expect(await failureOf(open().create({ userName: 'ada' }))).toMatchObject({ code: INCOMPATIBLE });
  });

  test('answered without a body is fine where the address of the user is told', async () => {
    server.strangeness = { createsWithoutBody: true };
    const created = await open().create({ userName: 'ada', title: 'Countess' });
    expect(created).toMatchObject({ reportableIdentifier: 'ada', attributes: { userName: 'ada', title: 'Countess' } });
    expect(server.users.has(created.anchor)).toBe(true);
  });

  test('at an address without users says so', async () => {
    const { target } = openScimTarget({ baseUrl: `${server.baseUrl}/nowhere`, token: server.token });
    const failure = await failureOf(target.create({ userName: 'ada' }));
    expect(failure).toMatchObject({ code: INCOMPATIBLE });
    expect(failure.message).toContain('there is no /Users below the address');
  });
});

describe('an update', () => {
  test.each([
    { status: 501, code: 'NotImplemented' },
    { status: 405, code: 'MethodNotAllowed' },
  ])('refused with $status names the cure', async ({ status, code }) => {
    const anchor = await createAdaAndBen(open());
    server.strangeness = { refusesPatch: status };
    const failure = await failureOf(open().update(anchor, { title: 'Lady' }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain('Choose the profile noPatch');
  });
});

test('a redirect is never followed, so the credentials go nowhere else', async () => {
  const visits: string[] = [];
  const elsewhere = createServer((req, res) => {
    visits.push(req.url ?? '');
    res.end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  server.strangeness = { redirectsTo: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` };
  expect(await failureOf(open().testConnection())).toMatchObject({ code: INCOMPATIBLE });
  expect(visits).toEqual([]);
  await new Promise((resolve) => elsewhere.close(resolve));
});
