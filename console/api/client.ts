/** How the console asks Muster: with a token, with an id of its own for each request, and with errors that tell what was asked. */
import { readError, Unreachable } from './errors';

/** What the client needs of the world; `fetch` stands in this file alone (a test holds it). */
export interface ClientPorts {
  /** @param options.fresh the one before was refused */
  token(options?: { readonly fresh?: boolean }): Promise<string>;
  /** Told of every answer, and of every request that none came to. */
  onReach?(reached: boolean): void;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface Client {
  /** @throws {ApiError | Unreachable} */
  ask(path: string, asked?: Asked): Promise<Response>;
  /** The answer's JSON; `undefined` where it has none. */
  json<T>(path: string, asked?: Asked): Promise<T>;
}

export interface Collection<T> {
  readonly value: readonly T[];
  readonly '@odata.nextLink'?: string;
}

export function createClient({ token, onReach }: ClientPorts): Client {
  async function send(path: string, asked: Asked, bearer: string): Promise<Response> {
    const { method = 'GET', body, headers = {}, signal } = asked;
    const own: Record<string, string> = { 'client-request-id': crypto.randomUUID(), ...headers };
    if (bearer !== '') own.Authorization = `Bearer ${bearer}`;
    if (body !== undefined) own['Content-Type'] ??= 'application/json';
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    try {
      const response = await fetch(path, {
        method,
        headers: own,
        ...sent,
        ...(signal && { signal }),
        redirect: 'error',
      });
      onReach?.(true);
      return response;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      onReach?.(false);
      throw new Unreachable(`${method} ${path}`, { cause });
    }
  }

  async function ask(path: string, asked: Asked = {}): Promise<Response> {
    let response = await send(path, asked, await token());
    if (response.status === 401) response = await send(path, asked, await token({ fresh: true }));
    if (!response.ok) throw await readError(response, `${asked.method ?? 'GET'} ${path}`);
    return response;
  }

  return {
    ask,
    async json<T>(path: string, asked?: Asked) {
      const response = await ask(path, asked);
      const text = await response.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

/** The path of the next page: the service names itself by the address it was asked under, which may be a proxy's. */
export function nextPath({ '@odata.nextLink': link }: Collection<unknown>): string | undefined {
  if (link === undefined) return undefined;
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

/** For a POSIX shell, with the token as a variable: what is shown and copied holds no secret. */
export function toCurl(origin: string, path: string, { method = 'GET', body, headers = {} }: Asked = {}): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const parts = ['curl -sS', ...(method === 'GET' ? [] : [`-X ${method}`]), quoted(`${origin}${path}`)];
  parts.push('-H "Authorization: Bearer $TOKEN"');
  if (body !== undefined) {
    const type = headers['Content-Type'] ?? 'application/json';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    parts.push(`-H ${quoted(`Content-Type: ${type}`)}`, `--data-binary ${quoted(text)}`);
  }
  return parts.join(' ');
}
