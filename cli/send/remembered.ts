/** Rows of a small file, read once: a large one is read again each time, so that memory does not grow with it. */
import type { Person } from './people';

/** Of a file, in characters; its people take a few times as much. */
const MOST_CHARACTERS = 16 * 1_048_576;

/** @param read from the beginning, each time; what it gives must be the same each time */
export function remembered(
  read: () => AsyncIterable<Person>,
  mostCharacters = MOST_CHARACTERS,
): () => AsyncIterable<Person> {
  let kept: readonly Person[] | undefined;
  return () => (kept === undefined ? reading() : replay(kept));

  async function* reading(): AsyncGenerator<Person> {
    const people: Person[] = [];
    let left = mostCharacters;
    for await (const person of read()) {
      left -= person.raw.length;
      if (left >= 0) people.push(person);
      else people.length = 0;
      yield person;
    }
    if (left >= 0) kept = people; // only who has read to the end knows that it is all
  }
}

async function* replay(people: readonly Person[]): AsyncGenerator<Person> {
  yield* people;
}
