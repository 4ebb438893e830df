/** The deletes and disables that the guard holds. */
import type { Held } from '../../store/people/people';
import { type HeldSummary, summaryOf } from '../../store/people/personIndex';
import type { Needs } from '../ports';
import type { Release } from '../queue/tasks';

type Ports = Needs<'people' | 'index'>;

/** Whether this is the deletion a message is about, and still as the message found it. */
export function isMeant(held: Held, { since, allowed }: Omit<Release, 'kind'>): boolean {
  return (since === undefined || held.since === since) && (allowed || !held.staged);
}

export interface HeldPerson {
  readonly anchor: string;
  readonly held: HeldSummary;
}

/** All of them, those staged for an administrator included; told from the index, however many they are. */
export async function listHeld(jobId: string, { index, people }: Ports): Promise<readonly HeldPerson[]> {
  const found: HeldPerson[] = [];
  const older: string[] = []; // written by code that kept no summary in the index
  for await (const { anchor, held } of index.list(jobId, 'held')) {
    if (held === undefined) older.push(anchor);
    else found.push({ anchor, held });
  }
  const loaded = await people.load(jobId, older);
  for (const [anchor, { person }] of loaded) {
    if (person.held !== null) found.push({ anchor, held: summaryOf(person.held) });
  }
  return found;
}
