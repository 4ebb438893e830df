/** Whatever an envelope holds, it is refused whole, with a reason, or accepted and answered operation by operation. */
import { fuzzEnvelopes } from '../../support/fuzzEnvelopes';

const ENVELOPES = 1_000;

test(`of ${ENVELOPES} mutated envelopes each is refused, or ends in the log whole`, async () => {
  const { accepted, wrong } = await fuzzEnvelopes(1, ENVELOPES);
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(ENVELOPES / 4);
});
