/** A person signs in with a browser: a code with proof of key, sent to a port of this computer (RFC 8252, RFC 7636). */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT, Failure, interrupted } from '../../exit';
import type { World } from '../../world';
import { redeem, type Session } from './sessions';

export interface SignInQuestion {
  readonly authorizeEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  /** How long to wait for the browser. */
  readonly timeoutMs: number;
}

/** @param show where the person is to go @throws {Failure} 4 where it comes to nothing */
export async function signIn(
  question: SignInQuestion,
  show: (url: string) => void,
  world: Pick<World, 'fetch' | 'now' | 'interrupted'>,
): Promise<Session> {
  const [verifier, state] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const redirectUri = `http://localhost:${(server.address() as AddressInfo).port}`;
    const url = new URL(question.authorizeEndpoint);
    url.search = String(
      new URLSearchParams({
        client_id: question.clientId,
        response_type: 'code',
        response_mode: 'query',
        redirect_uri: redirectUri,
        scope: question.scope,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        prompt: 'select_account',
      }),
    );
    show(String(url));
    const code = await codeFrom(server, state, question.timeoutMs, world.interrupted);
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    return await redeem(question, grant, world);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Whatever else comes to the port is answered with 404, and waited past. */
function codeFrom(server: Server, state: string, timeoutMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failed('Nobody came back from the browser in time.')), timeoutMs);
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
    server.on('request', (request, response) => {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
      if (query.get('state') !== state) return void response.writeHead(404).end();
      clearTimeout(timer);
      const code = query.get('code');
      const said = query.get('error_description') ?? query.get('error') ?? 'The issuer sent no code.';
      const told = code === null ? 'You are not signed in.' : 'You are signed in.';
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
      response.end(`${told} Go back to the terminal; this page may be closed.\n`, () => {
        if (code === null) reject(failed(said));
        else resolve(code);
      });
    });
  });
}

const failed = (message: string) =>
  new Failure(EXIT.notAllowed, message, { code: 'NotSignedIn', advice: 'Sign in again: muster login' });
