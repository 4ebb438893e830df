/** What the deletion guard holds, weighed against its thresholds: how many, by what, of whom, and why. */
import { groupBy } from '../../collections';
import type { HeldSummary } from '../../store/people/indexColumns';
import { summaryOf } from '../../store/people/indexColumns';
import type { JobDefinition } from '../jobContext';
import { type HeldPerson, listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { countLinked } from './countLinked';

type Ports = Needs<'intake' | 'packs' | 'people' | 'index'>;

export interface Counted<Key> {
  readonly key: Key;
  readonly count: number;
}

export interface HeldWeight {
  readonly settling: number;
  readonly staged: number;
  /** People who have an account. */
  readonly linked: number;
  /** Share of them, percent with one digit behind the point; `null` without any. */
  readonly percent: number | null;
  readonly byAction: { readonly disable: number; readonly delete: number };
  /** First number of the upload that asked for it; `null`: a retry, a restart or a change of the schema did. Most first. */
  readonly byUpload: readonly Counted<number | null>[];
  /** The words of the step; most first. */
  readonly byReason: readonly Counted<string | null>[];
}

/** More groups than that help nobody. */
const MOST_GROUPS = 100;

export async function weighHeld({ job }: Pick<JobDefinition, 'job'>, ports: Ports): Promise<HeldWeight> {
  const [linked, listed] = await Promise.all([countLinked(job.id, ports), listHeld(job.id, ports)]);
  const held = await withWords(job.id, listed, ports);
  const staged = held.filter((one) => one.staged).length;
  const deletes = held.filter(({ action }) => action === 'delete').length;
  return {
    settling: held.length - staged,
    staged,
    linked,
    percent: percentOf(held.length, linked),
    byAction: { disable: held.length - deletes, delete: deletes },
    byUpload: countBy(held, ({ uploadFirst }) => uploadFirst ?? null),
    byReason: countBy(held, ({ reason }) => reason ?? null),
  };
}

/** @returns with one digit behind the point; `null` of nobody */
export function percentOf(count: number, linked: number): number | null {
  return linked === 0 ? null : Math.round((count * 1_000) / linked) / 10;
}

/** Older code kept less in the index than in the row. */
async function withWords(
  jobId: string,
  listed: readonly HeldPerson[],
  { people }: Ports,
): Promise<readonly HeldSummary[]> {
  const isOlder = ({ held }: HeldPerson) => held.uploadFirst === undefined;
  const older = listed.filter(isOlder).map(({ anchor }) => anchor);
  const loaded = older.length === 0 ? undefined : await people.load(jobId, older);
  return listed.map(({ anchor, held }) => {
    const whole = loaded?.get(anchor)?.person.held;
    return whole == null ? held : summaryOf(whole);
  });
}

function countBy<Key>(held: readonly HeldSummary[], keyOf: (one: HeldSummary) => Key): readonly Counted<Key>[] {
  return [...groupBy(held, keyOf)]
    .map(([key, members]) => ({ key, count: members.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_GROUPS);
}
