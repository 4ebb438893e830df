/** The diagnostics are those of Windows Server and of Samba, word for word, with other people in them. */
import type { FailureCode } from '../../../shared/errors';
import { type Doing, invalidCredentials, toProvisioningError } from '../../../shared/targets/ldap/failures';

const UPN_TAKEN =
  '000021C8: AtrErr: DSID-03200BBA, #1:\n\t0: 000021C8: DSID-03200BBA, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 90290 (userPrincipalName)';
const TOO_LONG =
  '00002082: AtrErr: DSID-03151817, #1:\n\t0: 00002082: DSID-03151817, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 92 (company):len 130';
const NO_PARENT =
  "0000208D: NameErr: DSID-03100288, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'DC=corp,DC=example'";
const EMPTY =
  '00000057: LdapErr: DSID-0C090D87, comment: Error in attribute conversion operation, data 0, v3839, empty';
const WEAK = '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0';

interface Case {
  readonly name: string;
  readonly resultCode: number;
  readonly diagnostic: string;
  readonly doing?: Doing;
  readonly code: FailureCode;
  readonly attribute?: string;
}

const INVALID = 'HybridSynchronizationActiveDirectoryInvalidParameter';
const UNKNOWN = 'HybridSynchronizationActiveDirectoryCannotFindAttribute';

const CASES: readonly Case[] = [
  {
    name: 'a taken name in the container (Windows)',
    resultCode: 68,
    diagnostic: '00002071: UpdErr: DSID-0305038D, problem 6005 (ENTRY_EXISTS), data 0',
    doing: 'create',
    code: 'EntryConflict',
    attribute: 'cn',
  },
  {
    name: 'a taken name in the container (Samba)',
    resultCode: 68,
    diagnostic: 'Entry CN=Ann,CN=Users,DC=corp already exists',
    doing: 'create',
    code: 'EntryConflict',
    attribute: 'cn',
  },
  {
    name: 'a taken sAMAccountName (Windows)',
    resultCode: 68,
    diagnostic: '00000524: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0',
    doing: 'create',
    code: 'EntryConflict',
    attribute: 'sAMAccountName',
  },
  {
    name: 'a taken sAMAccountName (Samba)',
    resultCode: 68,
    diagnostic: "00002071: samldb: samAccountName 'ann' already in use!",
    code: 'EntryConflict',
    attribute: 'sAMAccountName',
  },
  {
    name: 'a taken userPrincipalName (Windows)',
    resultCode: 19,
    diagnostic: UPN_TAKEN,
    code: 'EntryConflict',
    attribute: 'userPrincipalName',
  },
  {
    name: 'a taken userPrincipalName (Samba)',
    resultCode: 19,
    diagnostic: "0000202F: samldb: userPrincipalName 'ann@corp' is already in use ",
    code: 'EntryConflict',
    attribute: 'userPrincipalName',
  },
  {
    name: 'a value that is too long',
    resultCode: 19,
    diagnostic: TOO_LONG,
    code: 'SystemForCrossDomainIdentityManagementBadResponse',
    attribute: 'company',
  },
  {
    name: 'a value out of range (Samba)',
    resultCode: 21,
    diagnostic: "0000200B: objectclass_attrs: attribute 'title' on entry 'CN=l2' contains at least one invalid value!",
    code: INVALID,
    attribute: 'title',
  },
  { name: 'empty text', resultCode: 21, diagnostic: EMPTY, code: 'InvalidAttributeSyntax-LdapErr' },
  {
    name: 'empty text (Samba)',
    resultCode: 21,
    diagnostic: 'Element title has empty attribute in ldb message (CN=e)!',
    code: 'InvalidAttributeSyntax-LdapErr',
    attribute: 'title',
  },
  {
    name: 'a container that is not there (Windows, create)',
    resultCode: 32,
    diagnostic: NO_PARENT,
    doing: 'create',
    code: INVALID,
    attribute: 'parentDistinguishedName',
  },
  {
    name: 'a container that is not there (Windows, move)',
    resultCode: 32,
    diagnostic: NO_PARENT,
    doing: 'move',
    code: INVALID,
    attribute: 'parentDistinguishedName',
  },
  {
    name: 'a container that is not there (Samba, move)',
    resultCode: 80,
    diagnostic: '00002095: objectclass: Cannot rename CN=Bob, parent does not exist!',
    doing: 'move',
    code: INVALID,
    attribute: 'parentDistinguishedName',
  },
  {
    name: 'a container that is not there (documented)',
    resultCode: 1,
    diagnostic: 'No superior reference has been configured for the directory service.',
    doing: 'create',
    code: INVALID,
    attribute: 'parentDistinguishedName',
  },
  { name: 'an account that is gone', resultCode: 32, diagnostic: NO_PARENT, doing: 'update', code: 'InvalidAnchor' },
  {
    name: 'an unknown attribute',
    resultCode: 16,
    diagnostic: "0000200A: objectclass_attrs: attribute 'nosuch' on entry 'CN=u' was not found in the schema!",
    code: UNKNOWN,
    attribute: 'nosuch',
  },
  {
    name: 'an attribute users do not have',
    resultCode: 65,
    diagnostic: "00002014: objectclass_attrs: attribute 'driverName' on entry 'CN=u' does not exist",
    code: UNKNOWN,
    attribute: 'driverName',
  },
  {
    name: 'a required attribute without value',
    resultCode: 65,
    diagnostic: '0000207D: UpdErr: DSID-0315166D, problem 6002 (OBJ_CLASS_VIOLATION), data 0',
    code: 'MandatoryFieldsMissing',
  },
  { name: 'a password the policy refuses', resultCode: 53, diagnostic: WEAK, code: INVALID, attribute: 'unicodePwd' },
  {
    name: 'a reference to nobody',
    resultCode: 19,
    diagnostic: '000020B5: Referenced object not found',
    code: 'ReferenceNotFound',
  },
  {
    name: 'a lack of rights',
    resultCode: 50,
    diagnostic: '00002098: SecErr: DSID-03150F94, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0',
    code: 'HybridSynchronizationActiveDirectoryInsufficientAccessRights',
  },
  {
    name: 'an ill-formed name',
    resultCode: 34,
    diagnostic: '0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8349',
    code: INVALID,
  },
  {
    name: 'objects below the account',
    resultCode: 66,
    diagnostic: '00002015: UpdErr: DSID-031A1236, problem 6003 (CANT_ON_NON_LEAF), data 0',
    doing: 'delete',
    code: 'NotPermitted',
  },
  {
    name: 'a connection that lost its bind',
    resultCode: 1,
    diagnostic:
      '000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed',
    code: 'EndpointUnavailable',
  },
  {
    name: 'a controller that is busy',
    resultCode: 51,
    diagnostic: '00002024: SvcErr: DSID-02050C58, problem 5001 (BUSY), data 0',
    code: 'TooManyRequests',
  },
  {
    name: 'a controller that goes down',
    resultCode: 52,
    diagnostic: '00000000: LdapErr: the server is shutting down',
    code: 'EndpointUnavailable',
  },
  { name: 'a search that takes too long', resultCode: 3, diagnostic: '', code: 'Timeout' },
  { name: 'a move into another domain', resultCode: 71, diagnostic: '', doing: 'move', code: INVALID },
  {
    name: 'an undelete that Samba cannot do',
    resultCode: 16,
    diagnostic: "attribute 'isRecycled': no such attribute for delete on 'CN=x'",
    doing: 'restore',
    code: 'NotImplemented',
  },
  { name: 'anything else', resultCode: 80, diagnostic: '', code: 'InternalServerError' },
];

describe('toProvisioningError', () => {
  test.each(CASES)('$name is $code', ({ resultCode, diagnostic, doing = 'update', code, attribute }) => {
    const cause = new Error('the error of the library');
    const failure = toProvisioningError({ resultCode, diagnostic }, doing, cause);
    expect(failure).toMatchObject({ code, attribute, cause, details: `LDAP result ${resultCode}: ${diagnostic}` });
    expect(failure.message).toMatch(/\.$/);
  });
});

describe('invalidCredentials', () => {
  const refusal = (data: string) =>
    `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${data}, v1db1`;

  test.each([
    {
      data: '52e',
      message: 'The domain controller refuses the service account: the account or its password is wrong.',
    },
    { data: '533', message: 'The domain controller refuses the service account: the account is disabled.' },
    { data: '775', message: 'The domain controller refuses the service account: the account is locked out.' },
    { data: '0', message: 'The domain controller refuses the service account.' },
  ])('data $data: $message', ({ data, message }) => {
    const failure = invalidCredentials(new Error(refusal(data)), 'a password');
    expect(failure).toMatchObject({ code: 'InvalidCredentials', message, details: refusal(data) });
  });
});
