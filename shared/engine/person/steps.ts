/**
 * The provisioning steps of a log entry, in the words of seed 004 ("Verify processing from Microsoft Entra admin
 * center") and with the activity names and details of spec/wire-contract.md 3.10. Pure text: what happened goes in.
 */
import type { Failure } from '../../errors';
import { failureAdvice, failureCategory } from '../../errors';
import {
  type LogError,
  type LogStep,
  type ProvisioningAction,
  type ProvisioningStatus,
  RESTORE_ACTIVITY,
} from './logEntry';

export interface Systems {
  /** `API` for the default templates. */
  readonly source: string;
  /** `Azure Active Directory`, `Active Directory`, … */
  readonly target: string;
}

type Details = Readonly<Record<string, string>>;

/** @param known whether this job has heard of the person before */
export function importStep(systems: Systems, anchor: string, known: boolean, details: Details): LogStep {
  const change = known ? 'Update' : 'Add';
  return {
    name: `Import from ${systems.source}`,
    activity: `EntryImport${change}`,
    type: 'import',
    status: 'success',
    description: `Received User '${anchor}' change of type (${change}) from ${systems.source}`,
    details,
  };
}

/** Asked for, not received: on-demand provisioning looks at what is there. @param given the data came with the question */
export function retrievedStep(systems: Systems, anchor: string, given: boolean, details: Details): LogStep {
  const origin = given ? 'as given with the request' : 'as last uploaded';
  return {
    name: `Import from ${systems.source}`,
    activity: 'EntryImport',
    type: 'import',
    status: 'success',
    description: `Retrieved User '${anchor}' from ${systems.source} on demand, ${origin}`,
    details,
  };
}

/** Before anything is looked at. It is shown only when it fails (spec/engine.md 10). */
export function connectionFailedStep(systems: Systems, failure: Failure): LogStep {
  return {
    name: 'Test connection',
    activity: 'EntrySynchronizationError',
    type: 'processing',
    status: 'failure',
    description: `${systems.target} cannot be worked with: ${failure.message}`,
    details: { ErrorCode: failure.code },
  };
}

/** What the step tells of a verdict; `ScopeVerdict` (../schema/scoping.ts) fits. */
export interface ScopeTold {
  readonly inScope: boolean;
  readonly reason: string;
  /** Each clause as the log prints it, and whether it holds; empty without a filter. */
  readonly clauses: Readonly<Record<string, boolean | null>>;
  readonly keepsAccount: boolean;
  readonly undecided?: Failure;
  readonly blank: readonly string[];
}

/** @param linked the person has an account, which may lose access by what the filters say */
export function scopingStep(anchor: string, verdict: ScopeTold, activeInSource: boolean, linked: boolean): LogStep {
  const remark = scopeRemark(verdict, linked);
  const judged = verdict.undecided === undefined;
  return {
    name: 'Determine if User is in scope',
    activity: 'EntrySynchronizationScoping',
    type: 'scoping',
    status: remark?.status ?? (verdict.inScope ? 'success' : 'skipped'),
    description: `User '${anchor}' was evaluated against the scoping filters. ${verdict.reason}${remark?.text ?? ''}`,
    details: {
      'Active in the source system': activeInSource ? 'True' : 'False',
      'Scoping filter evaluation passed': judged ? (verdict.inScope ? 'True' : 'False') : '',
      ...(Object.keys(verdict.clauses).length > 0 && { ScopeEvaluationResult: JSON.stringify(verdict.clauses) }),
      ...(remark && { Remark: remark.code }),
    },
  };
}

interface ScopeRemark {
  readonly code: string;
  readonly status: ProvisioningStatus;
  readonly text: string;
}

function scopeRemark({ inScope, keepsAccount, undecided, blank }: ScopeTold, linked: boolean): ScopeRemark | undefined {
  if (undecided !== undefined) {
    const text = linked ? ' The scope stays as it was.' : '';
    return { code: undecided.code, status: linked ? 'warning' : 'failure', text };
  }
  if (inScope || keepsAccount || !linked || blank.length === 0) return undefined;
  const text =
    ` The User leaves the scope because ${blank.join(', ')} was sent without a value:` +
    ' a filter that asks for a value takes that for none. Leave the attribute out to keep what is known.';
  return { code: 'LeavesScopeByBlank', status: 'warning', text };
}

const matchStep = (activity: string, status: ProvisioningStatus, description: string, details: Details): LogStep => ({
  name: 'Match user',
  activity,
  type: 'matching',
  status,
  description,
  details,
});

export function noMatchStep(systems: Systems, anchor: string, tried: Details): LogStep {
  const description = `User '${anchor}' will be created in ${systems.target} (active in ${systems.source}, no match found)`;
  return matchStep('EntrySynchronizationAdd', 'success', description, tried);
}

/** @param how why it is this account: by its link, or by which attribute */
export function matchedStep(systems: Systems, identifier: string, how: string, details: Details): LogStep {
  const description = `Retrieved User '${identifier}' from ${systems.target} (${how})`;
  return matchStep('EntryImport', 'success', description, details);
}

export function matchFailedStep(systems: Systems, anchor: string, failure: Failure, details: Details): LogStep {
  const description = `User '${anchor}' could not be matched in ${systems.target}: ${failure.message}`;
  return matchStep('EntrySynchronizationError', 'failure', description, details);
}

/** As the troubleshooting guide (seed 002, "Debugging Attribute Mappings") spells it. */
export const ATTRIBUTE_MAPPING = 'Attribute Mapping';

export function mappingFailedStep(anchor: string, failures: readonly Failure[]): LogStep {
  const details = Object.fromEntries(failures.map((failure) => [failure.attribute ?? failure.code, failure.message]));
  return {
    name: ATTRIBUTE_MAPPING,
    activity: 'EntrySynchronizationError',
    type: 'processing',
    status: 'failure',
    description: `The attributes of User '${anchor}' could not be mapped: ${failures.map(({ message }) => message).join(' ')}`,
    details,
  };
}

/** A remark about a mapping that an administrator should see, although nothing failed. */
export function mappingRemarkStep(description: string, details: Details): LogStep {
  return {
    name: ATTRIBUTE_MAPPING,
    activity: 'EntrySynchronizationUpdate',
    type: 'processing',
    status: 'warning',
    description,
    details,
  };
}

const PAST_TENSE: Readonly<Record<ProvisioningAction, { activity: string; done: string; verb: string }>> = {
  create: { activity: 'EntryExportAdd', done: 'created', verb: 'create' },
  update: { activity: 'EntryExportUpdate', done: 'updated', verb: 'update' },
  disable: { activity: 'EntryExportUpdate', done: 'disabled', verb: 'disable' },
  delete: { activity: 'EntryExportDelete', done: 'deleted', verb: 'delete' },
  stagedDelete: { activity: 'EntryExportDelete', done: 'held back', verb: 'hold back' },
  other: { activity: 'EntryExportUpdate', done: 'processed', verb: 'process' },
};

export const exportStep = (
  activity: string,
  status: ProvisioningStatus,
  description: string,
  details: Details,
): LogStep => ({
  name: 'Provision User',
  activity,
  type: 'export',
  status,
  description,
  details,
});

/** @param isDry nothing was written: the step says what would be done */
export function exportedStep(
  systems: Systems,
  action: ProvisioningAction,
  identifier: string,
  isDry: boolean,
): LogStep {
  const { activity, done } = PAST_TENSE[action];
  const description = `User '${identifier}' ${isDry ? 'would be' : 'was'} ${done} in ${systems.target}`;
  return exportStep(activity, 'success', description, { ReportableIdentifier: identifier });
}

/** Out of the recycle bin. */
export function restoredStep(systems: Systems, identifier: string, isDry: boolean): LogStep {
  const description = `User '${identifier}' ${isDry ? 'would be' : 'was'} restored in ${systems.target}`;
  return exportStep(RESTORE_ACTIVITY, 'success', description, { ReportableIdentifier: identifier });
}

export function exportFailedStep(
  systems: Systems,
  action: ProvisioningAction,
  anchor: string,
  failure: Failure,
): LogStep {
  const { activity, verb } = PAST_TENSE[action];
  return exportStep(
    activity,
    'failure',
    `Failed to ${verb} User '${anchor}' in ${systems.target}: ${failure.message}`,
    {
      ReportableIdentifier: anchor,
      ErrorCode: failure.code,
    },
  );
}

/** The account was disabled by itself: what else was to change was refused, or could not be mapped. */
export function restRefusedStep(identifier: string, refused: readonly [Failure, ...Failure[]]): LogStep {
  const reasons = refused.map(({ message }) => message).join(' ');
  const description = `User '${identifier}' is disabled all the same, but nothing else was written: ${reasons} It is tried again.`;
  const details = Object.fromEntries(refused.map(({ attribute, code, message }) => [attribute ?? code, message]));
  return exportStep('EntryExportUpdate', 'warning', description, {
    ...details,
    Remark: 'DisabledAlone',
    ErrorCode: refused[0].code,
  });
}

/** The disabling was on its way to the target when an administrator rejected it. */
export function rejectedTooLateStep(identifier: string): LogStep {
  const description = `User '${identifier}' was disabled all the same: that was being carried out when it was rejected`;
  return exportStep('EntryExportUpdate', 'warning', description, {
    ReportableIdentifier: identifier,
    Remark: 'RejectedTooLate',
  });
}

/** @param skipReason `RedundantExport`, `NotInScope`, `Superseded`, … */
export function skippedStep(skipReason: string, description: string): LogStep {
  return exportStep('EntrySynchronizationSkip', 'skipped', description, { SkipReason: skipReason });
}

/** `errorInformation` of a failed entry. @param next what happens next, one sentence */
export function failureError(failure: Failure, next: string): LogError {
  return {
    code: failure.code,
    reason: `${failure.message} ${next}`.trim(),
    details:
      failure.details ?? (failure.attribute === undefined ? null : JSON.stringify({ attribute: failure.attribute })),
    // Trouble with the data or the mapping is no failure of the service (spec/wire-contract.md 3.10).
    category: failureCategory(failure.code) === 'transient' ? 'failure' : 'nonServiceFailure',
    advice: failureAdvice(failure.code),
  };
}

/** `errorInformation` of a skipped entry. */
export function skipError(code: string, reason: string, advice: string | null): LogError {
  return { code, reason, details: null, category: 'nonServiceFailure', advice };
}
