/** An HR system over HTTP on loopback: it holds people, is asked for them with a key, and posts signed webhooks as one does. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../shared/scim/json';

export const HR_KEY = 'the-key-of-the-hr-system-0123456789';
export const HR_SECRET = 'what-webhooks-are-signed-with-0123456789';

export interface HrStand {
  readonly url: string;
  /** What it has of whom, by its own id. */
  readonly people: Map<string, JsonObject>;
  /** Everybody who was asked for, in order. */
  readonly asked: readonly string[];
  /** Answers instead of the next ones, one after the other. */
  readonly answers: { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }[];
  /** The definition of an inlet that is told whom to fetch from here. */
  thin(name: string, more?: JsonObject): JsonObject;
  close(): Promise<void>;
}

export async function openHrStand(): Promise<HrStand> {
  const people = new Map<string, JsonObject>();
  const asked: string[] = [];
  const answers: HrStand['answers'] = [];
  const server = createServer((request, response) => {
    const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    const told = answers.shift();
    if (told !== undefined) return void response.writeHead(told.status, told.headers).end(told.text);
    if (request.headers.authorization !== `Bearer ${HR_KEY}`) return void response.writeHead(401).end();
    asked.push(id);
    const person = people.get(id);
    if (person === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id, ...person }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    people,
    asked,
    answers,
    thin: (name, more = {}) => ({
      name,
      preset: 'signed',
      mode: 'thin',
      secrets: [HR_SECRET],
      fetchSecret: HR_KEY,
      event: { shapes: [{ type: 'type', person: 'person', time: 'at', timeUnit: 'ms' }] },
      effects: { '*': null, 'person.changed': 'fetch', 'person.deleted': 'deleted' },
      fetch: {
        auth: { kind: 'bearer', token: '{secret}' },
        steps: [{ name: 'employee', url: `${url}/people/{person}`, id: 'id' }],
        lagSeconds: 0,
        delaySeconds: 1,
        perMinute: 6_000,
      },
      map: {
        externalId: '[employee.number]',
        userName: '[employee.mail]',
        displayName: '[employee.name]',
        'name.familyName': '[employee.name]',
        'name.givenName': '[employee.name]',
        active: '[employee.active]',
      },
      ...more,
    }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Posted {
  readonly secret?: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

/** A webhook, signed by a keyed hash of its body. */
export function postWebhook(
  url: string,
  body: JsonObject | string | Uint8Array,
  posted: Posted = {},
): Promise<Response> {
  const { secret = HR_SECRET, headers = {}, method = 'POST' } = posted;
  const bytes = Buffer.from(body instanceof Uint8Array ? body : typeof body === 'string' ? body : JSON.stringify(body));
  const signature = createHmac('sha256', secret).update(bytes).digest('hex');
  const sent = { 'content-type': 'application/json', 'x-signature': signature, ...headers };
  return fetch(url, { method, headers: sent, body: bytes });
}
