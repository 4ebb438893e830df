/** Errors as Graph answers them (spec/wire-contract.md 1.4, 2.12). Thrown anywhere below an endpoint, which writes the envelope. */

export interface ErrorDetail {
  readonly code: string;
  /** The place: `Operations[3].bulkId`. */
  readonly target: string;
  /** The expectation. */
  readonly message: string;
}

export interface GraphErrorOptions extends ErrorOptions {
  readonly details?: readonly ErrorDetail[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class GraphError extends Error {
  readonly status: number;
  /** Graph's machine-readable code. Stable: clients may branch on it. */
  readonly code: string;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, options: GraphErrorOptions = {}) {
    super(message, options);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
  }
}

export const badRequest = (message: string, details: readonly ErrorDetail[] = []) =>
  new GraphError(400, 'BadRequest', message, { details });

export const unauthorized = (message: string, options: ErrorOptions = {}) =>
  new GraphError(401, 'InvalidAuthenticationToken', message, { ...options, headers: { 'WWW-Authenticate': 'Bearer' } });

export const forbidden = (message = 'Insufficient privileges to complete the operation.') =>
  new GraphError(403, 'Authorization_RequestDenied', message);

export const resourceNotFound = (id: string) =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const preconditionFailed = (message: string, headers: Readonly<Record<string, string>> = {}) =>
  new GraphError(412, 'PreconditionFailed', message, { headers });

export const unknownRoute = () =>
  new GraphError(404, 'UnknownError', 'No resource was found that matches the request URI.');

export const methodNotAllowed = (allowed: readonly string[]) =>
  new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.', {
    headers: { Allow: allowed.join(', ') },
  });

export const bodyTooLarge = (limitBytes: number) =>
  new GraphError(413, 'RequestEntityTooLarge', `The request body must not be larger than ${limitBytes} bytes.`);

export const tooManyRequests = (retryAfterSeconds: number) =>
  new GraphError(429, 'TooManyRequests', 'Too many requests. Please try again later.', {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

export const serviceUnavailable = (retryAfterSeconds: number, options: ErrorOptions = {}) =>
  new GraphError(
    503,
    'serviceNotAvailable',
    'The service is temporarily unavailable. Nothing was kept; please retry.',
    {
      ...options,
      headers: { 'Retry-After': String(retryAfterSeconds) },
    },
  );

/** Settings are put right by a deployment, not by a retry; so a caller is asked to come back late. */
export const notConfigured = (options: ErrorOptions = {}) =>
  new GraphError(
    503,
    'serviceNotAvailable',
    'Muster is not configured. Nothing was kept. GET /health/ready names the settings that are missing or wrong.',
    { ...options, headers: { 'Retry-After': '60' } },
  );

/** More faults than this help nobody; the last line then says how many there are. */
const MOST_DETAILS = 100;
/** Of a value that is quoted: enough to find it by. */
const LONGEST_QUOTE = 200;
/** A name or a value that stands in a message without quotes. */
const LONG_WORD = new RegExp(`\\S{${LONGEST_QUOTE + 1},}`, 'g');
/** Longer than any message of ours, so that only those are looked at which quote something. */
const LONGEST_MESSAGE = 600;

/** What was sent is quoted in part: an answer is no place for the megabyte that was wrong. */
function bounded(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  const first = message.search(/['"]/);
  const last = Math.max(message.lastIndexOf("'"), message.lastIndexOf('"'));
  const cut = first + 1 + LONGEST_QUOTE;
  const quoted = first >= 0 && last > cut ? `${message.slice(0, cut)}…${message.slice(last)}` : message;
  if (quoted.length <= LONGEST_MESSAGE) return quoted;
  const short = quoted.replace(LONG_WORD, (word) => `${word.slice(0, LONGEST_QUOTE)}…`);
  return short.length > LONGEST_MESSAGE ? `${short.slice(0, LONGEST_MESSAGE)}…` : short;
}

function boundedDetails(details: readonly ErrorDetail[]): readonly ErrorDetail[] {
  // One more fault takes no more room than the count of it would.
  const most = details.length === MOST_DETAILS + 1 ? details.length : MOST_DETAILS;
  const told = details.slice(0, most).map(({ code, target, message }) => {
    return { code, target: target.slice(0, LONGEST_QUOTE), message: bounded(message) };
  });
  const rest = details.length - told.length;
  return rest === 0
    ? told
    : [...told, { code: 'MoreFaults', target: '', message: `${rest} more faults are not listed.` }];
}

/** The envelope. `innerError.date` is UTC without a zone suffix and without fraction, as Graph sends it. */
export function errorBody(error: GraphError, requestId: string, clientRequestId: string, now: Date): object {
  return {
    error: {
      code: error.code,
      message: bounded(error.message),
      ...(error.details.length > 0 && { details: boundedDetails(error.details) }),
      innerError: {
        date: now.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  };
}
