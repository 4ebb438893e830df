/**
 * Those who are gone from a file: found beside an older file, or beside whom the job knows. Nobody is disabled by being
 * missing unless that was asked for, and never more than a few at once (spec/hands.md 1.7).
 */
import type { Http } from '../client/http';
import { type JobPlace, musterPath } from '../client/jobs';
import { EXIT, Failure, usage } from '../exit';
import { oneByOne } from '../files/batches';
import { count, counted } from '../output/numbers';
import { exceeds, type Most } from './guards';
import { keyHash, type People, type Person } from './people';

/** By their last row, disabled; or by name, where only the job knows them. */
export type Leavers =
  | { readonly kind: 'none' }
  | { readonly kind: 'rows'; readonly total: number; readonly people: () => People }
  | { readonly kind: 'ids'; readonly total: number; readonly ids: readonly string[] };

export const NO_LEAVERS: Leavers = { kind: 'none' };

const SHOWN = 20;
const LEAST_LIMIT = 10;
const SHARE = 0.01;

/**
 * @param present hashes of the keys of those who are there
 * @param previous the rows of an older file, mapped as the new one is
 */
export async function leaversBeside(
  present: ReadonlyMap<string, number>,
  previous: () => People,
  most: Most | undefined,
): Promise<Leavers> {
  const gone: string[] = [];
  let known = 0;
  for await (const { person } of oneByOne(previous())) {
    if (person === undefined) continue;
    known += 1;
    if (!person.isLeaver && !present.has(keyHash(person.key))) gone.push(person.key);
  }
  requireFew(gone, known, most);
  if (gone.length === 0) return NO_LEAVERS;
  async function* people(): AsyncGenerator<readonly Person[]> {
    for await (const batch of previous()) yield batch.flatMap((one) => disabled(one, present));
  }
  return { kind: 'rows', total: gone.length, people };
}

/** @returns nobody for who is there, or was disabled before */
function disabled({ line, raw, person }: Person, present: ReadonlyMap<string, number>): Person[] {
  if (person === undefined || person.isLeaver || present.has(keyHash(person.key))) return [];
  const data = { ...person.data, active: false };
  return [{ line: -line, raw, faults: [], person: { ...person, data, isLeaver: false } }];
}

/** Those whom the job knows as active and the file does not hold. */
export async function leaversKnown(
  present: ReadonlyMap<string, number>,
  http: Http,
  place: JobPlace,
  most: Most | undefined,
): Promise<Leavers> {
  const gone: string[] = [];
  let known = 0;
  try {
    const query = { $filter: 'active eq true', $top: '1000' };
    for await (const { externalId } of http.list<{ externalId: string }>(`${musterPath(place)}/people`, query)) {
      known += 1;
      if (!present.has(keyHash(externalId))) gone.push(externalId);
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'UnknownError') throw error;
    throw usage('The service does not tell whom the job knows.', {
      code: 'NotThere',
      advice: 'Name the older file: --previous FILE.',
      cause: error,
    });
  }
  requireFew(gone, known, most);
  return gone.length === 0 ? NO_LEAVERS : { kind: 'ids', total: gone.length, ids: gone };
}

/** @throws {Failure} 5 with the list: then nothing is sent at all */
export function requireFew(gone: readonly string[], known: number, most: Most | undefined): void {
  const limit = most ?? { rows: Math.max(LEAST_LIMIT, Math.floor(known * SHARE)) };
  if (!exceeds(gone.length, known, limit)) return;
  const rest = gone.length - SHOWN;
  throw new Failure(
    EXIT.guarded,
    `${counted(gone.length, 'person', 'people')} of ${count(known)} would leave, which is more than --max-leavers allows. Nothing was sent.`,
    {
      code: 'TooManyLeavers',
      details: [...gone.slice(0, SHOWN), ...(rest > 0 ? [`and ${count(rest)} more`] : [])],
      advice: `If they are all gone, say so: --max-leavers ${gone.length}`,
    },
  );
}
