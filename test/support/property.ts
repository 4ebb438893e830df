/**
 * Fast-check as tests use it: a property that fails prints its seed, and so does one that takes too long, which Jest would
 * cut off without a word. `FC_SEED=… npx jest …` replays it.
 */
import fc from 'fast-check';
import { PROPERTY_MS } from './patience';

const { FC_SEED } = process.env;

fc.configureGlobal({
  interruptAfterTimeLimit: PROPERTY_MS,
  markInterruptAsFailure: true,
  ...(FC_SEED !== undefined && { seed: Number(FC_SEED) }),
});

/** A unit of texts: any code point but halves of a character, as fast-check's `binary`, which makes a table of a million entries each time. */
export const anyCharacter = fc
  .nat({ max: 0x10ffff - 0x800 })
  .map((place) => String.fromCodePoint(place < 0xd800 ? place : place + 0x800));

export default fc;
