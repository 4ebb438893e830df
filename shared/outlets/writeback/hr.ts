/** Where the HR system's SCIM service is, how its users are found, and with which credentials it is spoken to. */
import { isKeyVaultReference, isSecret, type SecretKey, secretKey } from '../../engine/job/secretKeys';
import type { Fields } from '../../engine/schema/parse/fields';
import { faultOfAddress } from '../../targets/kit/addresses';

export type HrService = {
  /** The part before `/Users`; with `?profile=` as a SCIM target has it (docs/targets-scim.md). */
  readonly baseAddress: string;
  /** Credentials that are no secrets, and where secrets are kept in a key vault. */
  readonly auth: Readonly<Record<string, string>>;
} & (
  | {
      /** By which of their attributes users are found: it equals the person's `externalId`. */
      readonly match: string;
      readonly idFrom?: undefined;
    }
  | {
      /** The inlet whose HR system this is: users have the ids by which it names people. */
      readonly idFrom: string;
      readonly match?: undefined;
    }
);

const MEMBERS = ['baseAddress', 'match', 'idFrom', 'auth'];
const MATCH = 'externalId';
/** As a SCIM target has them. */
const AUTH_KEYS: readonly SecretKey[] = [
  'SecretToken',
  'UserName',
  'Password',
  'Oauth2TokenExchangeUri',
  'ClientIdentifier',
  'ClientSecret',
  'Oauth2ClientId',
  'Oauth2ClientSecret',
  'AuthenticationType',
  'AppKey',
];

/** @returns the service, and of its credentials all that were given */
export function readHr(
  fields: Fields,
  { allowLoopback }: { readonly allowLoopback: boolean },
): { readonly service: HrService; readonly auth: Readonly<Record<string, string>> } | undefined {
  const scim = fields.child('scim');
  if (scim === undefined) {
    fields.report('scim', 'MissingProperty', 'scim must say where the service is: {"baseAddress", "auth"}.');
    return undefined;
  }
  scim.refuseOthers(MEMBERS);
  const baseAddress = scim.text('baseAddress');
  const fault = baseAddress === '' ? undefined : faultOfAddress(baseAddress, allowLoopback);
  if (fault !== undefined) scim.report('scim.baseAddress', 'InvalidValue', `scim.baseAddress ${fault}.`);
  const auth = readAuth(scim);
  const plain = Object.entries(auth).filter(([key, value]) => !isSealed(key, value));
  const idFrom = scim.optionalText('idFrom');
  if (idFrom !== null && scim.has('match')) {
    scim.report('scim.match', 'InvalidValue', 'scim.match and scim.idFrom exclude each other: users are found by one.');
  }
  const found = idFrom === null ? { match: scim.optionalText('match') ?? MATCH } : { idFrom };
  return { service: { baseAddress, ...found, auth: Object.fromEntries(plain) }, auth };
}

/** What is kept sealed and shown as a mask. */
export function isSealed(key: string, value: string): boolean {
  const known = secretKey(key);
  return known !== undefined && isSecret(known) && !isKeyVaultReference(value);
}

function readAuth(scim: Fields): Readonly<Record<string, string>> {
  const given = Object.entries(scim.optionalObject('auth') ?? {});
  if (given.length === 0) {
    scim.report('scim.auth', 'MissingProperty', `scim.auth must hold credentials: ${AUTH_KEYS.join(', ')}.`);
  }
  return Object.fromEntries(
    given.flatMap(([name, value]) => {
      const place = `scim.auth.${name}`;
      const key = secretKey(name);
      if (key === undefined || !AUTH_KEYS.includes(key)) {
        scim.report(place, 'InvalidValue', `${place} is unknown; expected ${AUTH_KEYS.join(', ')}.`);
      } else if (typeof value !== 'string' || value === '') {
        scim.report(place, 'InvalidType', `${place} must be a non-empty string.`);
      } else {
        return [[key, value] as const];
      }
      return [];
    }),
  );
}
