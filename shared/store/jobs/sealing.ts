/**
 * Secrets at rest: AES-256-GCM under a key from the settings. Each value is bound to its place, so that a sealed value
 * copied to another row or key does not open there.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';

export const SEALING_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

export interface Sealer {
  /**
   * @param place where the text is kept
   * @throws {SealingKeyMissing} when there is no key
   */
  seal(text: string, place: string): string;
  /**
   * @param what names the secret to an administrator, as a sentence begins: `The fetchSecret of the inlet workday`
   * @throws {SecretUnreadable} when there is no key, or it was sealed under another or for another place
   */
  open(sealed: string, place: string, what: string): string;
}

/** Secrets were to be kept, and there is no key to keep them under. */
export class SealingKeyMissing extends Error {
  constructor() {
    super('There is no key to keep secrets under: set SECRETS_KEY to 32 random bytes in base64.');
    this.name = 'SealingKeyMissing';
  }
}

/** For whoever needed the secret: as if its owner refused us, until an administrator has put it right. */
export class SecretUnreadable extends ProvisioningError {
  constructor(what: string, hasKey: boolean, options: ErrorOptions = {}) {
    const why = hasKey ? 'it was saved under another SECRETS_KEY' : 'SECRETS_KEY is not set';
    super(
      'InvalidCredentials',
      `${what} cannot be opened: ${why}. Set SECRETS_KEY to the key that it was saved under, or save it again.`,
      options,
    );
    this.name = 'SecretUnreadable';
  }
}

/** @param key 32 bytes; `undefined`: nothing can be sealed or opened */
export function createSealer(key: Uint8Array | undefined, random: RandomSource): Sealer {
  return {
    seal(text, place) {
      if (key === undefined) throw new SealingKeyMissing();
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const body = [cipher.update(text, 'utf8'), cipher.final()];
      return `${VERSION}.${Buffer.concat([nonce, ...body, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open(sealed, place, what) {
      if (key === undefined) throw new SecretUnreadable(what, false);
      const [version, packed = ''] = sealed.split('.');
      const bytes = Buffer.from(packed, 'base64url');
      if (version !== VERSION || bytes.byteLength < NONCE_BYTES + TAG_BYTES) throw new SecretUnreadable(what, true);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new SecretUnreadable(what, true, { cause: error });
      }
    },
  };
}
