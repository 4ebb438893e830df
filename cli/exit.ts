/** How a command ends: exit codes, a contract with scripts, and the failures that lead to them (spec/hands.md 1.2). */

export const EXIT = {
  done: 0,
  /** The command failed, or at least one row did. */
  failed: 1,
  /** Wrong use, input that cannot be read, a mapping nobody has confirmed. */
  usage: 2,
  /** There are differences; only where `--exit-code` asks for it. */
  differs: 3,
  /** Not signed in, or without the role. */
  notAllowed: 4,
  /** A guard says no: the deletion guard, too many leavers, a file that shrank. */
  guarded: 5,
  /** Sent, and not all of it settled; or resumable. */
  unsettled: 6,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface FailureOptions extends ErrorOptions {
  /** For programs: stable. */
  readonly code?: string;
  /** Where: `people.csv:17`, an option, a URL. */
  readonly place?: string | undefined;
  /** What to do. */
  readonly advice?: string | undefined;
  /** What else is wrong, one line each. */
  readonly details?: readonly string[];
}

/** The end of a command: thrown anywhere, told once, by `main.ts`. */
export class Failure extends Error {
  readonly exit: ExitCode;
  readonly code: string;
  readonly place: string | undefined;
  readonly advice: string | undefined;
  readonly details: readonly string[];

  constructor(exit: ExitCode, message: string, { code, place, advice, details = [], ...options }: FailureOptions = {}) {
    super(message, options);
    this.name = 'Failure';
    this.exit = exit;
    this.code = code ?? CODES[exit];
    this.place = place;
    this.advice = advice;
    this.details = details;
  }
}

const CODES: Readonly<Record<ExitCode, string>> = {
  0: 'Done',
  1: 'Failed',
  2: 'Usage',
  3: 'Differs',
  4: 'NotAllowed',
  5: 'Guarded',
  6: 'Unsettled',
  130: 'Interrupted',
};

export const usage = (message: string, options: FailureOptions = {}) => new Failure(EXIT.usage, message, options);

export const interrupted = () => new Failure(EXIT.interrupted, 'Interrupted.');

/** @returns what went wrong, of anything that may be thrown */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
