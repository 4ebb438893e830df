/** The deletes and disables that the guard holds. */
import type { Held, PeopleStore } from '../store/people';
import type { PersonIndex } from '../store/personIndex';

export interface HeldPorts {
  readonly people: PeopleStore;
  readonly index: PersonIndex;
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
