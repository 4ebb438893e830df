/**
 * A stand-in of an HR system to play with, by a program or by a person (`npm run hr`, docs/inlets.md): who works there is changed by
 * `PUT /employees/{id}`, and where webhooks go is said by `POST /webhooks`, as an administrator would in the vendor's console.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startBambooHr } from './bamboohr';
import { type Employee, employee } from './employee';
import { startFinch } from './finch';
import { startHiBob } from './hibob';
import { startPersonio } from './personio';
import type { SentWebhook } from './sender';
import type { HrStandIn, StandInOptions } from './standIn';

export const VENDORS = {
  bamboohr: startBambooHr,
  hibob: startHiBob,
  personio: startPersonio,
  finch: startFinch,
} as const;
export type Vendor = keyof typeof VENDORS;

export interface HrConsole {
  /** Of the console; the vendor's API is at `standIn.server.baseUrl`. */
  readonly url: string;
  readonly standIn: HrStandIn;
  close(): Promise<void>;
}

/** @param port of the console; any that is free when absent */
export async function startHrConsole(vendor: Vendor, options: StandInOptions = {}, port = 0): Promise<HrConsole> {
  const standIn = await VENDORS[vendor](options);
  const known = new Set<string>();
  const webhooks = new Set<string>();
  for (const [id, givenName] of [
    ['100', 'Kathy'],
    ['101', 'Babs'],
    ['102', 'Ivo'],
  ] as const) {
    standIn.people.put(employee(id, { givenName, ...(id !== '101' && { managerId: '101' }) }));
    known.add(id);
  }
  const announce = (change: Parameters<HrStandIn['announce']>[1], id: string) =>
    Promise.all([...webhooks].map((url) => standIn.announce(url, change, id)));

  async function act({ method, url = '/' }: IncomingMessage, body: string): Promise<object> {
    const [, id] = /^\/employees\/([^/]+)$/.exec(url) ?? [];
    if (method === 'POST' && url === '/webhooks') {
      webhooks.add(body.trim());
      return { webhooks: [...webhooks] };
    }
    if (method === 'PUT' && id !== undefined) {
      const change = JSON.parse(body) as Partial<Employee>;
      const isNew = !known.has(id);
      if (isNew) standIn.people.put(employee(id, change));
      else standIn.people.change(id, change);
      known.add(id);
      return { announced: told(await announce(isNew ? 'created' : change.status === 'left' ? 'left' : 'changed', id)) };
    }
    if (method === 'DELETE' && id !== undefined) {
      standIn.people.remove(id);
      return { announced: told(await announce('deleted', id)) };
    }
    return { vendor, api: standIn.server.baseUrl, employees: [...known].map((one) => standIn.people.read(one) ?? one) };
  }

  const server = createServer(async (request, response) => {
    const answer = await act(request, await text(request)).catch((error: unknown) => ({ error: String(error) }));
    response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(answer)}\n`);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    standIn,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await standIn.server.close();
    },
  };
}

const told = (sent: readonly SentWebhook[]) => sent.map(({ tries, outcome }) => `${outcome} (${tries.join(', ')})`);
