/**
 * What a refusal of the service means: HTTP status and SCIM error (RFC 7644, 3.12) to a failure of the closed set.
 *
 * | answer                                   | code                                                        |
 * |------------------------------------------|-------------------------------------------------------------|
 * | 400 invalidValue                         | InvalidValue; MandatoryFieldsMissing when it says so        |
 * | 400 invalidPath, noTarget, invalidFilter | SchemaAttributeNotFound                                     |
 * | 400 uniqueness, 409                      | EntryConflict                                               |
 * | other 400                                | …BadResponse                                                |
 * | 401 · 403                                | InvalidCredentials · InsufficientRights                     |
 * | 405 · 501                                | MethodNotAllowed · NotImplemented                           |
 * | 408, 504 · 429                           | Timeout · TooManyRequests                                   |
 * | 413, 422 · other 4xx                     | UnprocessableEntity                                         |
 * | other 5xx                                | InternalServerError                                         |
 *
 * A 404 means something else to each request; whoever sent it says what.
 */
import { type FailureCode, ProvisioningError } from '../../errors';
import { isJsonObject } from '../../scim/json';
import { redact } from '../kit/redact';
import type { ScimAnswer } from './exchange';
import { parseScimPath } from './path';
import { member } from './resource';

export interface RefusalContext {
  /** What was tried, to complete "The service refused to …": `create the user`. */
  readonly attempt: string;
  /** The attributes the request was about, so that the one at fault can be named. */
  readonly attributes: readonly string[];
  readonly secrets: readonly string[];
  /** What may be done about it, where that depends on the attempt. */
  readonly advice?: string;
}

interface ScimError {
  readonly scimType: string | undefined;
  readonly detail: string;
}

export function refusal(answer: ScimAnswer, context: RefusalContext): ProvisioningError {
  const error = readScimError(answer);
  const code = codeOf(answer.status, error);
  const attribute = attributeOf(code, error, context);
  const words = redact(error.detail, context.secrets);
  return new ProvisioningError(
    code,
    `${messageOf(code, answer, context, words)}${context.advice === undefined ? '' : ` ${context.advice}`}`,
    {
      ...(attribute === undefined ? {} : { attribute }),
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
      details: `HTTP ${answer.status}${error.scimType === undefined ? '' : ` ${error.scimType}`}: ${words}`,
    },
  );
}

function attributeOf(code: FailureCode, { detail }: ScimError, { attributes }: RefusalContext): string | undefined {
  switch (code) {
    case 'MandatoryFieldsMissing':
    case 'SchemaAttributeNotFound':
      return attributeAtFault(detail, attributes) ?? attributeMissed(detail);
    case 'EntryConflict':
    case 'InvalidValue':
    case 'SystemForCrossDomainIdentityManagementBadResponse':
      return attributeAtFault(detail, attributes);
    default:
      return undefined;
  }
}

function codeOf(status: number, error: ScimError): FailureCode {
  const byStatus = BY_STATUS[status];
  if (byStatus !== undefined) return byStatus;
  if (status === 400) return badRequestCode(error);
  return status >= 500 ? 'InternalServerError' : 'UnprocessableEntity';
}

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'InvalidCredentials',
  403: 'InsufficientRights',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  409: 'EntryConflict',
  429: 'TooManyRequests',
  501: 'NotImplemented',
  504: 'Timeout',
};

function badRequestCode({ scimType, detail }: ScimError): FailureCode {
  switch (scimType?.toLowerCase()) {
    case 'uniqueness':
      return 'EntryConflict';
    case 'invalidpath':
    case 'notarget':
    case 'invalidfilter':
      return 'SchemaAttributeNotFound';
    case 'invalidvalue':
      // One keyword for "a required value was missing" and "not compatible" (RFC 7644, table 9): only the text tells.
      return /\b(required|missing|mandatory)\b/i.test(detail) ? 'MandatoryFieldsMissing' : 'InvalidValue';
    default:
      return 'SystemForCrossDomainIdentityManagementBadResponse';
  }
}

function messageOf(code: FailureCode, { status }: ScimAnswer, { attempt }: RefusalContext, words: string): string {
  const said = words === '' ? '.' : `: ${words}`;
  switch (code) {
    case 'InvalidCredentials':
      return `The service does not accept the credentials (HTTP 401)${said}`;
    case 'TooManyRequests':
      return `The service is throttling; it did not ${attempt} (HTTP 429)${said}`;
    case 'Timeout':
      return `The service did not ${attempt} in time, and may yet have done so (HTTP ${status})${said}`;
    default:
      return status >= 500
        ? `The service failed to ${attempt} (HTTP ${status})${said}`
        : `The service refused to ${attempt} (HTTP ${status})${said}`;
  }
}

/** The service's own words: a SCIM error, the errors of older services, or whatever it sent. */
function readScimError({ text }: ScimAnswer): ScimError {
  const body = parseObject(text);
  if (body === undefined) return { scimType: undefined, detail: text };
  const [scimType, detail] = [member(body, 'scimType'), member(body, 'detail') ?? member(body, 'message')];
  return {
    scimType: typeof scimType === 'string' && scimType !== '' ? scimType : undefined,
    detail: typeof detail === 'string' ? detail : text,
  };
}

/** The attribute of the request that an error text speaks of: the one with the longest name in it. */
function attributeAtFault(detail: string, attributes: readonly string[]): string | undefined {
  const words = wordsOf(detail);
  const named = attributes
    .map((attribute) => ({ attribute, length: lengthNamed(detail, words, attribute) }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length);
  return named[0]?.attribute;
}

/** Length of the longest way to call the attribute that the text contains: its path, or the last parts of it. */
function lengthNamed(detail: string, words: ReadonlySet<string>, attribute: string): number {
  const { name, attribute: head, subAttribute, element } = parseScimPath(attribute);
  if (/[:[]/.test(name) && detail.includes(name)) return name.length;
  const callings = [
    head,
    ...(subAttribute === undefined ? [] : [`${head}.${subAttribute}`]),
    ...(subAttribute === undefined || element !== undefined ? [] : [subAttribute]),
  ];
  return Math.max(0, ...callings.filter((calling) => words.has(calling.toLowerCase())).map(({ length }) => length));
}

/** In lower case; `name.givenName` is a word, and so are its parts. */
function wordsOf(text: string): ReadonlySet<string> {
  const dotted = text.toLowerCase().match(/[\w$]+(?:\.[\w$]+)*/g) ?? [];
  return new Set(dotted.flatMap((word) => [word, ...word.split('.')]));
}

/** An attribute that was not sent, as in `Required attribute 'userName' is missing` and `userName is required`. */
function attributeMissed(detail: string): string | undefined {
  return QUOTED.exec(detail)?.[1] ?? MISSED.exec(detail)?.[1];
}

const QUOTED = /['"`]([A-Za-z][\w$.]*)['"`]/;
const MISSED = /\b([A-Za-z][\w$.]*) (?:is|was) (?:required|missing|mandatory)\b/i;

function parseObject(text: string) {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
