import type { FailureCode } from '../../../shared/errors';
import type { JsonObject } from '../../../shared/scim/json';
import { refusal } from '../../../shared/targets/graph/failures';
import { graphAnswer, graphError } from './answers';

const CONTEXT = { attempt: 'create the account', attributes: ['userPrincipalName', 'mobile'], nowMs: 0 };

describe('what Graph answers is told by the closed set of codes (wire contract 7.4)', () => {
  test.each<{
    status: number;
    graphCode: string;
    says: string;
    details?: readonly JsonObject[];
    code: FailureCode;
    attribute?: string;
  }>([
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'Another object with the same value for property userPrincipalName already exists.',
      code: 'EntryConflict',
      attribute: 'userPrincipalName',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'A conflicting object is present.',
      details: [{ code: 'ObjectConflict', target: 'mobilePhone', message: 'taken' }],
      code: 'EntryConflict',
      attribute: 'mobile',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
      code: 'InvalidDomain',
      attribute: 'userPrincipalName',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'Property userPrincipalName is invalid.',
      code: 'AzureActiveDirectoryInvalidUserPrincipalName',
      attribute: 'userPrincipalName',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: "A value is required for property 'mailNickname' of resource 'User'.",
      code: 'MandatoryFieldsMissing',
      attribute: 'mailNickname',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: "Invalid value specified for property 'mobilePhone' of resource 'User'.",
      code: 'InvalidValue',
      attribute: 'mobile',
    },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'The specified password does not comply with password complexity requirements.',
      code: 'InvalidValue',
    },
    {
      status: 400,
      graphCode: 'BadRequest',
      says: "Could not find a property named 'colour' on type 'microsoft.graph.user'.",
      code: 'SchemaAttributeNotFound',
      attribute: 'colour',
    },
    { status: 400, graphCode: 'Request_UnsupportedQuery', says: 'No.', code: 'SchemaAttributeNotFound' },
    {
      status: 400,
      graphCode: 'Request_BadRequest',
      says: 'Unable to update the specified properties for on-premises mastered Directory Sync objects.',
      code: 'NotPermitted',
    },
    { status: 400, graphCode: 'Directory_QuotaExceeded', says: 'Full.', code: 'LicenseLimitExceeded' },
    { status: 403, graphCode: 'Directory_QuotaExceeded', says: 'Full.', code: 'LicenseLimitExceeded' },
    { status: 400, graphCode: 'Request_BadRequest', says: 'Something new.', code: 'UnprocessableEntity' },
    { status: 401, graphCode: 'InvalidAuthenticationToken', says: 'Expired.', code: 'InvalidCredentials' },
    { status: 403, graphCode: 'Authorization_RequestDenied', says: 'Insufficient.', code: 'InsufficientRights' },
    { status: 404, graphCode: 'Request_ResourceNotFound', says: 'Gone.', code: 'InvalidAnchor' },
    { status: 405, graphCode: 'Request_BadRequest', says: 'No.', code: 'MethodNotAllowed' },
    { status: 408, graphCode: '', says: '', code: 'Timeout' },
    { status: 409, graphCode: 'Directory_ConcurrencyViolation', says: 'Busy.', code: 'EndpointUnavailable' },
    { status: 409, graphCode: '', says: 'Conflict.', code: 'EntryConflict' },
    {
      status: 422,
      graphCode: 'Request_UnprocessableEntity',
      says: 'No.',
      details: [{ code: 'PropertyConflict', target: 'mailNickname', message: '' }],
      code: 'EntryConflict',
      attribute: 'mailNickname',
    },
    { status: 422, graphCode: 'Request_UnprocessableEntity', says: 'No.', code: 'UnprocessableEntity' },
    { status: 429, graphCode: 'TooManyRequests', says: 'Slow down.', code: 'TooManyRequests' },
    { status: 499, graphCode: '', says: 'Closed.', code: 'UnprocessableEntity' },
    { status: 500, graphCode: 'InternalServerError', says: 'Oops.', code: 'InternalServerError' },
    { status: 501, graphCode: 'NotImplemented', says: 'No.', code: 'NotImplemented' },
    { status: 503, graphCode: 'serviceNotAvailable', says: 'Later.', code: 'EndpointUnavailable' },
    { status: 504, graphCode: 'serviceNotAvailable', says: 'Late.', code: 'Timeout' },
  ])('$status $graphCode $says', ({ status, graphCode, says, details, code, attribute }) => {
    const error = refusal(graphError(status, graphCode, says, details), CONTEXT);
    expect({ code: error.code, attribute: error.attribute }).toEqual({ code, attribute });
    expect(error.details).toBe(
      [`HTTP ${status} ${graphCode}`.trim(), says, 'request-id r-1'].filter((part) => part !== '').join('; '),
    );
  });

  test.each([
    { status: 400, message: 'Microsoft Graph refused to create the account (HTTP 400): Why not.' },
    { status: 401, message: 'Microsoft Graph does not accept the access token (HTTP 401): Why not.' },
    {
      status: 403,
      message: 'Muster lacks the permission in Microsoft Graph to create the account (HTTP 403): Why not.',
    },
    { status: 499, message: 'Microsoft Graph refused to create the account (HTTP 499): Why not.' },
    { status: 500, message: 'Microsoft Graph failed to create the account (HTTP 500): Why not.' },
    {
      status: 504,
      message: 'Microsoft Graph did not create the account in time, and may yet have done so (HTTP 504): Why not.',
    },
  ])('$status is told in words an administrator can use', ({ status, message }) => {
    expect(refusal(graphError(status, 'Any', 'Why not.'), CONTEXT).message).toBe(message);
  });
});

test('an answer without an envelope is told by its status', () => {
  expect(refusal(graphAnswer(502), CONTEXT)).toMatchObject({
    code: 'InternalServerError',
    message: 'Microsoft Graph failed to create the account (HTTP 502).',
    details: 'HTTP 502',
  });
});

test('secrets of the request are not quoted, nor line breaks kept', () => {
  const error = refusal(graphError(400, 'Request_BadRequest', 'Password\nTr0ub4dor&3 is known.'), {
    ...CONTEXT,
    secrets: ['Tr0ub4dor&3'],
  });
  expect(`${error.message} ${error.details}`).not.toContain('Tr0ub4dor');
  expect(error.message).toBe('Microsoft Graph refused to create the account (HTTP 400): Password [redacted] is known.');
});

test('the wait that is asked for is passed on', () => {
  expect(refusal(graphAnswer(503, { 'Retry-After': '120' }), CONTEXT).retryAfterMs).toBe(120_000);
  expect(refusal(graphAnswer(503), CONTEXT).retryAfterMs).toBeUndefined();
});

test.each([
  {
    name: 'an account that may be an administrator’s',
    context: { attempt: 'update the account', attributes: ['jobTitle'] },
    hint: /may hold an administrator role, .* User Administrator or Privileged Authentication Administrator\.$/,
  },
  {
    name: 'the leave date',
    context: { attempt: 'update the account', attributes: ['jobTitle', 'employeeLeaveDateTime'] },
    hint: /takes the permission User-LifeCycleInfo\.ReadWrite\.All besides\.$/,
  },
  { name: 'a search', context: { attempt: 'read users', attributes: [] }, hint: /: Why not\.$/ },
])('a 403 says what is missing: $name', ({ context, hint }) => {
  const answer = graphError(403, 'Authorization_RequestDenied', 'Why not.');
  expect(refusal(answer, { ...context, nowMs: 0 }).message).toMatch(hint);
});
