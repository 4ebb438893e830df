/**
 * Who calls, and what they may do. Tokens are verified like Entra's (issuer, audience, signature, lifetime); what they say
 * counts as `rights.ts` tells (spec/wire-contract.md 1.3).
 */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { GraphError, serviceUnavailable, unauthorized } from './graphError';
import { type Caller, callerOf, lacking, type PeopleTrust } from './rights';

export interface TokenTrust {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly keys: JWTVerifyGetKey;
  /** `undefined`: no person's token is accepted. */
  readonly people: PeopleTrust | undefined;
}

export type VerifyToken = (authorization: string | null) => Promise<Caller>;

/** Clocks of two machines rarely agree to the second. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** How long a caller should wait when the issuer's keys cannot be fetched. */
const RETRY_KEYS_SECONDS = 5;

export function remoteKeys(jwksUri: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 5_000 });
}

/** @throws {Error} when keys of an issuer are not there, or too old, and cannot be fetched */
export async function fetchKeys(keys: JWTVerifyGetKey): Promise<void> {
  const { fresh, reload } = keys as Partial<ReturnType<typeof createRemoteJWKSet>>;
  if (fresh === false) await reload?.();
}

/** @returns a verifier that throws a 401 `GraphError` for a missing, expired, foreign or broken token */
export function createTokenVerifier(trust: TokenTrust): VerifyToken {
  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('Access token is empty.');
    try {
      const { payload } = await jwtVerify(token, trust.keys, {
        issuer: [...trust.issuers],
        audience: [...trust.audiences],
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return callerOf(payload, trust.people);
    } catch (error) {
      throw explain(error);
    }
  };
}

/** @throws {GraphError} 403 when the caller has none of the roles */
export function requireRole(caller: Caller, roles: readonly string[]): void {
  if (!roles.some((role) => caller.roles.has(role))) throw lacking(caller, roles);
}

function explain(error: unknown): Error {
  if (error instanceof GraphError) return error;
  if (error instanceof errors.JWTExpired || isNotYetValid(error)) {
    return unauthorized('Access token has expired or is not yet valid.', { cause: error });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthorized(`Access token validation failure. Invalid ${claimName(error.claim)}.`, { cause: error });
  }
  if (isTokenFault(error)) {
    return unauthorized('Access token validation failure.', { cause: error });
  }
  return serviceUnavailable(RETRY_KEYS_SECONDS, { cause: error }); // the key set could not be fetched: not the caller's fault
}

function isNotYetValid(error: unknown): boolean {
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';
}

function isTokenFault(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys || // the token names no key, and there are several
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  );
}

function claimName(claim: string): string {
  const names: Readonly<Record<string, string>> = { aud: 'audience', iss: 'issuer' };
  return names[claim] ?? claim;
}
