/**
 * The embedded directory's Graph surface on a real HTTP server, with the requests it received and faults on demand. Faults
 * meant for one request hit it alone or as a part of a batch.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DirectoryContext, Guard } from '../../shared/api/directory/answer';
import type { GraphRequest, Method } from '../../shared/api/directory/request';
import type { Reply } from '../../shared/api/http/endpoint';
import { errorBody, GraphError, unauthorized } from '../../shared/api/http/graphError';
import { toGraphError } from '../../shared/api/http/knownError';
import { answerBatch } from '../../shared/api/http/routing/batch';
import { isJsonObject } from '../../shared/scim/json';
import { askDirectory, directoryRoutes } from './directoryRoutes';
import { CALLER } from './graphClient';
import { rememberingLogger } from './world';

export interface Received {
  readonly method: string;
  /** Below the version, decoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export type GraphFault =
  /** An answer of Graph's instead of the true one, before or after the request has taken effect. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly after?: 'effect';
    }
  /** The connection stays open and silent, before or after the request has taken effect. */
  | { readonly kind: 'silence'; readonly after?: 'effect' };

export interface GraphServer {
  readonly baseUrl: string;
  readonly token: string;
  /** Requests to users and their like, those inside batches among them, oldest first. */
  readonly received: readonly Received[];
  /** How many requests each HTTP exchange carried, oldest first. */
  readonly exchanges: readonly number[];
  /** The next requests of this kind meet these faults in turn. */
  fail(kind: Method | ((request: GraphRequest) => boolean), ...faults: readonly GraphFault[]): void;
  /** The next whole exchanges are answered so, whatever they ask. */
  failExchange(...replies: readonly Reply[]): void;
  forget(): void;
  close(): Promise<void>;
}

interface Trap {
  readonly catches: (request: GraphRequest) => boolean;
  readonly fault: GraphFault;
}

export async function startGraphServer(context: DirectoryContext): Promise<GraphServer> {
  const token = `token-${randomUUID()}`;
  const received: Received[] = [];
  const exchanges: number[] = [];
  const traps: Trap[] = [];
  const wholesale: Reply[] = [];
  let origin = '';

  const guard: Guard = async (request, run) => {
    const index = traps.findIndex(({ catches }) => catches(request));
    const [trap] = index < 0 ? [] : traps.splice(index, 1);
    const inner = () => (context.guard ? context.guard(request, run) : run());
    if (trap === undefined) return inner();
    if (trap.fault.after === 'effect') await inner();
    return suffer(trap.fault);
  };

  const routes = directoryRoutes(() => ({ directory: context.directory, guard }));

  async function handle(message: IncomingMessage): Promise<Reply> {
    const text = await readText(message);
    const url = new URL(message.url ?? '/', origin);
    const path = url.pathname.replace(/^\/v1\.0/, '');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const parts = path === '/$batch' && isJsonObject(body) && Array.isArray(body.requests) ? body.requests : undefined;
    const headers = message.headers;
    if (message.headers.authorization !== `Bearer ${token}`) throw unauthorized('Access token validation failure.');
    exchanges.push(parts?.length ?? 1);
    const reply = wholesale.shift();
    if (reply !== undefined) return reply;

    const call = {
      version: 'v1.0',
      origin,
      caller: CALLER,
      requestId: randomUUID(),
      clientRequestId: randomUUID(),
    } as const;
    if (parts !== undefined) {
      for (const part of parts.filter(isJsonObject)) {
        received.push({
          method: String(part.method),
          url: decodeURIComponent(String(part.url)),
          headers: isJsonObject(part.headers) ? part.headers : {},
          body: part.body,
        });
      }
      return answerBatch({ routes, now: () => new Date(), logger: rememberingLogger() }, call, body);
    }
    received.push({ method: message.method ?? '', url: decodeURIComponent(path + url.search), headers, body });
    const request = { method: message.method ?? '', url: path + url.search, headers: plain(headers), body };
    return askDirectory(routes, request, call);
  }

  const server = createServer(async (message, response) => {
    const reply = await handle(message).catch(toReply);
    write(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    baseUrl: `${origin}/v1.0`,
    token,
    received,
    exchanges,
    fail(kind, ...faults) {
      const catches = typeof kind === 'string' ? ({ method }: GraphRequest) => method === kind : kind;
      traps.push(...faults.map((fault) => ({ catches, fault })));
    },
    failExchange: (...replies) => void wholesale.push(...replies),
    forget() {
      received.length = 0;
      exchanges.length = 0;
    },
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Without those that belong to the connection. */
function plain(headers: IncomingMessage['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !['content-length', 'content-encoding', 'host'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function suffer(fault: GraphFault): Promise<Reply> {
  if (fault.kind === 'silence') return new Promise<Reply>(() => undefined);
  const { status, code = 'Fault', message = 'A fault on demand.', headers = {} } = fault;
  throw new GraphError(status, code, message, { headers });
}

function toReply(error: unknown): Reply {
  const known = toGraphError(error, () => undefined);
  return {
    status: known.status,
    body: errorBody(known, randomUUID(), randomUUID(), new Date()),
    headers: known.headers,
  };
}

function write(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
