/** The way to a job's target, for whoever waits for an answer. */
import { ProvisioningError } from '../../errors';
import type { JobContext, JobContexts } from '../../pipeline/jobContext';
import { GraphError, serviceUnavailable } from '../http/graphError';

const RETRY_TARGET_SECONDS = 60;

/** @throws {GraphError} as `askTarget` */
export async function reach(jobId: string, contexts: JobContexts): Promise<JobContext> {
  const context = await askTarget(() => contexts.get(jobId));
  if (context === undefined) throw new Error(`The job ${jobId} was removed while it was asked about.`);
  return context;
}

/** @throws {GraphError} 503 while the target, or its agent, has a bad moment; 400 in its words for what must be put right */
export async function askTarget<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.category === 'transient') throw serviceUnavailable(RETRY_TARGET_SECONDS, { cause: error });
    throw new GraphError(400, error.code, error.message, { cause: error });
  }
}
