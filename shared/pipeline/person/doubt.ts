/**
 * A write that failed without a word whether it happened. The target may have done it, or may do it yet, after the next
 * look found nothing: then a second account is made (I3), or old data comes over new (I4). So its person is claimed in
 * nobody's name for as long as that may be, and whoever is next waits.
 */
import { ProvisioningError } from '../../errors';
import type { Claim, Person } from '../../store/people/people';
import type { Run } from './run';
import type { Story } from './story';

const NOBODY = '';

interface Doubtful extends Pick<Story, 'inDoubt'> {
  readonly run: Pick<Run, 'clock' | 'claimMs' | 'doubts'>;
  readonly stored: { readonly person: Pick<Person, 'anchor'> };
}

/** What was throttled, or refused for what it says, certainly did not happen. */
export function noteDoubt(story: Doubtful, error: unknown): void {
  const isCertain =
    error instanceof ProvisioningError && (error.category !== 'transient' || error.code === 'TooManyRequests');
  if (isCertain) return;
  const { run, stored } = story;
  story.inDoubt = true;
  run.doubts.set(stored.person.anchor, run.clock.now() + run.claimMs);
}

interface Ending {
  readonly inDoubt: boolean;
  readonly run: Pick<Run, 'clock' | 'claimMs'>;
}

/** The claim that an attempt leaves behind: none, unless it ended in doubt. */
export function claimAfter({ inDoubt, run }: Ending): Claim | null {
  return inDoubt ? { by: NOBODY, until: run.clock.now() + run.claimMs } : null;
}

/**
 * An expired claim is nobody's any more: its worker died, and what it may have created is found by matching.
 *
 * @returns until when whoever comes to the person has to wait, milliseconds since the epoch
 */
export function busyUntil(
  { anchor, claim }: Person,
  { worker, clock, doubts }: Pick<Run, 'worker' | 'clock' | 'doubts'>,
): number | undefined {
  const claimed = claim === null || claim.by === worker ? 0 : claim.until;
  const until = Math.max(claimed, doubts.get(anchor) ?? 0);
  return until > clock.now() ? until : undefined;
}
