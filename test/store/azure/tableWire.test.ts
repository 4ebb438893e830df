/** What reaches the wire through the SDK's pipeline, and what is made of answers no healthy service gives. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline';
import { TableClient } from '@azure/data-tables';
import { createAzureTable } from '../../../shared/store/azure/azureTable';
import { createStorage } from '../../../shared/store/azure/connection';
import { type Row, StoreUnavailable, type Table, type TableAction } from '../../../shared/store/contract/table';

const person = { partitionKey: 'people', rowKey: 'a' };

async function rowsOf(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('a token', () => {
  test('signs every request of ours', async () => {
    const seen: PipelineRequest[] = [];
    const token = { token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 };
    const client = new TableClient('https://account.table.example', 'people', { getToken: async () => token });
    const catcher = {
      name: 'catcher',
      async sendRequest(request: PipelineRequest) {
        seen.push(request);
        const body = request.method === 'GET' ? '{"value":[]}' : '';
        return { request, status: 200, headers: createHttpHeaders({ etag: 'W/"1"' }), bodyAsText: body };
      },
    };
    client.pipeline.addPolicy(catcher, { afterPhase: 'Sign' });
    const table = createAzureTable(client, 5_000);
    await table.insert(person);
    await rowsOf(table.query({ partitionKey: 'people' }));
    await table.remove('people', 'a');
    await expect(table.transact([{ kind: 'insert', entity: person }])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'DELETE', 'POST']);
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual(seen.map(() => 'Bearer secret'));
  });
});

describe('a service', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse, count: number) => void;
  let requests: { readonly url: string; readonly authorization: string | undefined; readonly body: string }[];
  let table: Table;

  beforeEach(async () => {
    requests = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      requests.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
      answer(request, response, requests.length);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    table = open('AccountKey=a2V5');
  });

  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  function open(secret: string): Table {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`;
    const ends = `TableEndpoint=${url};QueueEndpoint=${url}`;
    return createStorage({ connectionString: `AccountName=account;${secret};${ends}` }).table('people');
  }

  const insert: TableAction = { kind: 'insert', entity: person };
  const part = '--changesetresponse_1\r\n\r\nHTTP/1.1 204 No Content\r\nETag: W/"1"\r\n\r\n';
  const done = `--batchresponse_1\r\n\r\n${part}--changesetresponse_1--\r\n--batchresponse_1--\r\n`;

  test('sees the signature of a SAS beside what is asked', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[]}');
    const sas = 'SharedAccessSignature=sv=2024-11-04&sig=a%2Bb%2Fc%3D';
    await rowsOf(open(sas).query({ partitionKey: "O'Brien+1", from: 'a b', to: 'ü&?', select: ['n'], pageSize: 7 }));
    const asked = new URL(requests[0]?.url ?? '', 'http://host').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      sig: 'a+b/c=',
      $filter: "PartitionKey eq 'O''Brien+1' and RowKey ge 'a b' and RowKey lt 'ü&?'",
      $select: 'PartitionKey,RowKey,n',
      $top: '7',
    });
  });

  test('that goes on with an empty page is asked on, until it says no more', async () => {
    const row = { PartitionKey: 'people', RowKey: 'a', 'odata.etag': 'W/"1"' };
    answer = (_, response, count) => {
      const more = { 'x-ms-continuation-NextPartitionKey': '1!8!cGVvcGxl', 'x-ms-continuation-NextRowKey': '1!4!Yg--' };
      const head = { 'content-type': 'application/json', ...(count < 3 && more) };
      response.writeHead(200, head).end(JSON.stringify({ value: count === 3 ? [row] : [] }));
    };
    expect(await rowsOf(table.query({ partitionKey: 'people' }))).toHaveLength(1);
    expect(requests).toHaveLength(3);
    expect(requests[2]?.url).toContain('NextPartitionKey=1!8!cGVvcGxl&NextRowKey=1!4!Yg--');
  });

  test.each([429, 503])('that is busy for a moment and says so with %d is asked again', async (status) => {
    answer = (_, response, count) => {
      if (count === 1) response.writeHead(status, { 'retry-after': '0' }).end();
      else response.writeHead(202, { 'content-type': 'multipart/mixed' }).end(done);
    };
    expect(await table.transact([insert])).toEqual(['W/"1"']);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.body).toBe(requests[0]?.body); // the very same transaction, so that it can meet its own success
  });

  test.each<{ name: string; reply: (response: ServerResponse) => void; tries: number }>([
    {
      name: 'is cut off within its answer',
      reply: (r) => void r.writeHead(202, { 'content-length': 500 }).write(done.slice(0, 60), () => r.destroy()),
      tries: 1,
    },
    { name: 'is cut off before it', reply: (r) => void r.destroy(), tries: 4 },
    { name: 'ends its answer half-way', reply: (r) => void r.writeHead(202).end(done.slice(0, 60)), tries: 1 },
    { name: 'speaks of fewer actions', reply: (r) => void r.writeHead(202).end(done), tries: 1 },
    { name: 'answers a page of its gateway', reply: (r) => void r.writeHead(200).end('<html></html>'), tries: 1 },
    { name: 'answers nothing', reply: (r) => void r.writeHead(202).end(), tries: 1 },
  ])('that $name has not said that a transaction is done', async ({ reply, tries }) => {
    answer = (_, response) => reply(response);
    const other: TableAction = { kind: 'insert', entity: { ...person, rowKey: 'b' } };
    await expect(table.transact([insert, other])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(requests).toHaveLength(tries);
  });

  test.each<{ name: string; body: string }>([
    { name: 'no JSON', body: '<html></html>' },
    { name: 'half of one', body: '{"value":[{"PartitionKey":"people"' },
    { name: 'no list', body: '{}' },
    { name: 'rows without a version', body: '{"value":[{"PartitionKey":"people","RowKey":"a"}]}' },
  ])('that answers a range with $name is taken for unavailable', async ({ body }) => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    await expect(rowsOf(table.query({ partitionKey: 'people' }))).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
