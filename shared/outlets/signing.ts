/** Symmetric signatures of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com), `v1`. */
import { createHmac } from 'node:crypto';

/** The specification: from 24 to 64. */
export const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export const newSecret = (bytes: Uint8Array) => `${PREFIX}${Buffer.from(bytes).toString('base64')}`;

/** A secret as an administrator brings it. @returns what is wrong with it, for behind its name; `undefined`: nothing */
export function faultOfSecret(secret: string): string | undefined {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const bytes = Buffer.from(base64, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0;
  if (isBase64 && bytes.byteLength >= 24 && bytes.byteLength <= 64) return undefined;
  return 'must be 24 to 64 bytes in base64, with whsec_ in front or without';
}

export interface Message {
  /** The event's id: a message that is sent once more keeps it. */
  readonly id: string;
  readonly body: string;
}

/**
 * @param secrets those in force, the one that is to stay first; a receiver that knows any of them is content
 * @param now milliseconds since the epoch: each try has a time of its own
 */
export function signatureHeaders(message: Message, secrets: readonly string[], now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${hmac(signed, secret)}`).join(' '),
  };
}

function hmac(text: string, secret: string): string {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
