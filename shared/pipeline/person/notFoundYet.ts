/**
 * An account that is gone, or only not to be seen yet. A target whose replicas lag answers "not found" for moments after an account was made
 * or brought back. The process that wrote it remembers (`targets/graph/recentWrites.ts`); another instance knows it from the row: each write
 * ends in an entry, and the row tells when the newest was.
 *
 * Bounded: from the first failure on its own time counts and not the newest entry's, which each further failure would renew. So an
 * account that somebody deleted is known to be gone after twice the lag at most.
 */
import { ProvisioningError } from '../../errors';
import { packAt } from '../../store/people/entryPacks';
import type { Person } from '../../store/people/people';
import type { TargetCapabilities } from '../../targets/target';
import type { Story } from './story';

/** @param now milliseconds since the epoch */
export function mayNotShowYet(
  { escrow, history: { packs } }: Pick<Person, 'escrow' | 'history'>,
  { readLagMs = 0 }: Pick<TargetCapabilities, 'readLagMs'>,
  now: number,
): boolean {
  const [newest] = packs;
  const since = escrow?.firstFailureAt ?? (newest === undefined ? undefined : packAt(newest));
  return since !== undefined && now < since + readLagMs;
}

/** @returns a bad moment instead of InvalidAnchor where it may be no more than that; whatever else as it is */
export function unlessTooSoon({ stored, run }: Story, error: unknown): unknown {
  if (!(error instanceof ProvisioningError) || error.code !== 'InvalidAnchor') return error;
  const { target, systems } = run.context;
  if (!mayNotShowYet(stored.person, target.capabilities, run.clock.now())) return error;
  const message = `The account was written moments ago and ${systems.target} does not show it yet. Nothing was changed.`;
  return new ProvisioningError('EndpointUnavailable', message, { cause: error });
}
