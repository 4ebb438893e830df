/** Which mutants stand for the others. */
import { createHash } from 'node:crypto';

/** Whether one in `oneIn` is this one, by its number in the folder: by chance, because mutants come in pairs, and always the same. */
export function isDrawn(id, { oneIn, seed }) {
  return createHash('sha256').update(`${seed} ${id}`).digest().readUInt32BE() % oneIn === 0;
}
