/**
 * The floor under every floor: storage calls over bare `node:http`, with connections kept alive, the shared key and a
 * multipart body of its own. Nothing of `shared/store` but types, so that the budgets show what our storage layer costs.
 *
 * It repeats nothing, waits for nothing and reads an answer only where the caller needs it.
 */
import { createHmac } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** Binary values are `Uint8Array`; the other types are JSON's own. */
export type BareEntity = Readonly<Record<string, string | number | Uint8Array>>;

export interface BareAction {
  readonly method: 'POST' | 'PUT' | 'MERGE';
  readonly entity: BareEntity;
  /** Of a replace or merge. */
  readonly etag?: string;
}

export interface BareRange {
  readonly partitionKey: string;
  readonly from: string;
  readonly to: string;
}

export interface BareMessage {
  readonly id: string;
  readonly popReceipt: string;
  readonly text: string;
}

export interface BareStorage {
  createTable(table: string): Promise<void>;
  createQueue(queue: string): Promise<void>;
  insert(table: string, entity: BareEntity): Promise<void>;
  /** @returns the etag of each action */
  transact(table: string, actions: readonly BareAction[]): Promise<readonly string[]>;
  range(table: string, range: BareRange): Promise<readonly Readonly<Record<string, unknown>>[]>;
  read(table: string, partitionKey: string, rowKey: string): Promise<Readonly<Record<string, unknown>>>;
  send(queue: string, text: string): Promise<void>;
  receive(queue: string, most: number, visibilitySeconds: number): Promise<readonly BareMessage[]>;
  remove(queue: string, message: BareMessage): Promise<void>;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const VERSION = '2019-07-07';

export function openBareStorage(connectionString: string): BareStorage {
  const setting = (name: string) => new RegExp(`${name}=([^;]+)`).exec(connectionString)?.[1] ?? '';
  const [account, key] = [setting('AccountName'), Buffer.from(setting('AccountKey'), 'base64')];
  const [tables, queues] = [new URL(setting('TableEndpoint')), new URL(setting('QueueEndpoint'))];
  const agent = new Agent({ keepAlive: true });
  const sign = (text: string) => `${account}:${createHmac('sha256', key).update(text).digest('base64')}`;

  function exchange(base: URL, method: string, path: string, headers: Record<string, string>, body = '') {
    return new Promise<Answer>((resolve, reject) => {
      const length = body === '' && method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(body) };
      const options = { agent, method, host: base.hostname, port: base.port, path, headers: { ...headers, ...length } };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 400) reject(new Error(`${method} ${path}: ${status} ${text}`));
          else resolve({ status, headers: response.headers, body: text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  function toTable(method: string, resource: string, query: string, headers: Record<string, string>, body?: string) {
    const path = `${tables.pathname.replace(/\/$/, '')}/${resource}`;
    const date = new Date().toUTCString();
    const authorization = `SharedKeyLite ${sign(`${date}\n/${account}${path}`)}`;
    const all = { ...headers, 'x-ms-date': date, 'x-ms-version': VERSION, Authorization: authorization };
    return exchange(tables, method, `${path}${query}`, all, body);
  }

  function toQueue(method: string, resource: string, query: Readonly<Record<string, string>>, body = '') {
    const path = `${queues.pathname.replace(/\/$/, '')}/${resource}`;
    const date = new Date().toUTCString();
    const parameters = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
    const length = body === '' ? '' : String(Buffer.byteLength(body));
    const canonical = `x-ms-date:${date}\nx-ms-version:${VERSION}\n/${account}${path}${parameters.map(([name, value]) => `\n${name}:${value}`).join('')}`;
    const signed = sign(`${method}\n\n\n${length}\n\n${body === '' ? '' : XML}\n\n\n\n\n\n\n${canonical}`);
    const headers = { 'x-ms-date': date, 'x-ms-version': VERSION, Authorization: `SharedKey ${signed}` };
    const search = new URLSearchParams(query).toString();
    return exchange(
      queues,
      method,
      search === '' ? path : `${path}?${search}`,
      { ...headers, ...(body !== '' && { 'Content-Type': XML }) },
      body,
    );
  }

  return {
    async createTable(table) {
      await toTable('POST', 'Tables', '', JSON_HEADERS, JSON.stringify({ TableName: table }));
    },
    async createQueue(queue) {
      await toQueue('PUT', queue, {});
    },
    async insert(table, entity) {
      await toTable('POST', table, '', JSON_HEADERS, entityJson(entity));
    },
    async transact(table, actions) {
      const url = `${tables.href.replace(/\/$/, '')}/${table}`;
      const parts = actions.map((action) => `--changeset_1\r\n${partOf(url, action)}\r\n`).join('');
      const body = `--batch_1\r\nContent-Type: multipart/mixed; boundary=changeset_1\r\n\r\n${parts}--changeset_1--\r\n--batch_1--\r\n`;
      const headers = { Accept: 'application/json', 'Content-Type': 'multipart/mixed; boundary=batch_1' };
      const answer = await toTable('POST', '$batch', '', headers, body);
      const etags = [...answer.body.matchAll(/^etag: (.+?)\r?$/gim)].map(([, etag = '']) => etag);
      if (etags.length !== actions.length) throw new Error(`A bare transaction failed: ${answer.body}`);
      return etags;
    },
    async range(table, { partitionKey, from, to }) {
      const filter = `PartitionKey eq '${partitionKey}' and RowKey ge '${from}' and RowKey lt '${to}'`;
      const { body } = await toTable('GET', `${table}()`, `?$filter=${encodeURIComponent(filter)}`, READ_HEADERS);
      return (JSON.parse(body) as { value: Record<string, unknown>[] }).value;
    },
    async read(table, partitionKey, rowKey) {
      const resource = `${table}(PartitionKey='${encodeURIComponent(partitionKey)}',RowKey='${encodeURIComponent(rowKey)}')`;
      return JSON.parse((await toTable('GET', resource, '', READ_HEADERS)).body) as Record<string, unknown>;
    },
    async send(queue, text) {
      await toQueue(
        'POST',
        `${queue}/messages`,
        { messagettl: '-1' },
        `<QueueMessage><MessageText>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</MessageText></QueueMessage>`,
      );
    },
    async receive(queue, most, visibilitySeconds) {
      const query = { numofmessages: String(most), visibilitytimeout: String(visibilitySeconds) };
      const { body } = await toQueue('GET', `${queue}/messages`, query);
      const element = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
      return [...body.matchAll(/<QueueMessage>.*?<\/QueueMessage>/gs)].map(([one]) => ({
        id: element(one, 'MessageId'),
        popReceipt: element(one, 'PopReceipt'),
        text: element(one, 'MessageText'),
      }));
    },
    async remove(queue, { id, popReceipt }) {
      await toQueue('DELETE', `${queue}/messages/${id}`, { popreceipt: popReceipt });
    },
    close: () => agent.destroy(),
  };
}

const XML = 'application/xml';
const READ_HEADERS = { Accept: 'application/json;odata=minimalmetadata' };
const JSON_HEADERS = {
  Accept: 'application/json;odata=nometadata',
  'Content-Type': 'application/json',
  Prefer: 'return-no-content',
};

function partOf(url: string, { method, entity, etag }: BareAction): string {
  const { PartitionKey, RowKey } = entity;
  const target = method === 'POST' ? url : `${url}(PartitionKey='${PartitionKey}',RowKey='${RowKey}')`;
  const condition = etag === undefined ? '' : `If-Match: ${etag}\r\n`;
  return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${method} ${target} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nContent-Type: application/json\r\nPrefer: return-no-content\r\nDataServiceVersion: 3.0\r\n${condition}\r\n${entityJson(entity)}`;
}

/** An entity as the service wants it: bytes as base64 under their type. */
function entityJson(entity: BareEntity): string {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entity)) {
    if (value instanceof Uint8Array) {
      written[`${name}@odata.type`] = 'Edm.Binary';
      written[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    } else written[name] = value;
  }
  return JSON.stringify(written);
}
