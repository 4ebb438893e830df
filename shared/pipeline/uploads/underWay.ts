/** What is under way is not old, however long it has been (a job may be paused for months): retention leaves it alone. */
import type { IntakeState } from '../../store/uploads/intake';

export interface UnderWay {
  /** Everything numbered below has its entry. */
  readonly from: number;
  /** When the oldest cycle that is not over was opened, milliseconds since the epoch; infinite when there is none. */
  readonly since: number;
}

/** @param state `undefined`: nothing was ever accepted */
export function underWay(state: IntakeState | undefined): UnderWay {
  if (state === undefined) return { from: 0, since: Number.POSITIVE_INFINITY };
  const cycles = [...state.full, ...(state.cycle === null ? [] : [state.cycle])];
  return {
    from: Math.min(state.next, ...cycles.map(({ first }) => first)),
    since: Math.min(Number.POSITIVE_INFINITY, ...cycles.map(({ openedAt }) => openedAt)),
  };
}
