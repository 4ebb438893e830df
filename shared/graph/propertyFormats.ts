/** Rules of single values beyond type and length (spec/wire-contract.md 7.2). Each gives the fault, or nothing. */

import { foldCase } from './graphUser';
import type { UserFaultCode } from './userFaults';
import type { PropertyFormat } from './userProperties';

export interface FormatFault {
  readonly code: UserFaultCode;
  readonly expectation: string;
  /** Graph's own sentence, where it has one for this fault. */
  readonly message?: string;
}

export interface TenantRules {
  /** The first one is the default. `undefined`: not known here, every domain passes. */
  readonly verifiedDomains: readonly string[] | undefined;
}

type FormatRule = (value: string, rules: TenantRules) => FormatFault | undefined;

const UPN_NAME = /^[A-Za-z0-9'._!#^~-]+$/;
const MAX_UPN = 113;
const MAX_UPN_NAME = 64;
const MAX_UPN_DOMAIN = 48;
const UNVERIFIED_DOMAIN =
  'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.';

/** Printable ASCII without blanks, one `@` with something on both sides: no accents. */
const MAIL_ADDRESS = /^[!-?A-~]+@[!-?A-~]+$/;
/** ASCII without `@ ( ) \ [ ] " ; : < > ,` and blanks. */
const MAIL_NICKNAME = /^[!#-'*+\--9=?A-Z^-~]+$/;
const PASSWORD_POLICIES = new Set(['none', 'disablepasswordexpiration', 'disablestrongpassword']);

export const PROPERTY_FORMATS: Readonly<Record<PropertyFormat, FormatRule>> = {
  userPrincipalName: (value, { verifiedDomains }) => {
    const [name = '', domain = '', ...rest] = value.split('@');
    if (name === '' || domain === '' || rest.length > 0) return invalidUpn('must have the form name@domain');
    if (!UPN_NAME.test(name)) {
      return invalidUpn("may hold only A-Z a-z 0-9 ' . - _ ! # ^ ~ before the @, and no accents");
    }
    if (name.endsWith('.')) return invalidUpn('must not have a . right before the @');
    if (value.length > MAX_UPN || name.length > MAX_UPN_NAME || domain.length > MAX_UPN_DOMAIN) {
      return invalidUpn(
        `must be at most ${MAX_UPN} characters long, ${MAX_UPN_NAME} before and ${MAX_UPN_DOMAIN} after the @`,
      );
    }
    if (verifiedDomains === undefined) return undefined;
    if (verifiedDomains.some((verified) => foldCase(verified) === foldCase(domain))) return undefined;
    return {
      code: 'UnverifiedDomain',
      message: UNVERIFIED_DOMAIN,
      expectation: `must end in a verified domain of the tenant (${verifiedDomains.join(', ')}); '${domain}' is none`,
    };
  },

  mailNickname: (value) =>
    MAIL_NICKNAME.test(value)
      ? undefined
      : { code: 'InvalidValue', expectation: 'must be ASCII without blanks and none of @ ( ) \\ [ ] " ; : < > ,' },

  mailAddress: (value) =>
    MAIL_ADDRESS.test(value)
      ? undefined
      : { code: 'InvalidValue', expectation: 'must be a mail address without blanks or accents' },

  countryCode: (value) =>
    /^[A-Za-z]{2}$/.test(value)
      ? undefined
      : { code: 'InvalidValue', expectation: 'must be a two-letter country code (ISO 3166)' },

  immutableId: (value) =>
    /[$_]/.test(value) ? { code: 'InvalidValue', expectation: 'must not hold $ or _' } : undefined,

  userType: (value) =>
    value === 'Member' || value === 'Guest'
      ? undefined
      : { code: 'InvalidValue', expectation: "must be 'Member' or 'Guest'" },

  passwordPolicies: (value) =>
    value.split(',').every((policy) => PASSWORD_POLICIES.has(foldCase(policy.trim())))
      ? undefined
      : {
          code: 'InvalidValue',
          expectation: 'must be a comma-separated list of DisablePasswordExpiration and DisableStrongPassword, or None',
        },
};

function invalidUpn(expectation: string): FormatFault {
  return { code: 'InvalidUserPrincipalName', message: 'Property userPrincipalName is invalid.', expectation };
}
