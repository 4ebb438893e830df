/** The key pair the tokens are signed with; kept, so that tokens outlive a restart. */
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { readPrivateJson, writePrivateJson } from '../privateFile';

const ALGORITHM = 'RS256';

export interface SigningKey {
  /** For the key set; holds nothing private. */
  readonly publicKey: JWK;
  sign(claims: JWTPayload): Promise<string>;
}

/** Reads the key from the file, or makes one and writes it there. @throws {Error} when the file holds no such key */
export async function openSigningKey(path: string): Promise<SigningKey> {
  const kept = (await readPrivateJson(path)) as JWK | undefined;
  const privateJwk = kept ?? (await generateJwk());
  if (kept === undefined) await writePrivateJson(path, privateJwk);
  try {
    return await toSigningKey(privateJwk);
  } catch (error) {
    throw new Error(`${path} holds no private RSA key. Remove it to have a new one made.`, { cause: error });
  }
}

async function generateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

async function toSigningKey(privateJwk: JWK): Promise<SigningKey> {
  const { kty, n, e } = privateJwk;
  if (kty !== 'RSA' || n === undefined || e === undefined) throw new TypeError('not an RSA key');
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const key = await importJWK(privateJwk, ALGORITHM);
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: ALGORITHM, kid }).sign(key);
  await sign({}); // a public key would only be found out when the first token is asked for
  return { publicKey: { kty, use: 'sig', alg: ALGORITHM, kid, n, e }, sign };
}
