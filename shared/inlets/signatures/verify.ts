/**
 * Who sent it: the one question before anything of a delivery is believed (spec/hands.md 3.3). Every secret is tried, always
 * all of them, and nobody is told which part was wrong. `bearer` is no signature: the API asks the issuer's keys instead.
 */
import type { BearerScheme, TokenScheme, Verification } from '../definition';
import { verifyHmac } from './hmac';
import { sameText } from './keys';
import type { Delivery, OpenSecret } from './request';
import { verifyStandard } from './standard';

export type SignedScheme = Exclude<Verification, BearerScheme>;

export interface Proof {
  /** The secrets that were used: one, but for a sender that signs with two while it changes them. */
  readonly secretIds: readonly string[];
  /** The sender's own id of the delivery, where its scheme has one; it was signed. */
  readonly id: string | null;
  /** The time that was signed, as it was sent. */
  readonly timestamp: string | null;
  /** The signature as it was sent, where the scheme makes one. */
  readonly signature: string | null;
}

/** @returns `undefined` for whatever cannot be believed, whyever */
export function verifyDelivery(
  scheme: SignedScheme,
  secrets: readonly OpenSecret[],
  delivery: Delivery,
  now: number,
): Proof | undefined {
  switch (scheme.scheme) {
    case 'standard': {
      const signed = verifyStandard(scheme, secrets, delivery, now);
      return signed && { ...signed, signature: null };
    }
    case 'hmac': {
      const signed = verifyHmac(scheme, secrets, delivery, now);
      return signed && { ...signed, id: null };
    }
    case 'token':
      return shared(secrets, tokenOf(scheme, delivery));
    case 'basic':
      return shared(secrets, basicOf(delivery));
  }
}

/** What a sender shows instead of a signature; sent twice, it is nobody's secret. */
function tokenOf({ header, valuePrefix }: TokenScheme, { headers }: Delivery): string | undefined {
  const given = headers.get(header) ?? '';
  return given.startsWith(valuePrefix) ? given.slice(valuePrefix.length) : undefined;
}

const BASIC = /^basic +([A-Za-z0-9+/=]+)$/i;

function basicOf({ headers }: Delivery): string | undefined {
  const [, encoded] = BASIC.exec(headers.get('authorization') ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

function shared(secrets: readonly OpenSecret[], given: string | undefined): Proof | undefined {
  if (given === undefined || given === '') return undefined;
  const matching = secrets.filter(({ value }) => sameText(given, value)); // every secret is tried
  if (matching.length === 0) return undefined;
  return { secretIds: matching.map(({ id }) => id), id: null, timestamp: null, signature: null };
}
