/**
 * The tokens of this tab, in memory and nowhere else. They are renewed at four fifths of their life, when somebody asks; one
 * renewal serves all who ask meanwhile.
 */
import { ResponseBodyError } from 'oauth4webapi';
import { Unreachable } from '../api/errors';
import type { Granted } from './protocol';

/** Nobody is signed in any more: the issuer gives nothing for what is left, or it was dropped. */
export class SignInEnded extends Error {
  constructor(options?: ErrorOptions) {
    super('SignInEnded', options);
    this.name = 'SignInEnded';
  }
}

export interface TokenPorts {
  renew(refreshToken: string): Promise<Granted>;
  now(): number;
  /** Told once, when nothing can be renewed any more. */
  onEnd(): void;
}

export interface Tokens {
  /** @param fresh the one before was refused @throws {SignInEnded | Unreachable} */
  get(fresh?: boolean): Promise<string>;
  /** From now on nobody gets one. */
  drop(): void;
}

const RENEW_AT = 0.8;
/** Requests that were under way together are refused together: the first one's renewal is good for all. */
const JUST_RENEWED_MS = 10_000;
/** After an issuer that did not answer, while the token is still good. */
const AGAIN_MS = 30_000;

interface Held extends Granted {
  readonly since: number;
  renewAt: number;
}

export function createTokens(first: Granted, { renew, now, onEnd }: TokenPorts): Tokens {
  const hold = (granted: Granted): Held => ({
    ...granted,
    since: now(),
    renewAt: now() + granted.lifetimeMs * RENEW_AT,
  });
  let held: Held | undefined = hold(first);
  let underWay: Promise<string> | undefined;

  function end(cause?: unknown): SignInEnded {
    const wasHeld = held !== undefined;
    held = undefined;
    if (wasHeld) onEnd();
    return new SignInEnded({ cause });
  }

  async function renewed(from: Held): Promise<string> {
    if (from.refreshToken === undefined) throw end();
    try {
      const granted = await renew(from.refreshToken);
      if (held === undefined) throw new SignInEnded(); // dropped meanwhile
      held = hold({ ...granted, refreshToken: granted.refreshToken ?? from.refreshToken });
      return held.accessToken;
    } catch (error) {
      if (error instanceof SignInEnded) throw error;
      if (error instanceof ResponseBodyError && error.status < 500) throw end(error);
      from.renewAt = now() + AGAIN_MS;
      throw new Unreachable('token', { cause: error });
    }
  }

  /** One at a time, for all who ask. */
  function renewOnce(from: Held): Promise<string> {
    underWay ??= renewed(from).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  return {
    async get(fresh = false) {
      if (held === undefined) throw new SignInEnded();
      const { accessToken, since, lifetimeMs } = held;
      const age = now() - since;
      if (fresh) return age < JUST_RENEWED_MS && underWay === undefined ? accessToken : renewOnce(held);
      const isStillGood = age < lifetimeMs;
      if (isStillGood && now() < held.renewAt) return accessToken;
      return renewOnce(held).catch((error: unknown) => {
        if (isStillGood && error instanceof Unreachable) return accessToken;
        throw error;
      });
    },
    drop() {
      held = undefined;
    },
  };
}
