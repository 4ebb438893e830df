/**
 * Who signed in from this computer, a service each: in a file that only its owner reads, beside the journals. Without it a
 * sign-in would be over with its command (docs/cli.md).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, Failure, usage } from '../../exit';
import { putInPlace } from '../../putInPlace';
import { stateFolder, type World } from '../../world';
import { mayTravel } from '../address';

export interface Session {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  readonly refreshToken: string | null;
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

type Ports = Pick<World, 'env' | 'home' | 'platform'>;

const pathOf = (ports: Ports) => join(stateFolder(ports), 'sessions.json');

async function readAll(ports: Ports): Promise<Readonly<Record<string, Session>>> {
  try {
    return JSON.parse(await readFile(pathOf(ports), 'utf8')) as Record<string, Session>;
  } catch {
    return {}; // none yet, or none that can be read: who needs one signs in again
  }
}

export async function readSession(baseUrl: string, ports: Ports): Promise<Session | undefined> {
  const all = await readAll(ports);
  return Object.hasOwn(all, baseUrl) ? all[baseUrl] : undefined;
}

/** @param session none: forgets it */
export async function keepSession(baseUrl: string, session: Session | undefined, ports: Ports): Promise<void> {
  const { [baseUrl]: _, ...others } = await readAll(ports);
  const path = pathOf(ports);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const kept = session === undefined ? others : { ...others, [baseUrl]: session };
  await putInPlace(path, (draft) => writeFile(draft, JSON.stringify(kept), { mode: 0o600 }));
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly refresh_token?: string;
  /** Seconds. */
  readonly expires_in?: number;
  readonly error?: string;
  readonly error_description?: string;
}

export interface Refusal {
  readonly kind: 'refused';
  /** As OAuth names it; empty where the answer does not. */
  readonly error: string;
  readonly reason: string;
}

type Where = Pick<Session, 'tokenEndpoint' | 'clientId' | 'scope'>;

export async function askToken(
  { tokenEndpoint, clientId, scope }: Where,
  grant: Readonly<Record<string, string>>,
  { fetch, now }: Pick<World, 'fetch' | 'now'>,
): Promise<{ readonly kind: 'session'; readonly session: Session } | Refusal> {
  const body = new URLSearchParams({ client_id: clientId, scope, ...grant });
  const url = new URL(tokenEndpoint);
  if (!mayTravel(url)) throw usage(`${url.origin} is neither https nor this computer, so nobody signs in there.`);
  const response = await fetch(url, { method: 'POST', body, redirect: 'error' });
  const answer = (await response.json().catch(() => ({}))) as TokenAnswer;
  if (answer.access_token !== undefined) {
    const { access_token: accessToken, refresh_token: refreshToken = null, expires_in: seconds = 0 } = answer;
    const expiresAt = now() + seconds * 1_000;
    return { kind: 'session', session: { tokenEndpoint, clientId, scope, refreshToken, accessToken, expiresAt } };
  }
  return {
    kind: 'refused',
    error: answer.error ?? '',
    reason: answer.error_description ?? answer.error ?? String(response.status),
  };
}

export const refused = ({ reason }: Refusal, tokenEndpoint: string) =>
  new Failure(EXIT.notAllowed, `The sign-in came to nothing: ${reason}`, {
    code: 'NotSignedIn',
    place: tokenEndpoint,
    advice: 'Sign in again: muster login',
  });

/** @throws {Failure} 4 where the issuer gives none */
export async function redeem(
  where: Where,
  grant: Readonly<Record<string, string>>,
  world: Pick<World, 'fetch' | 'now'>,
): Promise<Session> {
  const answer = await askToken(where, grant, world);
  if (answer.kind === 'session') return answer.session;
  throw refused(answer, where.tokenEndpoint);
}

/** A token that ends within it is renewed. */
const SPARE_MS = 300_000;

/** The token at hand, or another one. @throws {Failure} 4 where one has to sign in again */
export async function sessionToken(
  baseUrl: string,
  renew: boolean,
  ports: Ports & Pick<World, 'fetch' | 'now'>,
): Promise<string> {
  const session = await readSession(baseUrl, ports); // read anew: another command may have renewed it
  if (session !== undefined && !renew && session.expiresAt - SPARE_MS > ports.now()) return session.accessToken;
  if (session?.refreshToken == null) {
    const message = session === undefined ? 'Nobody is signed in.' : 'The sign-in has ended.';
    throw new Failure(EXIT.notAllowed, message, { code: 'NotSignedIn', advice: 'Sign in: muster login' });
  }
  const grant = { grant_type: 'refresh_token', refresh_token: session.refreshToken };
  const renewed = await redeem(session, grant, ports);
  await keepSession(baseUrl, { ...renewed, refreshToken: renewed.refreshToken ?? session.refreshToken }, ports);
  return renewed.accessToken;
}
