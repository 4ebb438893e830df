import type { ScimAnswer } from '../../../shared/targets/scim/exchange';
import { refusal } from '../../../shared/targets/scim/failures';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function answer(status: number, text: string, retryAfterMs?: number): ScimAnswer {
  return {
    status,
    text,
    contentType: 'application/scim+json',
    location: undefined,
    retryAfterMs,
  };
}

function scimError(status: number, detail: string, scimType?: string): ScimAnswer {
  return answer(status, JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail, scimType }));
}

const CONTEXT = {
  attempt: 'create the user',
  attributes: ['userName', 'name.givenName', 'emails[type eq "work"].value', 'title', `${ENTERPRISE}:department`],
  secrets: ['the-secret'],
};

describe('what a refusal means', () => {
  test.each([
    {
      name: 'a value the service cannot take',
      answer: scimError(400, 'title is too long', 'invalidValue'),
      code: 'InvalidValue',
    },
    {
      name: 'a required value',
      answer: scimError(400, 'userName is required', 'invalidValue'),
      code: 'MandatoryFieldsMissing',
    },
    {
      name: 'an unknown attribute',
      answer: scimError(400, 'No title here', 'invalidPath'),
      code: 'SchemaAttributeNotFound',
    },
    {
      name: 'a filter that selects nothing',
      answer: scimError(400, 'title', 'noTarget'),
      code: 'SchemaAttributeNotFound',
    },
    {
      name: 'an attribute without search',
      answer: scimError(400, 'x', 'invalidFilter'),
      code: 'SchemaAttributeNotFound',
    },
    { name: 'a clash told as 400', answer: scimError(400, 'userName', 'uniqueness'), code: 'EntryConflict' },
    { name: 'an unexplained 400', answer: answer(400, ''), code: 'SystemForCrossDomainIdentityManagementBadResponse' },
    {
      name: 'an attribute that never changes',
      answer: scimError(400, 'x', 'mutability'),
      code: 'SystemForCrossDomainIdentityManagementBadResponse',
    },
    { name: '401', answer: answer(401, ''), code: 'InvalidCredentials' },
    { name: '403', answer: answer(403, ''), code: 'InsufficientRights' },
    { name: '405', answer: answer(405, ''), code: 'MethodNotAllowed' },
    { name: '408', answer: answer(408, ''), code: 'Timeout' },
    { name: '409', answer: answer(409, ''), code: 'EntryConflict' },
    { name: '413', answer: answer(413, ''), code: 'UnprocessableEntity' },
    { name: '422', answer: answer(422, ''), code: 'UnprocessableEntity' },
    { name: '429', answer: answer(429, ''), code: 'TooManyRequests' },
    { name: '499', answer: answer(499, ''), code: 'UnprocessableEntity' },
    { name: '500', answer: answer(500, ''), code: 'InternalServerError' },
    { name: '501', answer: answer(501, ''), code: 'NotImplemented' },
    { name: '503', answer: answer(503, ''), code: 'InternalServerError' },
    { name: '504', answer: answer(504, ''), code: 'Timeout' },
  ])('$name is $code', ({ answer: refused, code }) => {
    expect(refusal(refused, CONTEXT).code).toBe(code);
  });
});

describe('the attribute at fault', () => {
  test.each([
    { name: 'by name, whatever its case', error: scimError(409, 'The USERNAME exists'), attribute: 'userName' },
    {
      name: 'by its whole path',
      error: scimError(409, `${ENTERPRISE}:department is taken`),
      attribute: `${ENTERPRISE}:department`,
    },
    {
      name: 'by its last part',
      error: scimError(400, 'bad department', 'invalidValue'),
      attribute: `${ENTERPRISE}:department`,
    },
    {
      name: 'by a dotted name',
      error: scimError(400, 'name.givenName: too long', 'invalidValue'),
      attribute: 'name.givenName',
    },
    {
      name: 'by its collection',
      error: scimError(400, "Attribute 'emails' is wrong", 'invalidValue'),
      attribute: 'emails[type eq "work"].value',
    },
    {
      name: 'by the longest name in the text',
      error: scimError(409, 'userName "title" exists'),
      attribute: 'userName',
    },
    { name: 'not by a part of a word', error: scimError(409, 'subtitles exist'), attribute: undefined },
    { name: 'not by the word value', error: scimError(409, 'The value exists'), attribute: undefined },
    {
      name: 'when it was not sent and is missed',
      error: scimError(400, "Required attribute 'password' is missing", 'invalidValue'),
      attribute: 'password',
    },
    {
      name: 'when it was not sent and is unknown',
      error: scimError(400, "There is no 'nickName'", 'invalidPath'),
      attribute: 'nickName',
    },
    { name: 'not by a value in quotes', error: scimError(409, "'ada' exists"), attribute: undefined },
    { name: 'not for a failure of the service', error: scimError(500, 'userName exploded'), attribute: undefined },
  ])('is told $name', ({ error, attribute }) => {
    expect(refusal(error, CONTEXT).attribute).toBe(attribute);
  });
});

describe('what is kept', () => {
  test('the status, the keyword and the words of the service, without secrets', () => {
    expect(refusal(scimError(409, 'No: the-secret\nBearer abc.def', 'uniqueness'), CONTEXT)).toMatchObject({
      message: 'The service refused to create the user (HTTP 409): No: [redacted] Bearer [redacted]',
      details: 'HTTP 409 uniqueness: No: [redacted] Bearer [redacted]',
    });
  });

  test('the wait it asks for', () => {
    expect(refusal(answer(429, '', 90_000), CONTEXT)).toMatchObject({ code: 'TooManyRequests', retryAfterMs: 90_000 });
  });

  test('the words of services that do not speak SCIM when they fail', () => {
    expect(refusal(answer(500, '<h1>Oops</h1>'), CONTEXT).details).toBe('HTTP 500: <h1>Oops</h1>');
    expect(refusal(answer(400, '{"message":"bad title"}'), CONTEXT)).toMatchObject({
      attribute: 'title',
      details: 'HTTP 400: bad title',
    });
  });
});
