/** Sends mutated envelopes to a workbench, and tells what became of them: refused whole, or answered operation by operation. */
import { GraphError } from '../../shared/api/http/graphError';
import { parseUpload } from '../../shared/api/uploads/bulkUpload';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import type { Storage } from '../../shared/store/azure/connection';
import { mutatedEnvelope } from './mutatedEnvelopes';
import { JOB_ID, type Workbench } from './workbench';

export interface Fuzzed {
  /** Operations that were accepted. */
  readonly accepted: number;
  /** What should not have happened, a line each. */
  readonly wrong: readonly string[];
}

const TOGETHER = 50;
/** What storage refuses is tried for ten minutes and a little, by rounds of 15 s, before it is told. */
const MOST_ROUNDS = 60;

/**
 * @param first seed of the first of `count` envelopes, in one job
 * @param onProgress told after every fifty how many are through
 */
export async function fuzzEnvelopes(
  bench: Workbench<Storage>,
  first: number,
  count: number,
  onProgress: (sent: number) => void = () => undefined,
): Promise<Fuzzed> {
  const accepted: number[] = [];
  const wrong: string[] = [];
  const before = await nextNumber(bench);
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      accepted.push(...(await send(seed, bench)));
    } catch (error) {
      wrong.push(`envelope ${seed} is neither refused nor accepted: ${String(error)}`);
    }
    if ((seed - first + 1) % TOGETHER === 0) {
      await bench.drain();
      onProgress(seed - first + 1);
    }
  }
  let open: readonly number[] = accepted;
  for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round += 1) {
    await bench.supervise();
    const answered = await answeredNumbers(bench);
    open = accepted.filter((sequence) => !answered.has(sequence));
  }
  for (const sequence of open) wrong.push(`number ${sequence} has no entry`);
  const taken = (await nextNumber(bench)) - before;
  if (taken !== accepted.length) wrong.push(`${accepted.length} operations were accepted, ${taken} numbers taken`);
  return { accepted: accepted.length, wrong };
}

async function nextNumber({ services }: Workbench<Storage>): Promise<number> {
  return (await services.house.intake.read(JOB_ID))?.state.next ?? 1;
}

async function answeredNumbers({ services }: Workbench<Storage>): Promise<ReadonlySet<number>> {
  const answered = new Set<number>();
  for await (const pack of services.house.packs.read(JOB_ID, {})) {
    for (const { operation } of pack.entries()) answered.add(operation?.sequence ?? 0);
  }
  return answered;
}

/** @returns the numbers of the operations that were accepted */
async function send(seed: number, { services }: Workbench<Storage>): Promise<readonly number[]> {
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
