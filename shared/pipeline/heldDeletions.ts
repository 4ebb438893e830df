/** The deletes and disables that the guard holds. */
import type { Held, PeopleStore } from '../store/people';
import type { PersonIndex } from '../store/personIndex';
import type { Release } from './story';

export interface HeldPorts {
  readonly people: PeopleStore;
  readonly index: PersonIndex;
}

/** Whether this is the deletion a message is about, and still as the message found it. */
export function isMeant(held: Held, { since, allowed }: Omit<Release, 'kind'>): boolean {
  return (since === undefined || held.since === since) && (allowed || !held.staged);
}

export interface HeldPerson {
  readonly anchor: string;
  readonly held: Held;
}

/** All of them, those staged for an administrator included. */
export async function listHeld(jobId: string, { index, people }: HeldPorts): Promise<readonly HeldPerson[]> {
  const anchors: string[] = [];
  for await (const { anchor } of index.list(jobId, 'held')) anchors.push(anchor);
  const loaded = await people.load(jobId, anchors);
  return anchors.flatMap((anchor) => {
    const held = loaded.get(anchor)?.person.held;
    return held == null ? [] : [{ anchor, held }];
  });
}
