/** What came of a test of the saved connection is kept with the job: whoever looks next wants to know, and need not try anew. */
import { ProvisioningError } from '../../errors';
import type { ConnectionTest } from '../../store/jobs/jobs';
import type { Needs } from '../ports';

/**
 * @param test tries the connection
 * @throws what `test` throws; a fault of the service's own is no word of the target, and is not kept
 */
export async function noteConnectionTest(
  jobId: string,
  test: () => Promise<unknown>,
  { jobs, clock }: Needs<'jobs' | 'clock'>,
): Promise<void> {
  const note = async (error: ConnectionTest['error']) => {
    const connectionTest = { at: clock.now(), error };
    await jobs.change(jobId, (job) => ({ ...job, connectionTest }));
  };
  try {
    await test();
  } catch (error) {
    if (error instanceof ProvisioningError) await note({ code: error.code, message: error.message });
    throw error;
  }
  await note(null);
}
