/** Uploads that hold what storage finds hard, from acceptance to the log, on a real emulator. */
import type { Emulator } from '../../../local/emulator';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import { startTestEmulator } from '../../support/emulator';
import { fuzzEnvelopes } from '../../support/fuzzEnvelopes';
import { createWorkbenchOn, person, type Workbench } from '../../support/workbench';

/** `npm run long -- envelopes emulator` sends ten thousand. */
const ENVELOPES = 200;

let emulator: Emulator;
let bench: Workbench<Storage>;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bench = await createWorkbenchOn(() => createStorage(emulator));
});
afterAll(() => emulator?.stop());

test('somebody named with a line separator is provisioned between good neighbours', async () => {
  await bench.upload([person('a'), person('nb\u2028evil', { userName: 'nbevil@adatum.example' }), person('b')]);
  await bench.drain();
  const log = await bench.log();
  expect(log.map(({ entry }) => entry.status)).toEqual(['success', 'success', 'success']);
});

test(`of ${ENVELOPES} mutated envelopes each is refused, or ends in the log whole`, async () => {
  const { accepted, wrong } = await fuzzEnvelopes(bench, 1, ENVELOPES);
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(ENVELOPES / 4);
});
