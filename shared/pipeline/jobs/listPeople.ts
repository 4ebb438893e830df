/** People of a job in a certain state, page by page: who failed, whose deletion is held, whose reference waits. */
import type { Job } from '../../store/jobs/jobs';
import { type Person, sinceRestart } from '../../store/people/people';
import type { IndexedPerson, PersonState } from '../../store/people/personIndex';
import type { Needs } from '../ports';

type Ports = Needs<'people' | 'index'>;

export interface PeoplePage {
  readonly people: readonly Person[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly next: string | undefined;
}

export interface WantedPage {
  readonly top: number;
  readonly after: string | undefined;
  /** Of the index alone: whom it cannot tell of is to be let through, and looked at when loaded. Absent: everybody. */
  isWanted?(person: IndexedPerson): boolean;
}

/**
 * @param top people wanted, from 1; a page may hold fewer and not be the last
 * @param after what the page before this one gave as `next`
 */
export async function listPeople(
  job: Job,
  kind: PersonState,
  { top, after, isWanted = () => true }: WantedPage,
  { index, people }: Ports,
): Promise<PeoplePage> {
  const places = new Map<string, string>();
  let next: string | undefined;
  for await (const person of index.list(job.id, kind, { after })) {
    if (!isWanted(person)) continue;
    const { anchor, place } = person;
    if (places.size === top) {
      next = [...places.values()].at(-1);
      break;
    }
    places.set(anchor, place);
  }
  const loaded = await people.load(job.id, [...places.keys()]);
  const found = [...loaded.values()].map(({ person }) => sinceRestart(person, job.generation));
  return { people: found.filter((person) => isStill(kind, person)), next };
}

/** The index is read before the people, and a restart is newer than both. */
function isStill(kind: PersonState, { escrow, held, waiting }: Person): boolean {
  switch (kind) {
    case 'escrow':
      return escrow !== null;
    case 'held':
      return held !== null;
    case 'waiting':
      return waiting.length > 0;
  }
}
