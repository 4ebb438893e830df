/**
 * The one port everything answers on. It opens before there is anything to serve, because the functions are configured
 * with its address; until handlers are set it asks callers to come back.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** @returns whether it answered; `false` passes the request on */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface HttpFront {
  readonly port: number;
  /** Tried in this order; a request nobody answers gets 404. */
  serve(handlers: readonly HttpHandler[]): void;
  /**
   * From now on every request is answered 503, until there is no reason any more.
   * @param why told to the caller; `undefined`: the handlers answer again
   */
  refuse(why: string | undefined): void;
  /** Accepts no more connections; resolves when the requests under way are answered, or cut off after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Kestrel's. Node's own 5 seconds cut connections under clients that are about to use them again. */
const KEEP_ALIVE_MS = 130_000;

/** How long whoever opens a connection may take to say what for, and to send all of it. Milliseconds. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly checkEveryMs: number;
}

export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 60_000, checkEveryMs: 2_000 };

const HIGHEST_PORT = 65_535;

/** What a front that serves TLS shows, PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Listens on 127.0.0.1.
 * @param port 0: any free one
 * @param tries how many ports, from `port` upwards, are tried when they are taken
 * @param tls absent: plain HTTP
 * @throws the system's error when none of them can be had
 */
export async function openFront(
  port: number,
  tries = 1,
  patience: Patience = PATIENCE,
  tls?: TlsFiles,
): Promise<HttpFront> {
  for (let attempt = 0; ; attempt += 1) {
    const limits = {
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.checkEveryMs,
    };
    const server =
      tls === undefined ? createServer(limits) : createTlsServer({ ...limits, cert: tls.certificate, key: tls.key });
    try {
      await listen(server, port + attempt);
      return createFront(server);
    } catch (error) {
      const canGoOn = isTaken(error) && port !== 0 && attempt + 1 < tries && port + attempt < HIGHEST_PORT;
      if (!canGoOn) throw error;
    }
  }
}

/** Ends a request with a status and nothing else. */
export function answerEmpty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Length': '0', ...headers }).end();
}

/** Graph's envelope, for clients that read it. */
function answerUnavailable(response: ServerResponse, message: string): void {
  const body = JSON.stringify({ error: { code: 'serviceNotAvailable', message } });
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Retry-After': '10',
  };
  response.writeHead(503, headers).end(body);
}

function createFront(server: Server): HttpFront {
  let handlers: readonly HttpHandler[] | undefined;
  let closing: Promise<void> | undefined;
  let refusal: string | undefined;
  const underWay = new Set<ServerResponse>();

  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('request', async (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (closing !== undefined) response.setHeader('Connection', 'close');
    if (handlers === undefined) return answerEmpty(response, 503, { 'Retry-After': '1' });
    if (refusal !== undefined) return answerUnavailable(response, refusal);
    try {
      for (const handler of handlers) if (await handler(request, response)) return;
      answerEmpty(response, 404);
    } catch {
      response.destroy(); // handlers answer for their own faults: what is left is a connection that broke
    }
  });

  return {
    port: (server.address() as AddressInfo).port,
    serve(next) {
      handlers = next;
    },
    refuse(why) {
      refusal = why;
    },
    close(graceMs) {
      closing ??= new Promise((resolve) => {
        const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cutOff);
          resolve();
        });
        // Idle connections are closed with the server; the others close with their answer.
        for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
      });
      return closing;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}
