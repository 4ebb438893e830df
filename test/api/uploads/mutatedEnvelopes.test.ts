/** Whatever an envelope holds, it is refused whole, with a reason, or accepted and answered operation by operation. */
import { fuzzEnvelopes } from '../../support/fuzzEnvelopes';
import { createWorkbench } from '../../support/workbench';

const ENVELOPES = 1_000;

test(`of ${ENVELOPES} mutated envelopes each is refused, or ends in the log whole`, async () => {
  const { accepted, wrong } = await fuzzEnvelopes(await createWorkbench(), 1, ENVELOPES);
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(ENVELOPES / 4);
});
