/** How long a deletion that settles is held yet (docs/operations.md, *The deletion guard*). */

/**
 * @param now milliseconds since the epoch
 * @returns whole seconds; 0: it runs with the next round of the timer in which all that came before it is done
 */
export function settlesIn(heldSince: string, settleSeconds: number, now: number): number {
  const left = Date.parse(heldSince) + settleSeconds * 1_000 - now;
  return Math.max(0, Math.ceil(left / 1_000));
}
