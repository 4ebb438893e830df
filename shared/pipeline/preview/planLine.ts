/** One line of a plan: what an upload of one operation would come to, told from the log entry a dry run of it leaves. */

import {
  type LogEntry,
  type LogStep,
  type ProvisioningAction,
  type ProvisioningStatus,
  warningsOf,
} from '../../engine/person/logEntry';
import type { ModifiedProperty } from '../../engine/person/plan';
import type { PlannedOperation } from '../agentQuestions';
import { isPlanned } from './dryRunTarget';

export interface PlanLine {
  /** Position among the operations of the upload, from 0. */
  readonly index: number;
  readonly bulkId: string;
  /** The source anchor; `null` when the person has none. */
  readonly externalId: string | null;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  /** `SkipReason` of the log when nothing would be done: `RedundantExport`, `NotInScope`, `ActionDisabled`, … */
  readonly skipReason: string | null;
  /** The account there is; `null` when there is none yet. */
  readonly targetId: string | null;
  /** What the scoping filters said; `null` when they were not asked. */
  readonly scope: { readonly inScope: boolean; readonly reason: string } | null;
  /** Whose account it is, and how that was found; `null` when it was not looked for. */
  readonly match: { readonly found: boolean; readonly reason: string } | null;
  readonly changes: readonly ModifiedProperty[];
  readonly errorCode: string | null;
  /** Why the person would fail; every fault of the mapping. */
  readonly failures: readonly PlanRemark[];
  readonly warnings: readonly PlanRemark[];
}

export interface PlanRemark {
  /** A code, or the attribute it is about. */
  readonly code: string;
  readonly message: string;
}

export function planLine({ index, bulkId, anchor }: PlannedOperation, entry: LogEntry): PlanLine {
  const { action, status, steps, target, modified, error } = entry;
  return {
    index,
    bulkId,
    externalId: anchor,
    action,
    status,
    skipReason: status === 'skipped' ? (skipReasonOf(steps) ?? error?.code ?? null) : null,
    targetId: target.id === '' || isPlanned(target.id) ? null : target.id,
    scope: scopeOf(steps),
    match: matchOf(steps),
    changes: modified,
    errorCode: status === 'failure' ? (error?.code ?? null) : null,
    failures: status === 'failure' ? failuresOf(entry) : [],
    warnings: warningsOf(entry),
  };
}

function skipReasonOf(steps: readonly LogStep[]): string | undefined {
  return steps.findLast(({ details }) => details.SkipReason !== undefined)?.details.SkipReason;
}

function scopeOf(steps: readonly LogStep[]): PlanLine['scope'] {
  const step = steps.find(({ type }) => type === 'scoping');
  return step === undefined ? null : { inScope: step.status === 'success', reason: step.description };
}

function matchOf(steps: readonly LogStep[]): PlanLine['match'] {
  const step = steps.findLast(({ type }) => type === 'matching');
  return step === undefined ? null : { found: step.activity === 'EntryImport', reason: step.description };
}

/** A failed mapping names its attributes; any other failure is one sentence. */
function failuresOf({ steps, error }: LogEntry): readonly PlanRemark[] {
  const mapping = steps.find(({ type, status }) => type === 'processing' && status === 'failure');
  if (mapping === undefined) return [{ code: error?.code ?? '', message: error?.reason ?? '' }];
  return Object.entries(mapping.details).map(([code, message]) => ({ code, message }));
}
