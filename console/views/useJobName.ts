/** What a job is called, for titles; its id until that is known. */
import { readOverview } from '../api/overview';
import { useAnswer } from '../state/query';
import { useService } from '../state/service';

export function useJobName(jobId: string): string {
  const { client } = useService();
  const overview = useAnswer({ key: ['overview'], load: (signal) => readOverview(client, signal) });
  return overview.data?.value.find((job) => job.jobId === jobId)?.displayName ?? jobId;
}
