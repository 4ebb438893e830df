/**
 * HTTP as this program needs it, over Node's own client: of what `fetch` brings beside it nothing is used here, and it takes longer
 * to load than the rest of the program, and three times as much for each call. As `fetch` does, a call is refused with a `TypeError`
 * whose cause says why nobody answered, and with the signal's reason where it was called off.
 */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestSecurely, Agent as SecureAgent } from 'node:https';

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | URLSearchParams;
  /** None is ever followed: `error` refuses it, else it is the answer. */
  readonly redirect?: 'error' | 'manual';
  readonly signal?: AbortSignal;
}

/** An answer, read whole. */
export type Reply = Pick<Response, 'status' | 'ok' | 'text' | 'json'> & { readonly headers: Pick<Headers, 'get'> };

/** What `fetch` is, too. */
export type Fetch = (url: URL | string, call?: Call) => Promise<Reply>;

export interface WireTimes {
  /** For how long a connection is kept that nobody uses: shorter than servers keep it, which is 5 s in Node. */
  readonly idleMs: number;
  readonly connectMs: number;
  /** Without a byte. */
  readonly silenceMs: number;
}

const TIMES: WireTimes = { idleMs: 4_000, connectMs: 10_000, silenceMs: 300_000 };

export function createWire(times: WireTimes = TIMES): Fetch {
  const options = { keepAlive: true, timeout: times.idleMs };
  const [agent, secureAgent] = [new Agent(options), new SecureAgent(options)];
  return async (to, call = {}) => {
    const url = new URL(to);
    const { method = 'GET', body, redirect, signal } = call;
    const isSecure = url.protocol === 'https:';
    const sent = body instanceof URLSearchParams ? String(body) : body;
    const reply = await new Promise<Reply>((resolve, reject) => {
      const asked = (isSecure ? requestSecurely : request)(url, {
        method,
        headers: headersOf(call, sent),
        agent: isSecure ? secureAgent : agent,
        timeout: times.silenceMs,
        ...(signal !== undefined && { signal }),
      });
      const failed = (cause: Error) => reject(signal?.aborted ? signal.reason : refusal(url, cause));
      asked.on('error', failed);
      asked.on('timeout', () => asked.destroy(new Error(`nothing came for ${times.silenceMs / 1_000} seconds`)));
      limitConnecting(asked, isSecure ? 'secureConnect' : 'connect', times.connectMs);
      asked.on('response', (answer) => readWhole(answer).then(resolve, failed));
      asked.end(sent);
    });
    if (redirect === 'error' && reply.status >= 300 && reply.status < 400) {
      throw refusal(url, new Error(`it answers ${reply.status} and points elsewhere`));
    }
    return reply;
  };
}

function headersOf({ headers, body }: Call, sent: string | Uint8Array | undefined): Record<string, string | number> {
  return {
    accept: '*/*',
    'user-agent': 'muster',
    ...(body instanceof URLSearchParams && { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }),
    ...(sent !== undefined && { 'content-length': Buffer.byteLength(sent) }),
    ...headers,
  };
}

const refusal = (url: URL, cause: Error) => new TypeError(`${url.host} does not answer`, { cause });

/** A host that takes no connection, or has no part in the handshake, says nothing at all. */
function limitConnecting(asked: ClientRequest, connected: 'connect' | 'secureConnect', connectMs: number): void {
  asked.on('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(
      () => asked.destroy(new Error(`no connection in ${connectMs / 1_000} seconds`)),
      connectMs,
    );
    const stop = () => clearTimeout(timer);
    socket.once(connected, stop);
    asked.once('close', stop);
  });
}

async function readWhole(answer: IncomingMessage): Promise<Reply> {
  const parts: Uint8Array[] = [];
  for await (const part of answer) parts.push(part);
  const text = new TextDecoder().decode(Buffer.concat(parts)); // takes a mark away
  const { statusCode: status = 0, headers } = answer;
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => String(headers[name.toLowerCase()] ?? '') || null },
    text: async () => text,
    json: async () => JSON.parse(text),
  };
}
