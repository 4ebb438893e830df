/** Whose trouble it is when storage does not take something. */
import { StoreUnavailable } from '../../store/contract/table';
import type { Needs } from '../ports';

/** Storage is out of reach altogether: nobody's own trouble, and over when it is over. */
export async function isOutage(
  error: unknown,
  jobId: string,
  anchor: string,
  { ledger }: Needs<'ledger'>,
): Promise<boolean> {
  return error instanceof StoreUnavailable && !(await ledger.answers(jobId, anchor));
}
