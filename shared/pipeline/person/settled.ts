/** What an attempt that ended without trouble settles: what was owed to the account, and what the scope took of it or gives back. */
import { NOTHING_OWED, type Owed, remembering } from '../../engine/person/owed';
import type { Person } from '../../store/people/people';
import type { Story } from './story';

interface Ending {
  readonly hasAccount: boolean;
  /** Whether the target was written. */
  readonly written: boolean;
  /** Everything that the attempt was about is as it should be. */
  readonly isPaid: boolean;
}

export function settledAfter(
  story: Story,
  { hasAccount, written, isPaid }: Ending,
): Partial<Pick<Person, 'owed' | 'paid' | 'outOfScope' | 'disabledByScope'>> {
  const { isOut, run, stored } = story;
  const { person, saved } = stored;
  return {
    // Whoever is out of scope is owed nothing: all that was ever said flows when the person comes back.
    ...((isPaid || isOut) && { owed: NOTHING_OWED }),
    ...(isPaid && { paid: remembering(person.paid, takenOver(saved), run.clock.now()) }),
    outOfScope: hasAccount && (isOut || (!isPaid && person.outOfScope)),
    ...accessByScope(story, written, isPaid),
  };
}

/** What was owed by others. Whoever was known and had no account is owed all that was said, by no name (`attempt.ts`). */
const takenOver = ({ link, data, owed }: Person): Owed => (link === null && data !== null ? 'all' : owed);

function accessByScope(
  { isOut, trail, stored: { person } }: Story,
  written: boolean,
  isPaid: boolean,
): Pick<Person, 'disabledByScope'> {
  if (isOut) return written && trail.action === 'disable' ? { disabledByScope: true } : {};
  return isPaid && person.disabledByScope === true ? { disabledByScope: false } : {};
}
