/** The job says which target attributes are written back, so that attempts note them without asking anybody. */
import { attributesRead } from '../../../outlets/writeback/values';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';

/** @param coming outlets that are about to be saved: what they read is noted before they are there */
export async function keepReads(
  jobId: string,
  coming: readonly Outlet[],
  { jobs, contexts, outlets }: Needs<'jobs' | 'contexts' | 'outlets'>,
): Promise<void> {
  const all = [...(await outlets.list(jobId)).map(({ outlet }) => outlet), ...coming];
  const reads = attributesRead(
    all.flatMap(({ definition: { writeback } }) => writeback?.map ?? []).map((one) => [one]),
  );
  await jobs.change(jobId, (job) => {
    const { writesBack: before = [], ...rest } = job;
    if (before.join('\n') === reads.join('\n')) return undefined;
    return reads.length === 0 ? rest : { ...rest, writesBack: reads };
  });
  contexts.forget(jobId);
}
