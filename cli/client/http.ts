/**
 * Calls to a service: authorized, traced, and made again where that is harmless. A call that carries an id of ours, or
 * only reads, may be repeated; any other is made once.
 */
import { EXIT, Failure, interrupted, reasonOf, usage } from '../exit';
import type { Reply } from '../wire';
import type { World } from '../world';
import { readFault, ServiceFailure } from './graphFault';
import { delayMs, isPassing, readRetryAfter, TRIES } from './retry';
import type { Tokens } from './tokens';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface CallOptions {
  /** JSON unless it is text or bytes already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Whether making it twice is harmless; a GET always is. */
  readonly repeatable?: boolean;
  /** Without a token. */
  readonly anonymous?: boolean;
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Reply['headers'];
  readonly text: string;
}

export interface Http {
  readonly baseUrl: string;
  /** Whatever the status. @throws {Failure} when nobody answers */
  ask(method: Method, pathOrUrl: string, options?: CallOptions): Promise<Answer>;
  /** @throws {ServiceFailure} for any status but 2xx */
  call(method: Method, pathOrUrl: string, options?: CallOptions): Promise<Answer>;
  /** The answer's JSON. */
  json<T>(method: Method, pathOrUrl: string, options?: CallOptions): Promise<T>;
  /** Everything of a list, page by page. */
  list<T>(path: string, query?: CallOptions['query']): AsyncGenerator<T>;
}

type Ports = Pick<World, 'fetch' | 'now' | 'wait' | 'chance' | 'interrupted'> & {
  readonly tokens: Tokens;
  readonly debug: (text: string) => void;
};

export function createHttp(baseUrl: string, ports: Ports): Http {
  const { tokens, debug } = ports;

  async function once(method: Method, url: URL, { body, headers, anonymous }: CallOptions): Promise<Answer> {
    const bearer = anonymous ? undefined : await tokens.bearer(url);
    const began = ports.now();
    const response = await ports.fetch(url, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      },
      ...(body !== undefined && { body: bodyOf(body) }),
      redirect: 'manual',
      signal: ports.interrupted,
    });
    const answer = { status: response.status, headers: response.headers, text: await response.text() };
    const requestId = response.headers.get('request-id') ?? '-';
    debug(`${method} ${url} ${answer.status} ${ports.now() - began} ms ${requestId}`);
    return answer;
  }

  async function ask(method: Method, pathOrUrl: string, options: CallOptions = {}): Promise<Answer> {
    const url = urlOf(baseUrl, pathOrUrl, options.query);
    const mayRepeat = method === 'GET' || options.repeatable === true;
    let renewed = false;
    for (let failed = 1; ; failed += 1) {
      const answer = await once(method, url, options).catch((error: unknown) =>
        failedCall(error, url, ports.interrupted),
      );
      const isLast = !mayRepeat || failed >= TRIES;
      if (answer instanceof Failure) {
        if (isLast) throw answer;
        await ports.wait(delayMs(failed, undefined, ports.chance()));
      } else if (answer.status === 401 && !options.anonymous && !renewed) {
        renewed = true;
        if (!tokens.renew()) return answer;
      } else if (isPassing(answer.status) && !isLast) {
        if (answer.status === 429) failed -= 1; // waited out, however often: nothing has failed
        const asked = readRetryAfter(answer.headers.get('retry-after'), ports.now());
        await ports.wait(delayMs(Math.max(1, failed), asked, ports.chance()));
      } else {
        return answer;
      }
    }
  }

  async function call(method: Method, pathOrUrl: string, options: CallOptions = {}): Promise<Answer> {
    const answer = await ask(method, pathOrUrl, options);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const fault = readFault(answer.status, answer.text, answer.headers.get('request-id'));
    throw new ServiceFailure(method, String(urlOf(baseUrl, pathOrUrl, undefined)), fault, tokens.roles());
  }

  async function json<T>(method: Method, pathOrUrl: string, options: CallOptions = {}): Promise<T> {
    const { text } = await call(method, pathOrUrl, options);
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      const place = `${method} ${urlOf(baseUrl, pathOrUrl, undefined)}`;
      const advice = 'Is this the address of a Muster? Name it with --url.';
      throw new Failure(EXIT.failed, 'The answer is no JSON.', { code: 'NoJson', place, advice, cause: error });
    }
  }

  return {
    baseUrl,
    ask,
    call,
    json,
    async *list<T>(path: string, query: CallOptions['query'] = {}) {
      let next: string | undefined = String(urlOf(baseUrl, path, query));
      while (next !== undefined) {
        const page: { value: T[]; '@odata.nextLink'?: string } = await json('GET', next);
        yield* page.value;
        next = page['@odata.nextLink'];
      }
    },
  };
}

function bodyOf(body: unknown): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** @throws {Failure} 2 for an address elsewhere: a token must not leave for it */
function urlOf(baseUrl: string, pathOrUrl: string, query: CallOptions['query']): URL {
  const url = /^https?:/i.test(pathOrUrl) ? new URL(pathOrUrl) : new URL(`${baseUrl}/${pathOrUrl.replace(/^\/+/, '')}`);
  if (url.origin !== new URL(baseUrl).origin) {
    throw usage(`${url.origin} is not the service at ${baseUrl}, and gets no token of it.`, { code: 'OtherService' });
  }
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

function failedCall(error: unknown, url: URL, signal: AbortSignal): Failure {
  if (signal.aborted) throw interrupted();
  if (error instanceof Failure) throw error;
  const cause = error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
  return new Failure(EXIT.failed, `${url.host} does not answer: ${cause}`, {
    code: 'Unreachable',
    place: url.origin,
    advice: 'Is it running? On this computer: npm start. Elsewhere: name it with --url.',
    cause: error,
  });
}
