/** What an upload came to, in numbers. */
import type { OperationReceipt } from './readReceipt';
import type { Outcome } from './sequels';

export const finalOf = ({ outcome, sequel }: OperationReceipt): Outcome | undefined => sequel?.latest ?? outcome;

/** Each operation counts once, as what it came to. */
export function countOutcomes(operations: readonly OperationReceipt[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { success: 0, failure: 0, skipped: 0, warning: 0, held: 0, waiting: 0 };
  for (const operation of operations) {
    const state = finalOf(operation)?.entry.status ?? (operation.isHeld ? 'held' : 'waiting');
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
