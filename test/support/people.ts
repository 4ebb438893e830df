/** People of a job, as the store keeps them. */
import { newPerson, type Person, type StoredPerson } from '../../shared/store/people/people';
import { SHARDS, shardOf } from '../../shared/store/people/personRow';

export const JOB = 'API2AAD.a.b';

/** Anchors of one shard: `p0`, `p17`, …, in ascending order of their keys. */
export function anchorsOfShard(shard: number, count: number): readonly string[] {
  const anchors: string[] = [];
  for (let number = 0; anchors.length < count; number += 1) {
    const anchor = `p${String(number).padStart(7, '0')}`;
    if (shardOf(anchor) === shard) anchors.push(anchor);
  }
  return anchors;
}

/** One anchor of every shard, in order of shards. */
export function anchorOfEachShard(): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => anchorsOfShard(shard, 1)[0] ?? '');
}

/** Somebody who has no row yet, `change`d. */
export function unsaved(anchor: string, change: Partial<Person> = {}): StoredPerson {
  const blank = newPerson(JOB, anchor);
  return { person: { ...blank, ...change }, etag: undefined, saved: blank };
}

/** The same version of somebody, `change`d. */
export function changed(stored: StoredPerson, change: Partial<Person>): StoredPerson {
  return { ...stored, person: { ...stored.person, ...change } };
}
