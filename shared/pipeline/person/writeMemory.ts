/**
 * What a person's row remembers of writes that the target answered with success and that are not known to have taken:
 *
 * - `untaken`: the account was seen without the value. The same value over the same one is left alone by an upload; a new
 *   value, another one there, a change of the schema, a restart and whoever asks on demand try again.
 * - `unseen`: the answer did not speak of it, and nobody looked. Where the next read shows something else it is written
 *   once more, because somebody may have changed it by hand, and is looked at then.
 *
 * Both forget an attribute as soon as the account has what it should. What takes access away is in neither: it is written
 * until it takes (spec/payload.md, leavers first).
 */
import { createHash } from 'node:crypto';
import { differenceKey } from '../../engine/person/untaken';
import type { CompiledMapping } from '../../engine/schema/compileMapping';
import type { Writes } from '../../store/people/people';
import type { Value } from '../../value';

export interface WriteMemory {
  /** Whether this very difference was written before and did not take. */
  isUntaken(mapping: CompiledMapping, wanted: Value, held: Value): boolean;
  /** Whether it is to be looked at whether a write of the attribute takes, because the last one is not known to have. */
  isDoubtful(attribute: string): boolean;
  /** The account has what it should, or something new is about to be written. */
  settle(attribute: string): void;
  untaken(mapping: CompiledMapping, wanted: Value, held: Value): void;
  unseen(attribute: string): void;
  /** As it is to be stored; `undefined`: there is nothing to remember. */
  stored(): Writes | undefined;
}

/** A row has no room for more; what is not remembered is written again with the next upload. */
const MOST_LETTERS = 4_096;
/** Of a hash: enough that no two differences of one attribute are ever taken for each other. */
const HASH_LETTERS = 12;

export function createWriteMemory(before: Writes | undefined): WriteMemory {
  const untaken = new Map(Object.entries(before?.untaken ?? {}));
  const unseen = new Set(before?.unseen);

  function hasRoomFor(attribute: string): boolean {
    let letters = attribute.length + HASH_LETTERS;
    for (const name of untaken.keys()) letters += name.length + HASH_LETTERS;
    for (const name of unseen) letters += name.length;
    return letters <= MOST_LETTERS;
  }

  function settle(attribute: string): void {
    untaken.delete(attribute);
    unseen.delete(attribute);
  }

  return {
    isUntaken: (mapping, wanted, held) => untaken.get(mapping.target) === hashOf(mapping, wanted, held),
    isDoubtful: (attribute) => untaken.has(attribute) || unseen.has(attribute),
    settle,
    untaken(mapping, wanted, held) {
      settle(mapping.target);
      if (hasRoomFor(mapping.target)) untaken.set(mapping.target, hashOf(mapping, wanted, held));
    },
    unseen(attribute) {
      settle(attribute);
      if (hasRoomFor(attribute)) unseen.add(attribute);
    },
    stored: () =>
      untaken.size === 0 && unseen.size === 0
        ? undefined
        : {
            ...(untaken.size > 0 && { untaken: Object.fromEntries(untaken) }),
            ...(unseen.size > 0 && { unseen: [...unseen] }),
          },
  };
}

function hashOf(mapping: CompiledMapping, wanted: Value, held: Value): string {
  const difference = differenceKey(mapping, wanted, held);
  return createHash('sha256').update(difference).digest('base64url').slice(0, HASH_LETTERS);
}
