/**
 * What a refusal of Graph means (spec/wire-contract.md 7.4): HTTP status, Graph's code and its sentences to a failure of
 * the closed set.
 *
 * | answer                                              | code                                          |
 * |-----------------------------------------------------|-----------------------------------------------|
 * | 400 another object holds the value                  | EntryConflict                                 |
 * | 400 domain not verified                             | InvalidDomain                                 |
 * | 400 userPrincipalName invalid                       | AzureActiveDirectoryInvalidUserPrincipalName  |
 * | 400 value required                                  | MandatoryFieldsMissing                        |
 * | 400 no such property, not to be filtered by         | SchemaAttributeNotFound                       |
 * | 400 value or password refused                       | InvalidValue                                  |
 * | 400 mastered on premises                            | NotPermitted                                  |
 * | 400, 403 quota of objects                           | LicenseLimitExceeded                          |
 * | 401 · 403 · 404 · 405                               | InvalidCredentials · InsufficientRights · InvalidAnchor · MethodNotAllowed |
 * | 408, 504 · 429 · 501                                | Timeout · TooManyRequests · NotImplemented    |
 * | 409 changed at the same time, 503                   | EndpointUnavailable                           |
 * | other 409, 422 about a property                     | EntryConflict                                 |
 * | other 4xx · other 5xx                               | UnprocessableEntity · InternalServerError     |
 */

import { type FailureCode, ProvisioningError } from '../../errors';
import { userProperty } from '../../graph/userProperties';
import { isJsonObject } from '../../scim/json';
import { attributeOf } from '../graphWords/graphProperties';
import { redact } from '../kit/redact';
import { parseRetryAfter } from '../kit/retryAfter';
import type { GraphAnswer } from './call';
import { PERMISSIONS_BESIDES } from './permissions';

export interface RefusalContext {
  /** What was tried, to complete "Microsoft Graph refused to …": `create the account`. */
  readonly attempt: string;
  /** The attributes the request was about, so that the one at fault is told by the name the mapping uses. */
  readonly attributes: readonly string[];
  /** Texts of the request that must not be quoted. */
  readonly secrets?: readonly string[];
  readonly nowMs: number;
}

/** Graph's error envelope, as far as it came. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detailCode: string;
  /** The property the first detail is about. */
  readonly target: string;
}

export function refusal(answer: GraphAnswer, context: RefusalContext): ProvisioningError {
  const said = readError(answer);
  const code = codeOf(answer.status, said);
  const property = propertyNamed(said);
  const attribute = property === undefined ? undefined : attributeOf(property, context.attributes);
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'), context.nowMs);
  const words = redact(said.message, context.secrets ?? []);
  const requestId = answer.header('request-id');
  return new ProvisioningError(code, messageOf(code, answer.status, context, words), {
    ...(attribute === undefined ? {} : { attribute }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    details: [`HTTP ${answer.status} ${said.code}`.trim(), words, requestId && `request-id ${requestId}`]
      .filter((part) => part)
      .join('; '),
  });
}

/** What needs more than `User.ReadWrite.All` (docs/targets-graph.md, "Least privileges"). */
function whatIsMissing(attempt: string, attributes: readonly string[]): string {
  const besides = attributes.find((attribute) => PERMISSIONS_BESIDES.has(attribute));
  if (besides !== undefined) {
    return ` To write ${besides} takes the permission ${PERMISSIONS_BESIDES.get(besides)} besides.`;
  }
  return CHANGES_AN_ACCOUNT.test(attempt)
    ? ' If the account may hold an administrator role, changing it takes a higher role than the permission: User Administrator or Privileged Authentication Administrator.'
    : '';
}

const CHANGES_AN_ACCOUNT = /^(?:update|delete|restore) the account$|the manager$/;

const UNSUPPORTED_QUERY = 'Request_UnsupportedQuery';

/** Graph takes no such filter, whatever the values in it. */
export function isUnsupportedQuery(answer: GraphAnswer): boolean {
  return answer.status === 400 && readError(answer).code === UNSUPPORTED_QUERY;
}

function readError({ body }: GraphAnswer): Refusal {
  const error = isJsonObject(body?.error) ? body.error : {};
  const details = Array.isArray(error.details) ? error.details.filter(isJsonObject) : [];
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    code: text(error.code),
    message: text(error.message),
    detailCode: text(details[0]?.code),
    target: text(details[0]?.target),
  };
}

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'InvalidCredentials',
  404: 'InvalidAnchor',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  429: 'TooManyRequests',
  501: 'NotImplemented',
  503: 'EndpointUnavailable',
  504: 'Timeout',
};

/** Graph's sentences for one and the same code; the first that fits. */
const SENTENCES: readonly (readonly [RegExp, FailureCode])[] = [
  [/same value for property/i, 'EntryConflict'],
  [/domain portion|verified domain/i, 'InvalidDomain'],
  [/property userPrincipalName is invalid/i, 'AzureActiveDirectoryInvalidUserPrincipalName'],
  [/on-premises mastered/i, 'NotPermitted'],
  [/value is required/i, 'MandatoryFieldsMissing'],
  [/could not find a property|invalid property '/i, 'SchemaAttributeNotFound'],
  [/invalid value|read-only|password/i, 'InvalidValue'],
];

function codeOf(status: number, { code, message, detailCode }: Refusal): FailureCode {
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'InternalServerError';
  if (/QuotaExceeded/i.test(code)) return 'LicenseLimitExceeded';
  if (status === 403) return 'InsufficientRights';
  if (/ConcurrencyViolation/i.test(code)) return 'EndpointUnavailable';
  if (status === 409 || /^(Object|Property)Conflict$/.test(detailCode)) return 'EntryConflict';
  if (code === UNSUPPORTED_QUERY) return 'SchemaAttributeNotFound';
  return SENTENCES.find(([pattern]) => pattern.test(message))?.[1] ?? 'UnprocessableEntity';
}

/** Where Graph's sentences name the property: in quotes, or bare before or after the word itself. */
function propertyNamed({ target, message }: Refusal): string | undefined {
  if (target !== '') return target;
  const quoted = /\bproperty (?:named )?'(\w+)'/i.exec(message)?.[1];
  if (quoted !== undefined) return quoted;
  const bare = [/\bproperty (\w+)/i, /\b(\w+) property\b/i].map((pattern) => pattern.exec(message)?.[1] ?? '');
  return bare.find((word) => userProperty(word) !== undefined);
}

function messageOf(code: FailureCode, status: number, { attempt, attributes }: RefusalContext, words: string): string {
  const said = words === '' ? '.' : `: ${words}`;
  switch (code) {
    case 'InvalidCredentials':
      return `Microsoft Graph does not accept the access token (HTTP 401)${said}`;
    case 'InsufficientRights':
      return `Muster lacks the permission in Microsoft Graph to ${attempt} (HTTP 403)${said}${whatIsMissing(attempt, attributes)}`;
    case 'Timeout':
      return `Microsoft Graph did not ${attempt} in time, and may yet have done so (HTTP ${status})${said}`;
    default:
      return status >= 500
        ? `Microsoft Graph failed to ${attempt} (HTTP ${status})${said}`
        : `Microsoft Graph refused to ${attempt} (HTTP ${status})${said}`;
  }
}
