/**
 * Signing in, from the page's first moment: come back from the issuer with an answer, or come anew and ask it silently, or
 * show the page that asks for a click.
 *
 *   comes anew ── tried a moment ago ──────────────────────────► signed out
 *       └─ else: to the issuer, silently ──► comes back ─┬─ with a code, redeemed ► signed in
 *                                                        ├─ it must ask somebody ─► signed out
 *                                                        └─ anything else ────────► signed out, and told why
 */
import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import type { Session, SignedIn } from '../state/session';
import { signInProblems } from '../text/signIn';
import { keepPending, type Pending, safePath, takePending } from './pending';
import { type AuthorizeOptions, createProtocol, type Granted, type Protocol, type SignInSettings } from './protocol';
import { mayTrySilently, needsSomebody, silentTryBegins, silentTryWentWell } from './silent';
import { createTokens, SignInEnded, type Tokens } from './tokens';
import type { World } from './world';

/** Whose tab the sign-in ended in. */
export type Ending = 'expired' | 'signedOutElsewhere';

export interface SessionPorts {
  /** Told once, when the sign-in of this tab has ended and nobody here wanted that. */
  onEnd(ending: Ending): void;
  readonly world: World;
}

/** Never, because the page is being left. */
const leaving = () => new Promise<never>(() => undefined);

export async function openSession(settings: SignInSettings, { onEnd, world }: SessionPorts): Promise<Session> {
  const here = new URL(world.href());
  const authority = new URL(settings.authority);
  // The issuer of a laptop knows one of its names, as the page that it sends back to.
  if (settings.kind === 'development' && here.host !== authority.host && isLoopback(here) && isLoopback(authority)) {
    world.go(`${authority.origin}${safePath(`${here.pathname}${here.search}`)}`);
    return leaving();
  }
  const protocol = createProtocol(settings, here.origin);
  const desk: Desk = { protocol, world, onEnd, settings };
  if (here.pathname === settings.redirectPath) return comeBack(desk, here.searchParams);
  return comeAnew(desk, `${here.pathname}${here.search}`);
}

interface Desk {
  readonly protocol: Protocol;
  readonly world: World;
  readonly settings: SignInSettings;
  onEnd(ending: Ending): void;
}

const isLoopback = ({ hostname }: URL) => ['localhost', '127.0.0.1'].includes(hostname);

async function comeAnew(desk: Desk, path: string): Promise<Session> {
  if (!mayTrySilently(desk.world)) return signedOut(desk);
  silentTryBegins(desk.world);
  try {
    await leave(desk, path, true, { prompt: 'none' });
  } catch (error) {
    return signedOut(desk, problemOf(error));
  }
  return leaving();
}

async function comeBack(desk: Desk, answer: URLSearchParams): Promise<Session> {
  const { world } = desk;
  const pending = takePending(world);
  world.replace(pending?.returnTo ?? '/console/'); // neither code nor state stays in the address
  if (!answer.has('state')) return signedOut(desk); // from sign-out
  // An answer that nobody here waits for: it was taken already, or belongs to another tab.
  if (pending === undefined) return comeAnew(desk, '/console/');
  try {
    const granted = await desk.protocol.redeem(answer, pending);
    silentTryWentWell(world);
    return signedIn(desk, granted);
  } catch (error) {
    return signedOut(desk, problemOfAnswer(error, answer, pending));
  }
}

/** Where it could not even be asked whether somebody is signed in, a person is told; where nobody is, not. */
function problemOfAnswer(error: unknown, answer: URLSearchParams, { state, isSilent }: Pending): string | undefined {
  if (answer.get('state') !== state) return signInProblems.otherAnswer;
  if (error instanceof AuthorizationResponseError && isSilent && needsSomebody(error.error)) return undefined;
  return problemOf(error);
}

function problemOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return signInProblems.refused(error.error_description ?? error.error);
  }
  if (isNetworkFault(error)) return signInProblems.unreachable;
  return signInProblems.wrongAnswer(error instanceof Error ? error.message : String(error));
}

/** `fetch` fails so where nobody answers. */
const isNetworkFault = (error: unknown) => (error as Error | undefined)?.name === 'TypeError';

/** Sends the browser to the issuer. */
async function leave(
  { protocol, world }: Desk,
  path: string,
  isSilent: boolean,
  options: AuthorizeOptions,
): Promise<void> {
  const { url, remembered } = await protocol.authorize(options);
  keepPending(world, { ...remembered, returnTo: safePath(path), isSilent });
  world.go(url);
}

function signedOut(desk: Desk, problem?: string): Session {
  return {
    person: undefined,
    problem,
    token: () => Promise.reject(new SignInEnded()),
    signIn: (returnTo) => leave(desk, returnTo, false, { prompt: 'select_account' }),
    signOut: () => signOut(desk, undefined),
  };
}

function signedIn(desk: Desk, granted: Granted): Session {
  const { protocol, world, onEnd } = desk;
  const tokens = createTokens(granted, {
    renew: (refreshToken) => protocol.renew(refreshToken),
    now: () => world.now(),
    onEnd: () => onEnd('expired'),
  });
  world.hear((news) => {
    if (news !== 'signedOut') return;
    tokens.drop();
    onEnd('signedOutElsewhere');
  });
  const { person } = granted;
  return {
    person: person ?? { displayName: '', userPrincipalName: '' },
    problem: undefined,
    token: ({ fresh = false } = {}) => tokens.get(fresh),
    signIn: (returnTo) => leave(desk, returnTo, false, hinted(person)),
    signOut: () => signOut(desk, tokens),
  };
}

/** The same person again; where the issuer cannot tell who that is, it asks. */
const hinted = (person: SignedIn | undefined): AuthorizeOptions =>
  person?.userPrincipalName ? { loginHint: person.userPrincipalName } : { prompt: 'select_account' };

async function signOut({ protocol, world, settings }: Desk, tokens: Tokens | undefined): Promise<void> {
  tokens?.drop();
  world.tell('signedOut');
  const url = await protocol.signOutUrl().catch(() => undefined);
  world.go(url ?? settings.redirectPath);
}
