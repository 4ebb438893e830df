/** What the stand-ins of HR systems have in common: a server on loopback with a record of what was asked, and a limit. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AskedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export interface VendorServer {
  readonly baseUrl: string;
  /** `GET /v2/persons/1 200`, in order. */
  readonly asked: string[];
  /** The next requests are answered so, whatever they ask. */
  fail(...answers: readonly VendorAnswer[]): void;
  close(): Promise<void>;
}

export async function startVendor(answer: (asked: AskedRequest) => VendorAnswer): Promise<VendorServer> {
  const asked: string[] = [];
  const faults: VendorAnswer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://vendor');
    const { method = 'GET', headers } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    const { status, headers: more = {}, body: sent } = faults.shift() ?? answer({ method, url, headers, body });
    asked.push(`${method} ${url.pathname} ${status}`);
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof sent === 'string' ? sent : sent === undefined ? '' : JSON.stringify(sent));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fail: (...answers) => void faults.push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Requests of the last minute, of which so many are answered. */
export function limiter(perMinute: number): { isOver(): boolean; resetSeconds(): number } {
  const times: number[] = [];
  const recent = () => {
    while ((times[0] ?? Number.POSITIVE_INFINITY) < Date.now() - 60_000) times.shift();
    return times.length;
  };
  return {
    isOver() {
      if (recent() >= perMinute) return true;
      times.push(Date.now());
      return false;
    },
    resetSeconds: () => Math.ceil(((times[0] ?? Date.now()) + 60_000 - Date.now()) / 1_000),
  };
}

export const basicOf = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
