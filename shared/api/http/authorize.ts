/**
 * Who calls, and what they may do. Tokens are verified like Entra's (issuer, audience, signature, lifetime); application
 * permissions are in `roles`, delegated ones in `scp` (spec/wire-contract.md 1.3).
 */
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { forbidden, serviceUnavailable, unauthorized } from './graphError';

export interface Caller {
  /** The calling application's client id. */
  readonly appId: string;
  /** Object id of the calling service principal or user. */
  readonly objectId: string;
  readonly roles: ReadonlySet<string>;
}

export interface TokenTrust {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly keys: JWTVerifyGetKey;
}

export type VerifyToken = (authorization: string | null) => Promise<Caller>;

/** Clocks of two machines rarely agree to the second. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** How long a caller should wait when the issuer's keys cannot be fetched. */
const RETRY_KEYS_SECONDS = 5;

export function remoteKeys(jwksUri: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 5_000 });
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
      return toCaller(payload);
    } catch (error) {
      throw explain(error);
    }
  };
}

/** @throws {GraphError} 403 when the caller has none of the roles */
export function requireRole(caller: Caller, roles: readonly string[]): void {
  if (!roles.some((role) => caller.roles.has(role))) throw forbidden();
}

function explain(error: unknown): Error {
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

function toCaller(payload: JWTPayload): Caller {
  const roles = Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [];
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
  return {
    appId: text(payload.appid) ?? text(payload.azp) ?? '',
    objectId: text(payload.oid) ?? payload.sub ?? '',
    roles: new Set([...roles, ...scopes]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
