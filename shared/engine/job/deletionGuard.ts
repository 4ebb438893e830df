/**
 * The guard against accidental deletion (spec/engine.md 8, design I5): what a cycle is about to delete or disable is held
 * until it is known how much that is. At or below the threshold it runs; above, none of it does, until an administrator
 * says so.
 */

export interface GuardSettings {
  readonly enabled: boolean;
  /** Deletes and disables of one cycle that may run; more trip the guard. */
  readonly mostCount: number;
  /** The same as a share of the people who have an account, 0 to 100; `null`: not looked at. */
  readonly mostPercent: number | null;
  /** How long a deletion is held, so that a mass deletion is seen whole, milliseconds. */
  readonly settleMs: number;
  /** Where a cycle takes no more than so many away, none of them is held for that long; 0: all of them are. */
  readonly mostAtOnce: number;
}

/** What one cycle has come to. */
export interface GuardCount {
  /** Deletes and disables carried out in this cycle. */
  readonly done: number;
  /** Held now, and still to be judged. */
  readonly held: number;
  /** Held back in an earlier round: a mass deletion that takes longer than one round is seen whole all the same. */
  readonly staged: number;
  /** People of the job who have an account. */
  readonly linked: number;
}

export type GuardVerdict =
  | { readonly kind: 'within' }
  /**
   * @property count all that the cycle would come to
   * @property reason a sentence for the log, the mail and the job's status
   */
  | { readonly kind: 'tripped'; readonly count: number; readonly reason: string };

/** More than the threshold trips; the threshold itself does not (spec/engine.md 0.2, C6). */
export function judgeDeletions({ done, held, staged, linked }: GuardCount, settings: GuardSettings): GuardVerdict {
  const count = done + held + staged;
  if (!settings.enabled || held === 0) return { kind: 'within' };
  if (count > settings.mostCount) {
    return tripped(
      count,
      `${count} accounts would be deleted or disabled in one cycle; the threshold is ${settings.mostCount}.`,
    );
  }
  const { mostPercent } = settings;
  if (mostPercent !== null && linked > 0 && (count * 100) / linked > mostPercent) {
    const percent = Math.round((count * 1_000) / linked) / 10;
    return tripped(
      count,
      `${count} of ${linked} accounts (${percent} %) would be deleted or disabled in one cycle; the threshold is ${mostPercent} %.`,
    );
  }
  return { kind: 'within' };
}

/** All that the cycle has come to counts, so that never more than so many are let go unsettled. */
export function maySkipSettling({ done, held, staged }: GuardCount, { mostAtOnce }: GuardSettings): boolean {
  return done + held + staged <= mostAtOnce;
}

function tripped(count: number, reason: string): GuardVerdict {
  return { kind: 'tripped', count, reason };
}
