/** Writes that travel together: what is sent, and whose answer is whose. */
import type { JsonObject } from '../../../shared/scim/json';
import { type BulkClient, withBulks } from '../../../shared/targets/scim/bulk';
import type { ScimAnswer, ScimRequest } from '../../../shared/targets/scim/exchange';
import { seededRandom } from '../../support/world';

const OFFER = { maxOperations: 100, maxPayloadSize: 1_048_576 };
const post = (userName: string): ScimRequest => ({ method: 'POST', path: '/Users', body: { userName } });

interface Operation extends JsonObject {
  readonly method: string;
  readonly bulkId: string;
  readonly path: string;
}

/** Requests as they were sent, a bulk as the methods and paths in it. */
let sent: string[];
let bulks: (readonly Operation[])[];
let client: BulkClient;
/** What the service says to a bulk. */
let toBulk: (operations: readonly Operation[]) => ScimAnswer;
/** What it says to a request that comes alone. */
let alone: (request: ScimRequest) => ScimAnswer;

const answer = (status: number, body?: object): ScimAnswer => ({
  status,
  contentType: 'application/scim+json',
  location: undefined,
  retryAfterMs: undefined,
  text: body === undefined ? '' : JSON.stringify(body),
});
const bulkAnswer = (...operations: readonly object[]) => answer(200, { Operations: operations });
const created = (operation?: Operation) => ({
  method: 'POST',
  bulkId: operation?.bulkId,
  status: '201',
  location: `/Users/${operation?.bulkId}`,
});

beforeEach(() => {
  sent = [];
  bulks = [];
  toBulk = (operations) => bulkAnswer(...operations.map(created));
  alone = () => answer(201);
  const plain = {
    secrets: () => ['s3cret'],
    send: async (request: ScimRequest) => {
      sent.push(`${request.method} ${request.path}`);
      if (request.path !== '/Bulk') return alone(request);
      const operations = (request.body?.Operations ?? []) as unknown as Operation[];
      bulks.push(operations);
      return toBulk(operations);
    },
  };
  const clock = { now: () => 0, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  client = withBulks(plain, { clock, random: seededRandom() });
  client.accept(OFFER);
});

const statuses = async (requests: readonly ScimRequest[]) => {
  const answers = await Promise.allSettled(requests.map((request) => client.send(request)));
  return answers.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason.code));
};

describe('what travels together', () => {
  test('are writes made at the same time; reads go their own way', async () => {
    const requests: ScimRequest[] = [
      post('ada'),
      { method: 'PATCH', path: '/Users/1', body: { Operations: [] }, ifMatch: 'W/"7"' },
      { method: 'GET', path: '/Users/2' },
      { method: 'DELETE', path: '/Users/3' },
    ];
    await statuses(requests);
    expect(sent).toEqual(['GET /Users/2', 'POST /Bulk']);
    const [first, second, third] = bulks[0] ?? [];
    expect([first, second, third]).toEqual([
      { method: 'POST', path: '/Users', bulkId: expect.any(String), data: { userName: 'ada' } },
      { method: 'PATCH', path: '/Users/1', bulkId: expect.any(String), version: 'W/"7"', data: { Operations: [] } },
      { method: 'DELETE', path: '/Users/3', bulkId: expect.any(String) },
    ]);
    expect(new Set([first, second, third].map((one) => one?.bulkId)).size).toBe(3);
  });

  test('is nothing where there is but one, or the service offers no bulk', async () => {
    await statuses([post('ada')]);
    expect(sent).toEqual(['POST /Users']);
    client.accept({ ...OFFER, maxOperations: 1 });
    await statuses([post('ben'), post('cho')]);
    expect(bulks).toEqual([]);
  });

  test('is no more than the service takes, in number and in size', async () => {
    const people = Array.from({ length: 7 }, (_, index) => post(`person${index}`));
    client.accept({ ...OFFER, maxOperations: 3 });
    await statuses(people);
    expect(bulks.map((operations) => operations.length)).toEqual([3, 3]); // the seventh goes alone
    const [size] = bulks.map((operations) => JSON.stringify({ schemas: [BULK], Operations: operations.slice(0, 2) }));
    bulks.length = 0;
    client.accept({ ...OFFER, maxPayloadSize: Buffer.byteLength(size ?? '') + 10 });
    await statuses(people);
    expect(bulks.map((operations) => operations.length)).toEqual([2, 2, 2]);
  });
});

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

describe('whose answer is whose', () => {
  test('is told by the name of the operation, in whatever order', async () => {
    toBulk = (operations) => bulkAnswer(...operations.map(created).reverse());
    const [ada, ben] = await Promise.all([client.send(post('ada')), client.send(post('ben'))]);
    expect([ada?.location, ben?.location]).toEqual(bulks[0]?.map(({ bulkId }) => `/Users/${bulkId}`));
  });

  test('is told by the order where names are not repeated, also with the status of older drafts', async () => {
    toBulk = () => bulkAnswer({ status: { code: '204' } }, { status: 404, response: { detail: 'gone' } });
    const requests: ScimRequest[] = ['/Users/1', '/Users/2'].map((path) => ({ method: 'DELETE', path }));
    const [first, second] = await Promise.all(requests.map((request) => client.send(request)));
    expect(first).toMatchObject({ status: 204, text: '' });
    expect(second).toMatchObject({ status: 404, text: '{"detail":"gone"}', contentType: 'application/scim+json' });
  });

  test('one that is refused leaves the others alone', async () => {
    toBulk = ([first, second]) =>
      bulkAnswer(created(first), {
        bulkId: second?.bulkId,
        status: '409',
        response: { scimType: 'uniqueness' },
      });
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 409]);
  });

  test('one that is missing is in doubt, alone', async () => {
    toBulk = ([first]) => bulkAnswer(created(first));
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 'WebExceptionProtocolError']);
  });

  test('one that is throttled in the midst of others is sent again alone', async () => {
    toBulk = ([first, second]) => bulkAnswer(created(first), { bulkId: second?.bulkId, status: '429' });
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 201]);
    expect(sent).toEqual(['POST /Bulk', 'POST /Users']);
  });
});

describe('a bulk as a whole', () => {
  test.each([400, 413])('that is not taken (%i) is sent one by one, and the next is tried again', async (status) => {
    toBulk = () => answer(status);
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 201]);
    await statuses([post('ada'), post('ben')]);
    expect(sent.filter((line) => line === 'POST /Bulk')).toHaveLength(2);
  });

  test.each([404, 405, 501])('that is not there after all (%i) is not tried again', async (status) => {
    toBulk = () => answer(status);
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 201]);
    expect(await statuses([post('ada'), post('ben')])).toEqual([201, 201]);
    expect(sent.filter((line) => line === 'POST /Bulk')).toHaveLength(1);
  });

  test.each([401, 429, 500, 503])('that fails (%i) fails each in it, and none is sent again', async (status) => {
    toBulk = () => answer(status);
    expect(await statuses([post('ada'), post('ben')])).toEqual([status, status]);
    expect(sent).toEqual(['POST /Bulk']);
  });

  test('that is answered with a web page is a service that does not comply', async () => {
    toBulk = () => ({ ...answer(200), contentType: 'text/html', text: '<html>' });
    const code = 'SystemForCrossDomainIdentityManagementServiceIncompatible';
    expect(await statuses([post('ada'), post('ben')])).toEqual([code, code]);
  });

  test('that breaks off breaks off for each', async () => {
    toBulk = () => {
      throw Object.assign(new Error('the line broke'), { code: 'Timeout' });
    };
    expect(await statuses([post('ada'), post('ben')])).toEqual(['Timeout', 'Timeout']);
  });
});
