/**
 * How long a create may take until it leaves. It is protected by a claim that runs out; sent after that, it could double an
 * account that somebody else has created meanwhile (I3).
 */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * Begins to count.
 *
 * @param patience absent where creates need no protection
 * @param late what kept it, as a clause: `No domain controller was reached in time`
 * @returns to be called when it is about to leave
 * @throws {ProvisioningError} from what is returned: TooManyRequests when it is too late, to be tried again at once
 */
export function leavesInTime(patience: Patience | undefined, late: string): () => void {
  if (patience === undefined) return () => undefined;
  const { clock, ms } = patience;
  const since = clock.now();
  return () => {
    if (clock.now() - since <= ms) return;
    const message = `${late}: within ${Math.round(ms / 1_000)} s the create did not leave. Nothing was changed.`;
    throw new ProvisioningError('TooManyRequests', message, { retryAfterMs: 1_000 });
  };
}
