/** Everybody a job knows, page by page: who looks for somebody waits a few seconds at most, and is told where to go on. */
import type { Job } from '../../store/jobs/jobs';
import { type Person, sinceRestart } from '../../store/people/people';
import { SHARDS } from '../../store/people/personRow';
import type { Needs } from '../ports';
import { isKnown } from './forgetPerson';

export interface Look {
  matches(person: Person): boolean;
  /** People wanted, from 1. */
  readonly top: number;
  /** Where the page before ended; `undefined`: from the beginning. */
  readonly after: Place | undefined;
}

/** Behind this person; `null`: before everybody of the shard. */
export interface Place {
  readonly shard: number;
  readonly anchor: string | null;
}

export interface FoundPeople {
  readonly people: readonly Person[];
  /** Where to go on; `undefined`: everybody was looked at. */
  readonly next: Place | undefined;
}

/** A page that finds nobody ends after this time, with what there is. */
const LONGEST_MS = 3_000;
/** Rows of a stretch: one call of storage. */
const STRETCH = 200;

export async function browsePeople(
  job: Job,
  { matches, top, after }: Look,
  { clock, people }: Needs<'clock' | 'people'>,
): Promise<FoundPeople> {
  const until = clock.now() + LONGEST_MS;
  const found: Person[] = [];
  let { shard, anchor } = after ?? { shard: 0, anchor: null };
  while (shard < SHARDS) {
    const anchors = await people.anchors(job.id, shard, anchor, STRETCH);
    const loaded = await people.load(job.id, anchors);
    for (const name of anchors) {
      const stored = loaded.get(name);
      if (stored === undefined) continue;
      anchor = name;
      const person = sinceRestart(stored.person, job.generation);
      if (isKnown(person) && matches(person)) found.push(person);
      if (found.length === top) return { people: found, next: { shard, anchor } };
    }
    if (anchors.length < STRETCH) [shard, anchor] = [shard + 1, null];
    if (clock.now() >= until && shard < SHARDS) return { people: found, next: { shard, anchor } };
  }
  return { people: found, next: undefined };
}
