/** A token issuer in memory: real RSA keys and real signatures, no network. */
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { TokenTrust } from '../../shared/api/http/authorize';

export const ISSUER = 'https://login.example/5f0c2d7e/v2.0';
export const AUDIENCE = 'https://graph.microsoft.com';
export const APP_ID = '1f6a7c0e-5d2b-4a8f-9c3e-7b0d1e2f3a44';
export const OBJECT_ID = '9a6b1c2d-0000-4000-8000-000000000001';

export interface TokenOptions {
  readonly claims?: JWTPayload;
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now, negative for the past; `null`: no such claim. */
  readonly expiresIn?: number | null;
  readonly notBeforeIn?: number;
  /** Named in the header; `null`: none. */
  readonly keyId?: string | null;
  /** Signed with a key that is not in the issuer's set. */
  readonly foreignKey?: boolean;
}

export interface TokenIssuer {
  readonly trust: TokenTrust;
  /** A token of an application: `roles` is what it may do. */
  token(options?: TokenOptions): Promise<string>;
  /** The whole header value. */
  bearer(...roles: readonly string[]): Promise<string>;
}

/** @param keyIds names in the key set, all of one key: making keys is slow */
export async function createTokenIssuer(keyIds: readonly string[] = ['key-1']): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  const keys = keyIds.map((kid) => ({ ...jwk, kid, alg: 'RS256' }));

  async function token(options: TokenOptions = {}): Promise<string> {
    const { claims = {}, issuer = ISSUER, audience = AUDIENCE, expiresIn = 3_600, keyId = keyIds[0] ?? '' } = options;
    const now = Math.floor(Date.now() / 1_000);
    const unsigned = new SignJWT({ appid: APP_ID, oid: OBJECT_ID, ...claims })
      .setProtectedHeader({ alg: 'RS256', ...(keyId !== null && { kid: keyId }) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now);
    if (expiresIn !== null) unsigned.setExpirationTime(now + expiresIn);
    if (options.notBeforeIn !== undefined) unsigned.setNotBefore(now + options.notBeforeIn);
    return unsigned.sign(options.foreignKey ? (await generateKeyPair('RS256')).privateKey : privateKey);
  }

  return {
    trust: {
      issuers: [ISSUER],
      audiences: [AUDIENCE],
      keys: createLocalJWKSet({ keys }),
      people: { consoleScope: 'console' },
    },
    token,
    bearer: async (...roles) => `Bearer ${await token({ claims: { roles: [...roles] } })}`,
  };
}
