/**
 * What was granted and can still be made use of: codes, once and for a minute, and refresh tokens, of which each use gives the
 * next. Whoever uses one a second time shows that two have it; then nobody of that family gets anything more (RFC 9700, 4.14).
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../shared/ports';
import { FAULTS, OAuthError } from '../oauthError';
import type { LocalPerson } from './people';
import type { Scopes } from './scopes';

/** Who signed in, where, and for what. */
export interface Grant {
  readonly clientId: string;
  readonly person: LocalPerson;
  readonly scopes: Scopes;
  readonly nonce: string | undefined;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly signedInAt: number;
}

/** What a code is bound to beside the grant. */
export interface CodeBinding {
  readonly redirectUri: string;
  readonly challenge: string;
}

export interface Grants {
  /** @returns a new code */
  addCode(grant: Grant, binding: CodeBinding): string;
  /** Uses a code up. @throws {OAuthError} for one that is unknown, used or too old */
  takeCode(code: string): { readonly grant: Grant; readonly binding: CodeBinding; readonly family: Family };
  /** @returns the family's next refresh token */
  addRefreshToken(family: Family): string;
  /** Uses a refresh token up. @throws {OAuthError} for one that is unknown, used, revoked or too old */
  takeRefreshToken(token: string): Family;
  /** Ends everything that was granted in one session of a browser. */
  endSession(sessionId: string): void;
}

/** All that came of one code. */
export interface Family {
  readonly grant: Grant;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  isRevoked: boolean;
}

const CODE_MS = 60_000;
/** As Entra's for single-page applications; the next of a family does not prolong it. */
export const REFRESH_SECONDS = 24 * 60 * 60;

interface Kept {
  readonly family: Family;
  readonly endsAt: number;
  isUsed: boolean;
}

export function createGrants(clock: Pick<Clock, 'now'>): Grants {
  const codes = new Map<string, Kept & { readonly binding: CodeBinding }>();
  const refreshTokens = new Map<string, Kept>();

  const forgetOld = () => {
    for (const map of [codes, refreshTokens])
      for (const [key, { family }] of map) if (family.endsAt <= clock.now()) map.delete(key);
  };

  /** What is used twice ends its family. @throws {OAuthError} */
  const use = <T extends Kept>(kept: T | undefined, what: string): T => {
    if (kept === undefined) throw new OAuthError(FAULTS.unknownGrant, `The ${what} is malformed or not valid.`);
    if (kept.isUsed) {
      kept.family.isRevoked = true;
      throw new OAuthError(FAULTS.usedGrant, `The ${what} was already redeemed. Sign in again.`);
    }
    if (kept.family.isRevoked)
      throw new OAuthError(FAULTS.revokedGrant, `The ${what} has been revoked. Sign in again.`);
    if (kept.endsAt <= clock.now())
      throw new OAuthError(FAULTS.expiredGrant, `The ${what} has expired. Sign in again.`);
    kept.isUsed = true;
    return kept;
  };

  return {
    addCode(grant, binding) {
      forgetOld();
      const code = randomBytes(32).toString('base64url');
      const family = { grant, endsAt: clock.now() + REFRESH_SECONDS * 1_000, isRevoked: false };
      codes.set(code, { family, binding, endsAt: clock.now() + CODE_MS, isUsed: false });
      return code;
    },
    takeCode(code) {
      const { family, binding } = use(codes.get(code), 'authorization code');
      return { grant: family.grant, binding, family };
    },
    addRefreshToken(family) {
      const token = randomBytes(32).toString('base64url');
      refreshTokens.set(token, { family, endsAt: family.endsAt, isUsed: false });
      return token;
    },
    takeRefreshToken: (token) => use(refreshTokens.get(token), 'refresh token').family,
    endSession(sessionId) {
      for (const map of [codes, refreshTokens])
        for (const { family } of map.values()) if (family.grant.sessionId === sessionId) family.isRevoked = true;
    },
  };
}
