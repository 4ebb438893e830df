/**
 * The closed set of failure codes and what each means for the job. Callers branch on the code or its category, never on
 * message text. Codes and their retry column: spec/engine.md 11; names on the wire: spec/wire-contract.md 3.10.
 */

/**
 * - `transient`: the target or the network had a bad moment; tried again soon, without anybody's help.
 * - `permanent`: this person's data or mapping must change; held as an escrow and retried on the ladder.
 * - `reference`: a referenced person is not there yet; heals itself and never counts toward quarantine.
 * - `credentials`: the target refuses us altogether; quarantines the job at once.
 */
export type FailureCategory = 'transient' | 'permanent' | 'reference' | 'credentials';

interface Meaning {
  readonly category: FailureCategory;
  /** What the administrator should do; becomes `recommendedAction` in the provisioning log. */
  readonly advice: string;
}

const FAILURES = {
  // The person's data or the mapping.
  MandatoryFieldsMissing: {
    category: 'permanent',
    advice: 'Send a value for the attribute, or give its mapping a default value or an expression with a fallback.',
  },
  MissingValues: {
    category: 'permanent',
    advice: 'Send a value for the attribute, or give its mapping a default value or an expression with a fallback.',
  },
  InvalidValue: {
    category: 'permanent',
    advice: 'Correct the value in the source, or shape it with an expression in the attribute mapping.',
  },
  ExpressionFailed: {
    category: 'permanent',
    advice: 'Test the expression against this person with on-demand provisioning and correct the mapping or the data.',
  },
  RecordTooLarge: {
    category: 'permanent',
    advice: 'Send less of the person, or clear what is no longer needed by sending it as null.',
  },
  SchemaAttributeNotFound: {
    category: 'permanent',
    advice: 'Remove the mapping, or add the attribute to the target schema.',
  },
  SchemaPropertyCanOnlyAcceptValue: {
    category: 'permanent',
    advice: 'Map a single value: take one with Item, or put them together with Join.',
  },
  EntryConflict: {
    category: 'permanent',
    advice: 'Make the mapped value unique, or correct the match so that the existing account is taken over.',
  },
  NoUniqueValue: {
    category: 'permanent',
    advice: 'Add another rule to SelectUniqueValue, or free one of the values in the target.',
  },
  DuplicateTargetEntries: {
    category: 'permanent',
    advice: 'Make the matching attribute unique in the target, or match on another attribute.',
  },
  DuplicateSourceEntries: {
    category: 'permanent',
    advice: 'Two source records claim the same account; correct the matching value of one of them in the source.',
  },
  InvalidAnchor: {
    category: 'permanent',
    advice:
      'The linked account is gone from the target. Restore it there, or have this person alone matched or created anew: POST /muster/jobs/{jobId}/people/{externalId}/rematch.',
  },
  NotApplied: {
    category: 'permanent',
    advice:
      'The target answers with success and keeps the value as it was. Change it there, give Muster the right to change it, or map the attribute that the target really keeps it in.',
  },
  AzureActiveDirectoryInvalidUserPrincipalName: {
    category: 'permanent',
    advice:
      'Update the userPrincipalName mapping so that it gives an acceptable value, for example with RandomString and DefaultDomain, applied only during object creation.',
  },
  InvalidDomain: {
    category: 'permanent',
    advice: 'Map userPrincipalName onto a verified domain, for example with DefaultDomain().',
  },
  'InvalidAttributeSyntax-LdapErr': {
    category: 'permanent',
    advice: 'Active Directory refuses empty text; wrap the mapping in IgnoreFlowIfNullOrEmpty or Switch.',
  },
  HybridSynchronizationActiveDirectoryInvalidParameter: {
    category: 'permanent',
    advice: 'Correct the value: Active Directory does not accept it for this attribute.',
  },
  HybridSynchronizationActiveDirectoryCannotFindAttribute: {
    category: 'permanent',
    advice: 'Remove the mapping, or extend the Active Directory schema and restart the agent.',
  },
  HybridSynchronizationActiveDirectoryInsufficientAccessRights: {
    category: 'permanent',
    advice: 'Give the service account rights on this account and its container.',
  },
  SystemForCrossDomainIdentityManagementBadResponse: {
    category: 'permanent',
    advice: 'The target refused the write; correct the value it names.',
  },
  SystemForCrossDomainIdentityManagementMultipleEntriesInResponse: {
    category: 'permanent',
    advice: 'The target answered with several resources where one is expected; check how it handles filters.',
  },
  InsufficientRights: { category: 'permanent', advice: 'Give Muster the rights it needs in the target.' },
  NotPermitted: { category: 'permanent', advice: 'Give Muster the rights it needs in the target.' },
  MethodNotAllowed: {
    category: 'permanent',
    advice: 'The target does not support this operation; check its settings.',
  },
  UnprocessableEntity: {
    category: 'permanent',
    advice: 'The target could not process the request; check its settings.',
  },
  NotImplemented: { category: 'permanent', advice: 'The target does not implement this operation.' },
  LicenseLimitExceeded: { category: 'permanent', advice: 'Free a licence in the target, or buy more.' },

  // A bad moment.
  TooManyRequests: { category: 'transient', advice: 'Nothing to do: the target is throttling and Muster will retry.' },
  TimeOut: { category: 'transient', advice: 'Look at the agent and at its way to the directory, then ask again.' },
  Timeout: { category: 'transient', advice: 'Nothing to do: the target was too slow and Muster will retry.' },
  InternalServerError: { category: 'transient', advice: 'Nothing to do: the target failed and Muster will retry.' },
  WebExceptionProtocolError: { category: 'transient', advice: 'Nothing to do: Muster will retry.' },
  EndpointUnavailable: { category: 'transient', advice: 'Check that the target can be reached; Muster will retry.' },
  InternalError: { category: 'transient', advice: 'A fault of Muster itself; it will retry. Please report it.' },

  // References.
  ReferenceNotFound: {
    category: 'reference',
    advice: 'Nothing to do: the reference is written as soon as the referenced person is provisioned.',
  },

  // The whole job.
  InvalidCredentials: {
    category: 'credentials',
    advice: 'Save valid credentials, test the connection, and restart provisioning.',
  },
  SystemForCrossDomainIdentityManagementServiceIncompatible: {
    category: 'credentials',
    advice: 'The target does not answer as a SCIM service; validate the endpoint, then restart provisioning.',
  },
  HybridIdentityServiceNoAgentsAssigned: {
    category: 'credentials',
    advice: 'Install an agent near the directory and start it for this job; what waits is processed then.',
  },
  HybridIdentityServiceNoActiveAgents: {
    category: 'credentials',
    advice: 'Restart the agent of this job; what waits is processed then.',
  },
  AgentSignalingError: {
    category: 'credentials',
    advice: 'Look at the log of the agent, update it to the version of the service, and restart it.',
  },
} as const satisfies Record<string, Meaning>;

export type FailureCode = keyof typeof FAILURES;

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

/** A failure as a value: what the engine returns, and what is kept in escrows and log entries. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** The attribute the failure is about, as the schema names it. */
  readonly attribute?: string;
  /** What the target answered, redacted. */
  readonly details?: string;
}

export function failureCategory(code: FailureCode): FailureCategory {
  return FAILURES[code].category;
}

export function failureAdvice(code: FailureCode): string {
  return FAILURES[code].advice;
}

export interface ProvisioningErrorOptions extends ErrorOptions {
  readonly attribute?: string;
  readonly details?: string;
  /** How long the target asks us to wait, in milliseconds (its `Retry-After`). */
  readonly retryAfterMs?: number;
}

/** Thrown by targets. The pipeline turns it into an outcome for the person; nobody else catches it. */
export class ProvisioningError extends Error {
  readonly code: FailureCode;
  readonly attribute: string | undefined;
  readonly details: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, options: ProvisioningErrorOptions = {}) {
    super(message, options); // keeps the SDK's error as `cause`
    this.name = 'ProvisioningError';
    this.code = code;
    this.attribute = options.attribute;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** A failure that was a value, thrown to end one person's attempt. */
  static of({ code, message, ...options }: Failure): ProvisioningError {
    return new ProvisioningError(code, message, options);
  }

  get category(): FailureCategory {
    return failureCategory(this.code);
  }

  /** The error as a value, to be kept. */
  toFailure(): Failure {
    return {
      code: this.code,
      message: this.message,
      ...(this.attribute === undefined ? {} : { attribute: this.attribute }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}
