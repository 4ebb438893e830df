/** How far a plan has come, handed to the caller where an answer ends and handed back with the same body to go on. */
import { NO_PLAN_TOTALS, type PlanTotals } from '../../pipeline/preview/planTotals';
import { isJsonObject } from '../../scim/json';
import { badRequest } from '../http/graphError';

export interface PlanProgress {
  /** People planned before. */
  readonly from: number;
  readonly totals: PlanTotals;
  /** Of the body: the rest of another one would be nonsense. */
  readonly fingerprint: string;
}

export function writeProgress(progress: PlanProgress): string {
  return Buffer.from(JSON.stringify(progress)).toString('base64url');
}

/**
 * @param text `null` at the beginning
 * @throws {GraphError} 400 when it is none of ours, or of another body
 */
export function readProgress(text: string | null, fingerprint: string): PlanProgress {
  if (text === null) return { from: 0, totals: NO_PLAN_TOTALS, fingerprint };
  const progress = parse(text);
  if (progress === undefined) throw badRequest('continue must be as an earlier answer gave it.');
  if (progress.fingerprint !== fingerprint) {
    throw badRequest('continue belongs to another body: send the one that the plan was begun with.');
  }
  return progress;
}

function parse(text: string): PlanProgress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { from, fingerprint } = value;
  const totals: unknown = value.totals;
  if (!isCount(from) || typeof fingerprint !== 'string' || !isTotals(totals)) return undefined;
  return { from, fingerprint, totals };
}

function isTotals(value: unknown): value is PlanTotals {
  if (!isJsonObject(value) || !isJsonObject(value.skipped)) return false;
  const counts = Object.keys(NO_PLAN_TOTALS).filter((name) => name !== 'skipped');
  return counts.every((name) => isCount(value[name])) && Object.values(value.skipped).every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
