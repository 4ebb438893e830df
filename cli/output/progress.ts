/** How far a command is, on stderr: one line repainted on a terminal, a line now and then elsewhere (spec/hands.md 1.2). */
import type { World } from '../world';
import { elapsed } from './numbers';

export interface Step {
  readonly done: number;
  readonly of: number;
  /** For people: `sent 400 of 1,000 · settled 350`. */
  readonly text: string;
}

export interface Progress {
  show(step: Step): void;
  /** Shows the last step once more, to stay. */
  end(): void;
}

/** `lines`: no terminal; `json`: for programs. */
export type ProgressKind = 'terminal' | 'lines' | 'json' | 'none';

const REPAINT_MS = 200;
const LINE_MS = 10_000;
const ERASE = '\r\u001b[K';

export function createProgress(kind: ProgressKind, { stderr, now }: Pick<World, 'stderr' | 'now'>): Progress {
  if (kind === 'none') return { show: () => undefined, end: () => undefined };
  const began = now();
  const every = kind === 'terminal' ? REPAINT_MS : LINE_MS;
  let shownAt = kind === 'terminal' ? Number.NEGATIVE_INFINITY : began;
  let last: Step | undefined;
  const paint = (step: Step, stays: boolean) => {
    shownAt = now();
    stderr.write(lineOf(kind, step, now() - began, stays));
  };
  return {
    show: (step) => {
      last = step;
      if (now() - shownAt >= every) paint(step, false);
    },
    end: () => {
      if (last !== undefined) paint(last, true);
      last = undefined;
    },
  };
}

function lineOf(kind: Exclude<ProgressKind, 'none'>, { done, of, text }: Step, ms: number, stays: boolean): string {
  if (kind === 'json') return `${JSON.stringify({ done, of, etaSeconds: etaSeconds(done, of, ms) })}\n`;
  const line = `  ${text} · ${elapsed(ms)}`;
  if (kind === 'lines') return `${line}\n`;
  return `${ERASE}${line}${stays ? '\n' : ''}`;
}

/** @returns `null` while nothing is done that it could be told from */
export function etaSeconds(done: number, of: number, ms: number): number | null {
  if (done <= 0) return null;
  return Math.round(((of - done) * ms) / done / 1_000);
}
