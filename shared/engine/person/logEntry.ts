/**
 * One line of the provisioning log: what was done for one person in one attempt, and every step that led there.
 * Constant parts (tenant, job, systems) are added when the entry is read (spec/wire-contract.md 3.10).
 */
import type { Value } from '../../value';
import type { ModifiedProperty } from './plan';

export type ProvisioningAction = 'other' | 'create' | 'delete' | 'disable' | 'update' | 'stagedDelete';
export type ProvisioningStatus = 'success' | 'failure' | 'skipped' | 'warning';
export type StepType = 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';

export interface LogStep {
  /** What an administrator reads, in the words of seed 004: `Import from API`, `Match user`, … */
  readonly name: string;
  /** The service's own name of the step: `EntryImportAdd`, `EntryExportUpdate`, … (spec/wire-contract.md 3.10). */
  readonly activity: string;
  readonly type: StepType;
  readonly status: ProvisioningStatus;
  readonly description: string;
  /** Open, all values text (spec/wire-contract.md 3.10). */
  readonly details: Readonly<Record<string, string>>;
}

export interface LogError {
  readonly code: string;
  readonly reason: string;
  readonly details: string | null;
  readonly category: 'failure' | 'nonServiceFailure';
  readonly advice: string | null;
}

export interface LogIdentity {
  readonly id: string;
  readonly displayName: string;
}

export interface LoggedOperation {
  readonly sequence: number;
  readonly uploadFirst: number;
  readonly bulkId: string;
  /** It travelled in the first lane. */
  readonly ahead?: true;
}

export interface LogEntry {
  readonly changeId: string;
  readonly cycleId: string;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  readonly error: LogError | null;
  readonly durationMs: number;
  readonly source: LogIdentity & { readonly userName: string };
  readonly target: LogIdentity;
  readonly steps: readonly LogStep[];
  readonly modified: readonly ModifiedProperty[];
  /** Which operation of which upload this answers; absent for work Muster started itself. */
  readonly operation: LoggedOperation | null;
  /** 1 for the first try of an operation. */
  readonly attempt: number;
  /** The how manieth of the person it is that outlets may be told of; absent where the job had none. */
  readonly told?: number;
  /** It ends a failure that would have been retried; told only where the job has outlets. */
  readonly endsFailure?: true;
  /** What the account held at the end, of what is written back to the source. It goes with the outbox, and never into the log. */
  readonly account?: AccountSeen;
}

/** By target attribute; one without a value is absent. */
export type AccountSeen = Readonly<Record<string, Value>>;

/** The service's own name of the step in which an account comes out of the recycle bin. */
export const RESTORE_ACTIVITY = 'EntryExportRestore';

/** What was done, in one word: Graph's actions know no restoring, so it is read from the steps. */
export function deedOf({ action, status, steps }: LogEntry): ProvisioningAction | 'restored' {
  const restored = steps.some((step) => step.activity === RESTORE_ACTIVITY && step.status === 'success');
  return restored && status === 'success' ? 'restored' : action;
}

export interface Warning {
  /** `NotApplied`, `DisabledAlone`, `DisablesWhenOmitted`, … */
  readonly code: string;
  readonly message: string;
}

/** What an administrator should hear of although the attempt went well. */
export function warningsOf({ steps }: Pick<LogEntry, 'steps'>): readonly Warning[] {
  return steps
    .filter(({ status }) => status === 'warning')
    .map(({ details, description }) => ({
      code: details.Remark ?? details.ErrorCode ?? 'Warning',
      message: description,
    }));
}
