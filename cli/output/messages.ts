/** What is said beside the answer, on stderr: notes, warnings, errors, questions. */
import { createInterface } from 'node:readline/promises';
import type { Failure } from '../exit';
import type { World } from '../world';
import type { Paint } from './style';
import { printable } from './table';

export interface Messages {
  /** Dropped by `-q`. */
  note(text: string): void;
  warn(text: string): void;
  /** Only with `--debug`. */
  debug(text: string): void;
  /**
   * Asks who sits at the terminal.
   * @param otherwise thrown where nobody does: it names the option that answers
   */
  ask(question: string, otherwise: Failure): Promise<string>;
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
}

export interface MessageOptions {
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly paint: Paint;
}

export function createMessages(
  { stdin, stderr, interrupted }: Pick<World, 'stdin' | 'stderr' | 'interrupted'>,
  { quiet, debug, paint }: MessageOptions,
): Messages {
  const canAsk = stdin.isTTY === true && stderr.isTTY === true;
  const say = (text: string) => void stderr.write(`${text}\n`);
  return {
    canAsk,
    note: (text) => {
      if (!quiet) say(text);
    },
    warn: (text) => {
      if (!quiet) say(`${paint('yellow', 'warning:')} ${text}`);
    },
    debug: (text) => {
      if (debug) say(paint('gray', text));
    },
    ask: async (question, otherwise) => {
      if (!canAsk) throw otherwise;
      const terminal = createInterface({ input: stdin, output: stderr });
      try {
        return (await terminal.question(question, { signal: interrupted })).trim();
      } finally {
        terminal.close();
      }
    },
  };
}

/** What went wrong, where, and what to do: three lines; more where there is more (spec/hands.md 1.2). */
export function failureText({ message, place, advice, details }: Failure, paint: Paint): string {
  const lines = [
    `${paint('red', 'error:')} ${printable(message)}`,
    ...details.map((line) => `  ${printable(line)}`),
    ...(place === undefined ? [] : [`  ${printable(place)}`]),
    ...(advice ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for programs: the last line on stderr. */
export function failureJson({ code, message, place, advice, details, exit }: Failure): string {
  return `${JSON.stringify({
    kind: 'muster.error/1',
    code,
    message,
    place: place ?? null,
    advice: advice ?? null,
    details,
    exit,
  })}\n`;
}
