/** How far the look at everybody has come, handed to the caller where an answer ends and handed back with the same schema. */
import { NO_PLAN_TOTALS, type PlanTotals } from '../../pipeline/preview/planTotals';
import type { ImpactPlace } from '../../pipeline/preview/schemaImpact';
import { isJsonObject } from '../../scim/json';
import { SHARDS } from '../../store/people/personRow';
import { badRequest } from '../http/graphError';
import { isCount, isTotals, parseToken } from './planProgress';

export interface ImpactProgress {
  readonly place: ImpactPlace;
  /** Looked at before, and those of them for whom something would be different. */
  readonly people: number;
  readonly changed: number;
  readonly totals: PlanTotals;
  /** Of the schema: the rest of another one would be nonsense. */
  readonly fingerprint: string;
}

const BEGINNING = { place: { shard: 0, anchor: null }, people: 0, changed: 0, totals: NO_PLAN_TOTALS };

export function writeImpactProgress(progress: ImpactProgress): string {
  return Buffer.from(JSON.stringify(progress)).toString('base64url');
}

/**
 * @param text `null` at the beginning
 * @throws {GraphError} 400 when it is none of ours, or of another schema
 */
export function readImpactProgress(text: string | null, fingerprint: string): ImpactProgress {
  if (text === null) return { ...BEGINNING, fingerprint };
  const progress = parse(text);
  if (progress === undefined) throw badRequest('continue must be as an earlier answer gave it.');
  if (progress.fingerprint !== fingerprint) {
    throw badRequest('continue belongs to another schema: send the one that was begun with.');
  }
  return progress;
}

function parse(text: string): ImpactProgress | undefined {
  const value = parseToken(text);
  if (value === undefined || !isJsonObject(value.place)) return undefined;
  const { people, changed, fingerprint } = value;
  const { shard, anchor } = value.place;
  const totals: unknown = value.totals;
  if (!isCount(shard) || shard >= SHARDS || (anchor !== null && typeof anchor !== 'string')) return undefined;
  if (!isCount(people) || !isCount(changed) || typeof fingerprint !== 'string' || !isTotals(totals)) return undefined;
  return { place: { shard, anchor }, people, changed, totals, fingerprint };
}
