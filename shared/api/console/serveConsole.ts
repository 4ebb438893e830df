/**
 * `GET /console/…`: the page, its files and what it must know before anybody signs in. No token, no storage and no settings
 * but where people sign in: a Muster that cannot work still shows a page that says so.
 */
import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { errorBody, GraphError, unknownRoute } from '../http/graphError';
import { answerAsset, type ConsoleFiles } from './assets';
import { type ConsolePlace, consoleHeaders } from './headers';

export interface ConsolePorts extends ConsolePlace {
  /** `/console/config.json`: nothing of any tenant, job or person. */
  readonly config: object;
  /** @throws where the build left none */
  files(): Promise<ConsoleFiles>;
}

const BASE = '/console';

/** A place below `/console/` is named relative to it, so the page needs the slash. */
export async function serveConsole(request: HttpRequest, ports: ConsolePorts): Promise<HttpResponseInit> {
  const { pathname } = new URL(request.url);
  const headers = consoleHeaders(ports);
  if (pathname.toLowerCase() === BASE) return redirect(`${BASE}/`, headers);
  const path = pathname.slice(BASE.length + 1);
  if (path === 'config.json') return answerJson(200, ports.config, headers);
  try {
    const found = await answerAsset(
      {
        path,
        acceptEncoding: request.headers.get('accept-encoding'),
        ifNoneMatch: request.headers.get('if-none-match'),
      },
      await filesOf(ports),
    );
    if (found === undefined) throw unknownRoute();
    return { ...found, headers: { ...headers, ...(found.headers as Record<string, string>) } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return answerError(error, request, headers);
  }
}

/** `/` leads to the console: it is the only page there is. */
export function redirect(to: string, headers: Readonly<Record<string, string>>): HttpResponseInit {
  return { status: 302, headers: { ...headers, Location: to, 'Cache-Control': 'no-store' } };
}

async function filesOf(ports: ConsolePorts): Promise<ConsoleFiles> {
  try {
    return await ports.files();
  } catch (cause) {
    const message = 'The console is not part of this package: build it anew with npm run build.';
    throw new GraphError(503, 'serviceNotAvailable', message, { cause });
  }
}

function answerJson(status: number, body: object, headers: Readonly<Record<string, string>>): HttpResponseInit {
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  };
}

function answerError(error: GraphError, request: HttpRequest, headers: Readonly<Record<string, string>>) {
  const requestId = randomUUID();
  const clientRequestId = request.headers.get('client-request-id')?.trim() || randomUUID();
  const body = errorBody(error, requestId, clientRequestId, new Date());
  return answerJson(error.status, body, { ...headers, 'request-id': requestId, 'client-request-id': clientRequestId });
}
