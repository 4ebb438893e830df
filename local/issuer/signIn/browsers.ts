/** The browsers that have shown the code, and who is signed in at each. Known by a cookie that only this issuer understands. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../shared/ports';
import type { LocalPerson } from './people';

export interface Browser {
  /** The `sid` of tokens. */
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly trustedUntil: number;
  person: LocalPerson | undefined;
  /** When the person was chosen, milliseconds since the epoch. */
  signedInAt: number;
}

export interface Browsers {
  /** @returns `undefined` for one that never showed the code, or too long ago */
  of(request: IncomingMessage): Browser | undefined;
  /** Trusts a browser from now on. @returns the header that makes it remember */
  trust(): { readonly browser: Browser; readonly setCookie: string };
}

const TRUSTED_SECONDS = 12 * 60 * 60;

/** @param port cookies know none: two stacks on one computer would take each other's without it in the name */
export function createBrowsers(clock: Pick<Clock, 'now'>, port: string): Browsers {
  const name = `muster-sign-in-${port}`;
  const known = new Map<string, Browser>();

  const forgetOld = () => {
    for (const [key, { trustedUntil }] of known) if (trustedUntil <= clock.now()) known.delete(key);
  };

  return {
    of(request) {
      forgetOld();
      return known.get(cookieOf(request, name) ?? '');
    },
    trust() {
      const key = randomBytes(32).toString('base64url');
      const trustedUntil = clock.now() + TRUSTED_SECONDS * 1_000;
      const sessionId = randomBytes(16).toString('hex');
      const browser: Browser = { sessionId, trustedUntil, person: undefined, signedInAt: 0 };
      known.set(key, browser);
      return { browser, setCookie: `${name}=${key}; Path=/; Max-Age=${TRUSTED_SECONDS}; HttpOnly; SameSite=Lax` };
    },
  };
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
