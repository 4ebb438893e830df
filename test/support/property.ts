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

export default fc;
