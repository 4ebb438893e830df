/**
 * The invocation that the running work belongs to. A line that is logged through it has the host's level and operation id; a
 * line on stderr has neither, and the host guesses its level from the words in it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields, Logger } from '../ports';

/** As much of the library's `InvocationContext` as is asked for. */
export interface Invocation {
  info(...args: unknown[]): void;
  warn(...args: unknown[]): void;
  error(...args: unknown[]): void;
  readonly traceContext?: { readonly traceParent?: string | undefined } | undefined;
}

const running = new AsyncLocalStorage<Invocation>();

export const withinInvocation = <T>(invocation: Invocation, work: () => T): T => running.run(invocation, work);

/** The trace that the host has begun for it. */
export const traceOfHost = (invocation: Invocation): string | undefined => invocation.traceContext?.traceParent;

/** By it the host tells a worker's own lines from those of whatever else writes on its stderr. */
const PREFIX = 'LanguageWorkerConsoleLog';

type Level = 'info' | 'warn' | 'error';

/**
 * One JSON object a line; where there is no invocation, on stderr: stdout belongs to programs that read us.
 *
 * @param isHosted whether the deployed host reads that stderr
 */
export function createInvocationLogger(
  isHosted: boolean,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Logger {
  const log =
    (level: Level) =>
    (message: string, fields: LogFields = {}) => {
      const invocation = running.getStore();
      if (invocation === undefined)
        write(
          `${isHosted ? PREFIX : ''}${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`,
        );
      else invocation[level](JSON.stringify({ message, ...fields }));
    };
  return { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') };
}
