/** A sample signed as its sender would, so that an inlet can be tried before the vendor knows of it (spec/hands.md 3.9). */
import { createHmac } from 'node:crypto';
import { hmacOf, signedParts } from './hmac';
import { isPublicKey, standardKey } from './keys';
import { signedContent } from './standard';
import type { SignedScheme } from './verify';

export interface SampleHeaders {
  /** The headers that make the sample believed, lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * @param id of the delivery, where the scheme has one
 * @param now milliseconds since the epoch
 * @returns `undefined` where nothing can be signed with it: of a public key only the sender has the other half
 */
export function signSample(
  scheme: SignedScheme,
  secret: string,
  body: Uint8Array,
  id: string,
  now: number,
): SampleHeaders | undefined {
  switch (scheme.scheme) {
    case 'standard': {
      const key = isPublicKey(secret) ? undefined : standardKey(secret);
      if (key === undefined) return undefined;
      const timestamp = String(Math.floor(now / 1_000));
      const value = createHmac('sha256', key)
        .update(signedContent(id, timestamp, body))
        .digest('base64');
      return named(scheme.prefix, { id, timestamp, signature: `v1,${value}` });
    }
    case 'hmac':
      return signHmac(scheme, secret, body, now);
    case 'token':
      return { headers: { [scheme.header.toLowerCase()]: `${scheme.valuePrefix}${secret}` } };
    case 'basic':
      return { headers: { authorization: `Basic ${Buffer.from(secret, 'utf8').toString('base64')}` } };
  }
}

function named(prefix: string, values: Readonly<Record<string, string>>): SampleHeaders {
  return {
    headers: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`${prefix.toLowerCase()}-${name}`, value]),
    ),
  };
}

function signHmac(
  scheme: Extract<SignedScheme, { readonly scheme: 'hmac' }>,
  secret: string,
  body: Uint8Array,
  now: number,
): SampleHeaders | undefined {
  const signed = signedHeaders(scheme, now);
  const content = signedParts(scheme, { headers: { get: (name) => signed[name.toLowerCase()] ?? null }, body });
  const value = content && hmacOf(scheme, secret, content);
  if (value === undefined) return undefined;
  return {
    headers: { ...signed, [scheme.header.toLowerCase()]: scheme.valuePrefix + value.toString(scheme.encoding) },
  };
}

/** The time, and a word for each other header that is signed. */
function signedHeaders({ parts, timestamp }: Extract<SignedScheme, { readonly scheme: 'hmac' }>, now: number) {
  const headers: Record<string, string> = {};
  for (const part of parts) {
    if (part.startsWith('header:')) headers[part.slice('header:'.length).toLowerCase()] = 'sample';
  }
  if (timestamp !== null) headers[timestamp.header.toLowerCase()] = timeAs(timestamp.unit, now);
  return headers;
}

function timeAs(unit: string, now: number): string {
  if (unit === 'ms') return String(now);
  return unit === 'iso' ? new Date(now).toISOString() : String(Math.floor(now / 1_000));
}
