/** Whatever an envelope holds, it is refused whole, with a reason, or accepted and answered operation by operation. */

import { GraphError } from '../../../shared/api/http/graphError';
import { parseUpload } from '../../../shared/api/uploads/bulkUpload';
import { acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import { mutatedEnvelope } from '../../support/mutatedEnvelopes';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

const ENVELOPES = 1_000;
const TOGETHER = 50;

/** @returns the numbers of the operations that were accepted */
async function send(seed: number, bench: Workbench): Promise<readonly number[]> {
  const bytes = Buffer.from(mutatedEnvelope(seed));
  let body: unknown;
  try {
    body = parseUpload(bytes, null);
  } catch (error) {
    expect(error).toBeInstanceOf(GraphError); // 400
    return [];
  }
  const verdict = await acceptBulkUpload(
    { jobId: JOB_ID, body, bytes, clientRequestId: undefined },
    bench.services.house,
  );
  if (verdict.kind === 'accepted') return verdict.upload.operations.map((_, index) => verdict.upload.first + index);
  expect(verdict.faults.length).toBeGreaterThan(0);
  return [];
}

test(`of ${ENVELOPES} mutated envelopes each is refused, or ends in the log whole`, async () => {
  const bench = await createWorkbench();
  const accepted: number[] = [];
  for (let seed = 1; seed <= ENVELOPES; seed += 1) {
    accepted.push(...(await send(seed, bench)));
    if (seed % TOGETHER === 0) await bench.drain();
  }
  await bench.supervise(3);
  const answered = new Set<number>();
  for await (const pack of bench.services.house.packs.read(JOB_ID, {})) {
    for (const { operation } of pack.entries()) answered.add(operation?.sequence ?? 0);
  }
  expect(accepted.filter((sequence) => !answered.has(sequence))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(ENVELOPES / 4);
  expect((await bench.services.house.intake.read(JOB_ID))?.state.next).toBe(accepted.length + 1);
});
