/** Sends mutated envelopes to a Muster in memory, and tells what became of them: refused whole, or answered operation by operation. */
import { GraphError } from '../../shared/api/http/graphError';
import { parseUpload } from '../../shared/api/uploads/bulkUpload';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import { mutatedEnvelope } from './mutatedEnvelopes';
import { createWorkbench, JOB_ID, type Workbench } from './workbench';

export interface Fuzzed {
  /** Operations that were accepted. */
  readonly accepted: number;
  /** What should not have happened, a line each. */
  readonly wrong: readonly string[];
}

const TOGETHER = 50;

/** @param first seed of the first of `count` envelopes, in one job */
export async function fuzzEnvelopes(first: number, count: number): Promise<Fuzzed> {
  const bench = await createWorkbench();
  const accepted: number[] = [];
  const wrong: string[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      accepted.push(...(await send(seed, bench)));
    } catch (error) {
      wrong.push(`envelope ${seed} is neither refused nor accepted: ${String(error)}`);
    }
    if (seed % TOGETHER === 0) await bench.drain();
  }
  await bench.supervise(3);
  const answered = new Set<number>();
  for await (const pack of bench.services.house.packs.read(JOB_ID, {})) {
    for (const { operation } of pack.entries()) answered.add(operation?.sequence ?? 0);
  }
  for (const sequence of accepted) if (!answered.has(sequence)) wrong.push(`number ${sequence} has no entry`);
  const next = (await bench.services.house.intake.read(JOB_ID))?.state.next;
  if (next !== accepted.length + 1)
    wrong.push(`${accepted.length} operations were accepted, the next number is ${next}`);
  return { accepted: accepted.length, wrong };
}

/** @returns the numbers of the operations that were accepted */
async function send(seed: number, { services }: Workbench): Promise<readonly number[]> {
  const bytes = Buffer.from(mutatedEnvelope(seed));
  let body: unknown;
  try {
    body = parseUpload(bytes, null);
  } catch (error) {
    if (error instanceof GraphError) return []; // 400
    throw error;
  }
  const verdict = await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: undefined }, services.house);
  if (verdict.kind === 'accepted') return verdict.upload.operations.map((_, index) => verdict.upload.first + index);
  if (verdict.faults.length === 0) throw new Error('It was refused without a reason.');
  return [];
}
