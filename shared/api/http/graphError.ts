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

/** The envelope. `innerError.date` is UTC without a zone suffix and without fraction, as Graph sends it. */
export function errorBody(error: GraphError, requestId: string, clientRequestId: string, now: Date): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details.length > 0 && { details: error.details }),
      innerError: {
        date: now.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  };
}
