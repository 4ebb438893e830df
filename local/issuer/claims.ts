/** What an application's token says, in Entra's words (spec/wire-contract.md 1.3). */
import type { JWTPayload } from 'jose';
import type { TokenClient } from './clients';
import { GRAPH_APP_ID, type TokenVersion } from './tokenRequest';

/** Entra counts the seconds of an hour from 0. */
export const LIFETIME_SECONDS = 3_599;

export interface Issuance {
  readonly version: TokenVersion;
  readonly issuer: string;
  readonly tenantId: string;
  readonly client: TokenClient;
  /** How the client proved itself: 1 a secret, 2 a certificate. */
  readonly proof: '1' | '2';
  /** As asked for; a v2.0 token names the GUID in any case. */
  readonly resource: string;
  /** Unique to the token. */
  readonly tokenId: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

export function tokenClaims({
  version,
  issuer,
  tenantId,
  client,
  proof,
  resource,
  tokenId,
  issuedAt,
}: Issuance): JWTPayload {
  const byVersion =
    version === 'v2'
      ? { ver: '2.0', aud: GRAPH_APP_ID, azp: client.clientId, azpacr: proof }
      : { ver: '1.0', aud: resource, appid: client.clientId, appidacr: proof, idp: issuer };
  return {
    ...byVersion,
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    idtyp: 'app',
    oid: client.objectId,
    sub: client.objectId,
    tid: tenantId,
    roles: [...client.roles],
    uti: tokenId,
  };
}
