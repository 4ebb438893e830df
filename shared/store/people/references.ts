/** What a person's references come to for whoever keeps or looks for them. */
import type { Person, WaitingReference } from './people';

/** When the first of them is to be looked at, milliseconds since the epoch; 0: at any time, its person may have an account by now. */
export function dueAt(waiting: readonly WaitingReference[]): number {
  return Math.min(...waiting.map(({ refused }) => refused?.nextAttempt ?? 0));
}

/**
 * Of whom an account is referred to, by source anchor: target anchor of the account that stands in the reference, or was
 * refused in it; empty where these are several. One's own account is one's own matter, and who waits for an account is on
 * that person's list.
 */
export function referredTo({ anchor: own, resolved, waiting }: Person): ReadonlyMap<string, string> {
  const all = [
    ...resolved.map(({ anchor, targetAnchor }) => ({ anchor, to: targetAnchor })),
    ...waiting.flatMap(({ anchor, refused }) => (refused === undefined ? [] : [{ anchor, to: refused.to ?? SEVERAL }])),
  ];
  const found = new Map<string, string>();
  for (const { anchor, to } of all) {
    if (anchor === null || anchor === own) continue;
    found.set(anchor, (found.get(anchor) ?? to) === to ? to : SEVERAL);
  }
  return found;
}

const SEVERAL = '';
