/** Rows of a small file, read once: a large one is read again each time, so that memory does not grow with it. */
import type { People, Person } from './people';

/** Of a file, in characters; its people take a few times as much. */
const MOST_CHARACTERS = 16 * 1_048_576;

/** @param read from the beginning, each time; what it gives must be the same each time */
export function remembered(read: () => People, mostCharacters = MOST_CHARACTERS): () => People {
  let kept: readonly (readonly Person[])[] | undefined;
  return () => (kept === undefined ? reading() : replay(kept));

  async function* reading(): AsyncGenerator<readonly Person[]> {
    const batches: (readonly Person[])[] = [];
    let left = mostCharacters;
    for await (const people of read()) {
      for (const { raw } of people) left -= raw.length;
      if (left >= 0) batches.push(people);
      else batches.length = 0;
      yield people;
    }
    if (left >= 0) kept = batches; // only who has read to the end knows that it is all
  }
}

async function* replay(batches: readonly (readonly Person[])[]): AsyncGenerator<readonly Person[]> {
  yield* batches;
}
