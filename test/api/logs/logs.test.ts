import { type HttpResponseInit, InvocationContext } from '@azure/functions';
import { QUERIED } from '../../../shared/api/http/queryArguments';
import { createEndpoint } from '../../../shared/api/http/registration';
import { listLogs, readLog } from '../../../shared/api/logs/logs';
import { callOf, httpRequest, refusal } from '../../support/httpCall';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

interface Page {
  readonly '@odata.context': string;
  readonly '@odata.nextLink'?: string;
  readonly '@odata.count'?: number;
  readonly value: readonly { readonly id: string; readonly sourceIdentity: { readonly id: string } }[];
}

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
  for (const id of ['1', '2', '3', '4', '5']) {
    await bench.upload([person(id)]);
    await bench.drain();
    bench.clock.advance(1_000);
  }
});

const PROXY = { 'x-forwarded-host': 'hr.contoso.example', 'x-forwarded-proto': 'https' };

/** A page, asked for through a reverse proxy, as a client follows links: by the whole URL. */
async function get(url: string): Promise<Page> {
  const endpoint = createEndpoint(() => ({
    verify: () => Promise.reject(new Error('nobody asked')),
    publicBaseUrl: undefined,
    ready: async () => undefined,
  }));
  const { handler } = endpoint('{version}/auditLogs/provisioning', {
    GET: {
      roles: 'anonymous',
      options: QUERIED,
      handle: (call) => listLogs(call, bench.services.house, bench.services.limits.log),
    },
  });
  const params = { version: new URL(url, 'https://x').pathname.split('/')[1] ?? '' };
  const context = new InvocationContext({ logHandler: () => undefined });
  const answer = (await handler(httpRequest({ url, params, headers: PROXY }), context)) as HttpResponseInit;
  expect(answer.status).toBe(200);
  return JSON.parse(String(answer.body)) as Page;
}

const people = ({ value }: Page) => value.map(({ sourceIdentity }) => sourceIdentity.id);

describe('the list', () => {
  test('is newest first, under the name the client knows us by', async () => {
    const page = await get(`/v1.0/auditLogs/provisioning?$filter=jobid eq '${JOB_ID}'`);
    expect(people(page)).toEqual(['5', '4', '3', '2', '1']);
    expect(page['@odata.context']).toBe('https://hr.contoso.example/v1.0/$metadata#auditLogs/provisioning');
    expect(page).not.toHaveProperty('@odata.nextLink');
  });

  test.each(['v1.0', 'beta'])('is followed page by page through the proxy, in %s', async (version) => {
    const pages: string[][] = [];
    let url: string | undefined = `/${version}/auditLogs/provisioning?$filter=jobid%20eq%20'${JOB_ID}'&$top=2`;
    while (url !== undefined) {
      const page: Page = await get(url);
      pages.push(people(page));
      url = page['@odata.nextLink'];
      expect(url ?? '').toMatch(
        new RegExp(
          `^(?:https://hr\\.contoso\\.example/${version}/auditLogs/provisioning\\?.*\\$skiptoken=[0-9a-f-]{36})?$`,
        ),
      );
    }
    expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']]);
  });

  test('is oldest first where that is asked for, page by page', async () => {
    const pages: string[][] = [];
    let url: string | undefined =
      `/v1.0/auditLogs/provisioning?$orderby=activityDateTime&$top=2&$select=sourceIdentity`;
    while (url !== undefined) {
      const page: Page = await get(url);
      pages.push(people(page));
      url = page['@odata.nextLink'];
    }
    expect(pages).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  test('tells on its first page how many there are on all of them', async () => {
    const first = await get("/v1.0/auditLogs/provisioning?$filter=sourceIdentity/id ne '3'&$count=true&$top=3");
    expect([first['@odata.count'], people(first)]).toEqual([4, ['5', '4', '2']]);
    expect(await get(first['@odata.nextLink'] ?? '')).not.toHaveProperty('@odata.count');
  });

  test('has what is selected and nothing else', async () => {
    const page = await get('/v1.0/auditLogs/provisioning?$select=id,ChangeId&$top=1');
    expect(Object.keys(page.value[0] ?? {})).toEqual(['id', 'changeId']);
    expect(page['@odata.context']).toMatch(/provisioning\(id,changeId\)$/);
  });

  test('of nothing is an empty list', async () => {
    expect((await get("/v1.0/auditLogs/provisioning?$filter=jobid eq 'x'")).value).toEqual([]);
  });
});

describe('one record', () => {
  const read = (id: string, version: 'v1.0' | 'beta' = 'v1.0') =>
    readLog(callOf({ params: { id }, version }), bench.services.house, bench.services.limits.log);

  test('is read by its id, in either case', async () => {
    const [newest] = (await get('/v1.0/auditLogs/provisioning?$top=1')).value;
    const { status, body } = await read(newest?.id.toUpperCase() ?? '');
    expect(status).toBe(200);
    expect(body).toEqual({
      '@odata.context': 'https://muster.example/v1.0/$metadata#auditLogs/provisioning/$entity',
      ...newest,
    });
  });

  test('has the older names in beta', async () => {
    const [newest] = (await get('/v1.0/auditLogs/provisioning?$top=1')).value;
    expect((await read(newest?.id ?? '', 'beta')).body).toMatchObject({ action: 'Create' });
  });

  test.each(['74c3b0ae-9cc5-450e-a0a5-7f6a4231de87', '019bc0f1-6ae8-7b12-8034-ffffffd2ab5f', 'x'])(
    'is 404 when there is none: %s',
    async (id) => {
      const { status, code } = await refusal(() => read(id));
      expect([status, code]).toEqual([404, 'Request_ResourceNotFound']);
    },
  );
});

describe('the rate limit', () => {
  const ask = (appId: string) => {
    const call = callOf({ url: `/v1.0/auditLogs/provisioning?$filter=jobId eq '${JOB_ID}'`, appId });
    return listLogs(call, limited.services.house, limited.services.limits.log);
  };
  let limited: Workbench;
  beforeEach(async () => {
    limited = await createWorkbench({ RATE_LIMIT_PROFILE: 'graph' });
  });

  test('allows an application five queries in ten seconds, and says when the next may come', async () => {
    for (let query = 0; query < 5; query += 1) expect((await ask('a')).status).toBe(200);
    limited.clock.advance(3_500);
    expect(await refusal(() => ask('a'))).toMatchObject({ status: 429, headers: { 'Retry-After': '7' } });
    expect((await ask('b')).status).toBe(200);
    limited.clock.advance(6_500);
    expect((await ask('a')).status).toBe(200);
  });
});
