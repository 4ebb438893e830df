/** Faults of the token endpoint, as Entra reports them: OAuth's error code with an AADSTS number that tells more. */

export interface OAuthFault {
  readonly error:
    | 'invalid_request'
    | 'invalid_client'
    | 'unauthorized_client'
    | 'unsupported_grant_type'
    | 'invalid_scope'
    | 'invalid_resource';
  /** Entra's number for the fault. */
  readonly aadsts: number;
  readonly status: 400 | 401;
}

export const FAULTS = {
  missingParameter: { error: 'invalid_request', aadsts: 900144, status: 400 },
  postOnly: { error: 'invalid_request', aadsts: 900561, status: 400 },
  unknownTenant: { error: 'invalid_request', aadsts: 90002, status: 400 },
  unsupportedGrantType: { error: 'unsupported_grant_type', aadsts: 70003, status: 400 },
  unknownClient: { error: 'unauthorized_client', aadsts: 700016, status: 400 },
  missingSecret: { error: 'invalid_client', aadsts: 7000218, status: 401 },
  wrongSecret: { error: 'invalid_client', aadsts: 7000215, status: 401 },
  invalidAssertion: { error: 'invalid_client', aadsts: 700027, status: 401 },
  invalidCertificate: { error: 'invalid_request', aadsts: 500034, status: 400 },
  invalidScope: { error: 'invalid_scope', aadsts: 70011, status: 400 },
  unknownResource: { error: 'invalid_resource', aadsts: 500011, status: 400 },
} as const satisfies Record<string, OAuthFault>;

export class OAuthError extends Error {
  readonly fault: OAuthFault;

  constructor(fault: OAuthFault, description: string) {
    super(`AADSTS${fault.aadsts}: ${description}`);
    this.name = 'OAuthError';
    this.fault = fault;
  }
}

/** The error body of the wire contract, 1.3. */
export function oauthErrorBody(error: OAuthError, traceId: string, correlationId: string, now: Date): object {
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error: error.fault.error,
    error_description: `${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.fault.aadsts],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}
