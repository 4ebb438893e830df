/** Faults of the token endpoint, as Entra reports them: OAuth's error code with an AADSTS number that tells more. */

export interface OAuthFault {
  readonly error:
    | 'invalid_request'
    | 'invalid_client'
    | 'unauthorized_client'
    | 'unsupported_grant_type'
    | 'invalid_scope'
    | 'invalid_resource'
    | 'invalid_grant'
    | 'unsupported_response_type'
    | 'login_required'
    | 'interaction_required';
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
  expiredSecret: { error: 'invalid_client', aadsts: 7000222, status: 401 },
  missingPrincipal: { error: 'unauthorized_client', aadsts: 7000229, status: 400 },
  wrongSecret: { error: 'invalid_client', aadsts: 7000215, status: 401 },
  invalidAssertion: { error: 'invalid_client', aadsts: 700027, status: 401 },
  invalidCertificate: { error: 'invalid_request', aadsts: 500034, status: 400 },
  invalidScope: { error: 'invalid_scope', aadsts: 70011, status: 400 },
  invalidParameter: { error: 'invalid_request', aadsts: 90023, status: 400 },
  otherRedirect: { error: 'invalid_request', aadsts: 50011, status: 400 },
  otherResponseType: { error: 'unsupported_response_type', aadsts: 70005, status: 400 },
  proofKeyMissing: { error: 'invalid_request', aadsts: 9002325, status: 400 },
  nobodySignedIn: { error: 'login_required', aadsts: 50058, status: 400 },
  clickNeeded: { error: 'interaction_required', aadsts: 16000, status: 400 },
  unknownGrant: { error: 'invalid_grant', aadsts: 9002313, status: 400 },
  usedGrant: { error: 'invalid_grant', aadsts: 54005, status: 400 },
  revokedGrant: { error: 'invalid_grant', aadsts: 50173, status: 400 },
  expiredGrant: { error: 'invalid_grant', aadsts: 70008, status: 400 },
  otherClient: { error: 'invalid_grant', aadsts: 70000, status: 400 },
  wrongVerifier: { error: 'invalid_grant', aadsts: 501481, status: 400 },
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
