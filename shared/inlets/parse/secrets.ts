/** Whether a secret can be one: told when it is saved, for at the door nobody would be told. */
import { isKeyVaultReference } from '../../engine/job/secretKeys';
import type { Verification } from '../definition';
import { hmacKey, isPublicKey, standardKey } from '../signatures/keys';

/** Shorter ones can be guessed. */
const SHORTEST = 16;
const ED25519_BYTES = 32;

/** @returns what is wrong with it, to be said behind its place */
export function checkSecret(verify: Verification, secret: string): string | undefined {
  if (isKeyVaultReference(secret)) return undefined; // there is nothing to look at
  switch (verify.scheme) {
    case 'standard':
      return checkStandard(secret);
    case 'hmac':
      return checkLength(hmacKey(secret, verify.key), `must be ${verify.key === 'text' ? 'a text' : verify.key}`);
    case 'basic':
      return secret.includes(':') ? checkLength(Buffer.from(secret), '') : 'must be name:password.';
    case 'token':
      return checkLength(Buffer.from(secret), '');
    case 'bearer':
      return 'is of no use: senders of a "bearer" inlet show a token of the issuer.';
  }
}

function checkStandard(secret: string): string | undefined {
  const key = standardKey(secret);
  if (key === undefined) return 'must be base64, with whsec_ or whpk_ before it or without.';
  if (isPublicKey(secret))
    return key.length === ED25519_BYTES ? undefined : `must be ${ED25519_BYTES} bytes as base64.`;
  return key.length >= 24 && key.length <= 64 ? undefined : `must be 24 to 64 bytes as base64, got ${key.length}.`;
}

function checkLength(key: Uint8Array | undefined, otherwise: string): string | undefined {
  if (key === undefined) return `${otherwise}.`;
  return key.length >= SHORTEST ? undefined : `must be at least ${SHORTEST} bytes long, got ${key.length}.`;
}
