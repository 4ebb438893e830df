/**
 * What a refusal of Active Directory means: LDAP result codes (RFC 4511 4.1.9) and the Windows error code that the
 * diagnostic message starts with, as one code of the closed set (spec/engine.md 11, 12).
 */
import { type FailureCode, ProvisioningError } from '../../errors';
import { redact } from '../kit/redact';

export const NO_SUCH_OBJECT = 32;
const NO_SUCH_ATTRIBUTE = 16;

/** What was being done: the same result code means one thing for a new name and another for an account. */
export type Doing = 'search' | 'create' | 'move' | 'update' | 'delete' | 'restore';

/** A request that was answered with a result code other than success. */
export interface Refusal {
  readonly resultCode: number;
  /** The server's own words, without secrets. */
  readonly diagnostic: string;
}

interface Verdict {
  readonly code: FailureCode;
  readonly message: string;
  readonly attribute?: string | undefined;
}

export function toProvisioningError(refusal: Refusal, doing: Doing, cause: Error): ProvisioningError {
  const { code, message, attribute } = verdict(refusal, doing);
  return new ProvisioningError(code, message, {
    cause,
    details: `LDAP result ${refusal.resultCode}: ${refusal.diagnostic}`,
    ...(attribute === undefined ? {} : { attribute }),
  });
}

/** Windows error codes (MS-ERREF 2.2) that say more than the result code they come with. */
const WINDOWS = {
  userExists: '00000524',
  passwordRestriction: '0000052D',
  nameNotUnique: '000021C8', // userPrincipalName, within the forest
  bindRequired: '000004DC',
  referenceInvalid: '000020B5',
  missingRequired: '0000207D',
} as const;

function verdict({ resultCode, diagnostic }: Refusal, doing: Doing): Verdict {
  const attribute = attributeNamed(diagnostic);
  const windows = /^([0-9A-F]{8}):/i.exec(diagnostic)?.[1]?.toUpperCase();

  if (windows === WINDOWS.bindRequired) {
    return { code: 'EndpointUnavailable', message: 'The domain controller has forgotten who we are.' };
  }
  if (windows === WINDOWS.passwordRestriction) {
    return refusedValue('unicodePwd', 'The password policy of the domain refuses the generated password.');
  }
  if (windows === WINDOWS.referenceInvalid) {
    return { code: 'ReferenceNotFound', message: 'The referenced object is not in the domain.', attribute };
  }
  if (doing === 'restore' && resultCode === NO_SUCH_ATTRIBUTE) {
    // Samba's undelete takes an attribute away that only tombstones have, so it fails whenever the Recycle Bin is on.
    return { code: 'NotImplemented', message: 'This domain controller cannot restore accounts from the Recycle Bin.' };
  }
  if (parentIsMissing(resultCode, diagnostic, doing)) {
    return refusedValue('parentDistinguishedName', 'The container does not exist (no superior reference).');
  }

  switch (resultCode) {
    case 3:
      return { code: 'Timeout', message: 'The domain controller gave up the search for lack of time.' };
    case 8:
    case 13:
    case 48:
    case 49:
      return { code: 'InvalidCredentials', message: 'The domain controller refuses the service account.' };
    case NO_SUCH_ATTRIBUTE:
    case 17:
      return {
        code: 'HybridSynchronizationActiveDirectoryCannotFindAttribute',
        message: `The attribute ${attribute ?? ''} is not in the schema of the domain.`.replace('  ', ' '),
        attribute,
      };
    case 19:
      return constraint(diagnostic, windows, attribute);
    case 21:
      return diagnostic.includes('empty')
        ? { code: 'InvalidAttributeSyntax-LdapErr', message: 'Active Directory does not take empty text.', attribute }
        : refusedValue(attribute, 'The value does not suit the syntax of the attribute.');
    case NO_SUCH_OBJECT:
      return { code: 'InvalidAnchor', message: 'The account is not in the domain any more.' };
    case 34:
    case 64:
      return refusedValue(attribute, 'A distinguished name is not well-formed.');
    case 50:
      return {
        code: 'HybridSynchronizationActiveDirectoryInsufficientAccessRights',
        message: 'The service account lacks the right to do this.',
        attribute,
      };
    case 51:
      return { code: 'TooManyRequests', message: 'The domain controller is too busy to take the request.' };
    case 52:
      return { code: 'EndpointUnavailable', message: 'The domain controller is going down.' };
    case 20:
    case 53:
    case 67:
    case 71:
      return refusedValue(attribute, 'Active Directory is unwilling to do this.');
    case 65:
      return windows === WINDOWS.missingRequired
        ? { code: 'MandatoryFieldsMissing', message: 'A required attribute has no value.', attribute }
        : {
            code: 'HybridSynchronizationActiveDirectoryCannotFindAttribute',
            message: 'User accounts do not have this attribute.',
            attribute,
          };
    case 66:
      return { code: 'NotPermitted', message: 'The account has objects below it, which must be deleted first.' };
    case 68:
      return conflict(attribute ?? (windows === WINDOWS.userExists ? 'sAMAccountName' : 'cn'));
    default:
      return { code: 'InternalServerError', message: 'The domain controller failed.', attribute };
  }
}

/** A constraint is either somebody else's hold on a unique value, or the value's own fault. */
function constraint(diagnostic: string, windows: string | undefined, attribute: string | undefined): Verdict {
  if (windows === WINDOWS.nameNotUnique || diagnostic.includes('already in use')) {
    return conflict(attribute ?? 'userPrincipalName');
  }
  return {
    code: 'SystemForCrossDomainIdentityManagementBadResponse',
    message: `ConstraintViolation: Active Directory refuses the value${attribute === undefined ? '' : ` of ${attribute}`}.`,
    attribute,
  };
}

/** An add or a move below a container that is not there; servers say so with different result codes. */
function parentIsMissing(resultCode: number, diagnostic: string, doing: Doing): boolean {
  if (/superior reference|parent does not exist/i.test(diagnostic)) return true;
  return resultCode === NO_SUCH_OBJECT && (doing === 'create' || doing === 'move');
}

function conflict(attribute: string): Verdict {
  return { code: 'EntryConflict', message: `Another object already holds this ${attribute}.`, attribute };
}

function refusedValue(attribute: string | undefined, message: string): Verdict {
  return { code: 'HybridSynchronizationActiveDirectoryInvalidParameter', message, attribute };
}

/** Where servers name the attribute they mind: Active Directory first, then the wordings of Samba. */
const NAMED = [
  /\bAtt [0-9a-f]+ \(([\w-]+)\)/i,
  /\battribute '([\w-]+)'/i,
  /\bSINGLE-VALUE attribute ([\w-]+)/,
  /\bElement ([\w-]+) has empty/,
  /\bsamldb: '?(samAccountName|userPrincipalName)/i,
];

function attributeNamed(diagnostic: string): string | undefined {
  const name = NAMED.map((pattern) => pattern.exec(diagnostic)?.[1]).find((found) => found !== undefined);
  return name?.toLowerCase() === 'samaccountname' ? 'sAMAccountName' : name;
}

/** Why a bind is refused, by the code after `data` in the diagnostic message of Active Directory. */
const BIND_REFUSALS: Readonly<Record<string, string>> = {
  '525': 'the account is not known',
  '52e': 'the account or its password is wrong',
  '530': 'the account may not sign in at this time',
  '531': 'the account may not sign in from here',
  '532': 'the password of the account has expired',
  '533': 'the account is disabled',
  '701': 'the account has expired',
  '773': 'the password of the account must be changed first',
  '775': 'the account is locked out',
};

/** @param password what was bound with, which the server may quote */
export function invalidCredentials(error: Error, password: string): ProvisioningError {
  const data = /\bdata ([0-9a-f]+)/i.exec(error.message)?.[1]?.toLowerCase() ?? '';
  const reason = BIND_REFUSALS[data];
  return new ProvisioningError(
    'InvalidCredentials',
    `The domain controller refuses the service account${reason === undefined ? '' : `: ${reason}`}.`,
    { cause: error, details: redact(error.message, [password]) },
  );
}
