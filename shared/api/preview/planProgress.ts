/** How far a plan has come, handed to the caller where an answer ends and handed back with the same body to go on. */
import { NO_PLAN_TOTALS, type PlanTotals } from '../../pipeline/preview/planTotals';
import { isJsonObject, type JsonObject } from '../../scim/json';
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
  const value = parseToken(text);
  if (value === undefined) return undefined;
  const { from, fingerprint } = value;
  const totals: unknown = value.totals;
  if (!isCount(from) || typeof fingerprint !== 'string' || !isTotals(totals)) return undefined;
  return { from, fingerprint, totals };
}

/** @returns `undefined` for what is no object of ours */
export function parseToken(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isTotals(value: unknown): value is PlanTotals {
  if (!isJsonObject(value) || !isJsonObject(value.skipped)) return false;
  const counts = Object.keys(NO_PLAN_TOTALS).filter((name) => name !== 'skipped');
  return counts.every((name) => isCount(value[name])) && Object.values(value.skipped).every(isCount);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
