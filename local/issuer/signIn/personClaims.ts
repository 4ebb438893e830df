/** What the tokens of a person say, in Entra's words of version 2.0. */
import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LIFETIME_SECONDS } from '../claims';
import { GRAPH_APP_ID } from '../tokenRequest';
import type { Grant } from './grants';

export interface PersonIssuance {
  readonly issuer: string;
  readonly tenantId: string;
  readonly grant: Grant;
  /** Unique to the token. */
  readonly tokenId: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

export function personClaims(issuance: PersonIssuance): JWTPayload {
  const { grant } = issuance;
  return {
    ...commonClaims(issuance),
    aud: GRAPH_APP_ID,
    azp: grant.clientId,
    azpacr: '0', // the client proved nothing
    roles: [grant.person.role],
    scp: grant.scopes.permissions.join(' '),
  };
}

export function idClaims(issuance: PersonIssuance): JWTPayload {
  const { clientId, nonce, signedInAt } = issuance.grant;
  return {
    ...commonClaims(issuance),
    aud: clientId,
    auth_time: Math.floor(signedInAt / 1_000),
    ...(nonce !== undefined && { nonce }),
  };
}

function commonClaims({ issuer, tenantId, grant, tokenId, issuedAt }: PersonIssuance): JWTPayload {
  const { objectId, displayName, userPrincipalName } = grant.person;
  return {
    ver: '2.0',
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    oid: objectId,
    sub: createHash('sha256').update(`${grant.clientId} ${objectId}`).digest('base64url'), // each client knows another
    tid: tenantId,
    name: displayName,
    preferred_username: userPrincipalName,
    sid: grant.sessionId,
    uti: tokenId,
  };
}
