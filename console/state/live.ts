/** Facts that any page may tell and the frame shows: whether the service answers, and what a screen reader should hear. */
import { signal } from '@preact/signals';

/** Since when nobody answers, milliseconds since the epoch; `undefined`: somebody does. */
export const unreachableSince = signal<number | undefined>(undefined);

export function tellReach(reached: boolean): void {
  if (reached) unreachableSince.value = undefined;
  else unreachableSince.value ??= Date.now();
}

/** Why nobody is signed in at this tab any more; `undefined`: somebody is. */
export const signInEnding = signal<'expired' | 'signedOutElsewhere' | undefined>(undefined);

export function tellEnding(ending: 'expired' | 'signedOutElsewhere'): void {
  signInEnding.value ??= ending;
}

/** The one polite live region. */
export const announcement = signal('');

const LEAST_BETWEEN_MS = 10_000;
let lastAt = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** What comes more often than every ten seconds is told as its last (spec/console.md 5). */
export function announce(text: string, isUrgent = false): void {
  clearTimeout(waiting);
  const tell = () => {
    lastAt = Date.now();
    announcement.value = text;
  };
  const left = lastAt + LEAST_BETWEEN_MS - Date.now();
  if (isUrgent || left <= 0) tell();
  else waiting = setTimeout(tell, left);
}
