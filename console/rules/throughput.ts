/** Operations over time as bars: added up over jobs, and where each part of a bar stands. Pure. */

/** Operations a step of time by outcome; the last ends at `toDateTime`. */
export interface Steps {
  readonly stepSeconds: number;
  readonly toDateTime: string;
  readonly success: readonly number[];
  readonly skipped: readonly number[];
  readonly warning: readonly number[];
  readonly failure: readonly number[];
}

/** From the bottom of a bar to its top. */
export const OUTCOMES = ['success', 'skipped', 'warning', 'failure'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Bar {
  /** When its step begins, milliseconds since the epoch. */
  readonly from: number;
  readonly total: number;
  readonly parts: Readonly<Record<Outcome, number>>;
}

export function barsOf(steps: Steps): readonly Bar[] {
  const end = Date.parse(steps.toDateTime);
  return steps.success.map((_, index) => {
    const parts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, steps[outcome][index] ?? 0]));
    return {
      from: end - (steps.success.length - index) * steps.stepSeconds * 1_000,
      total: OUTCOMES.reduce((sum, outcome) => sum + (parts[outcome] ?? 0), 0),
      parts: parts as Bar['parts'],
    };
  });
}

/** Of several jobs, step by step from the newest back; those with another length of step are left out. */
export function addUp(all: readonly Steps[]): Steps | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const alike = all.filter(({ stepSeconds }) => stepSeconds === first.stepSeconds);
  const length = Math.max(...alike.map(({ success }) => success.length));
  const sum = (outcome: Outcome) =>
    Array.from({ length }, (_, index) =>
      alike.reduce((total, steps) => total + (steps[outcome][steps[outcome].length - length + index] ?? 0), 0),
    );
  const newest =
    alike
      .map(({ toDateTime }) => toDateTime)
      .sort()
      .at(-1) ?? first.toDateTime;
  return {
    stepSeconds: first.stepSeconds,
    toDateTime: newest,
    success: sum('success'),
    skipped: sum('skipped'),
    warning: sum('warning'),
    failure: sum('failure'),
  };
}

/** The end of the axis: the smallest of 1, 2, 4, 5 times a power of ten that nothing exceeds, and four at the least. */
export function topOf(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((top) => top >= most) ?? most;
}

export const totalOf = (bars: readonly Bar[], outcome: Outcome): number =>
  bars.reduce((sum, { parts }) => sum + parts[outcome], 0);

export const highest = (bars: readonly Bar[]): Bar | undefined =>
  bars.reduce<Bar | undefined>((best, bar) => (bar.total > (best?.total ?? 0) ? bar : best), undefined);

/**
 * How long what waits will take, at the rate of the last whole step: the one behind it is under way.
 *
 * @returns seconds; `undefined` where nothing was done in that step, so that there is no rate to tell it by
 */
export function secondsLeft(steps: Steps, waiting: number): number | undefined {
  const done = barsOf(steps).at(-2)?.total ?? 0;
  return done === 0 ? undefined : (waiting / done) * steps.stepSeconds;
}
