/**
 * Log lines for a person at a terminal, or one JSON object a line for programs; never the two mixed. Nothing is redacted here:
 * callers pass nothing that would have to be.
 */
import { styleText } from 'node:util';
import type { LogFields, Logger } from '../shared/ports';

export interface ConsoleLoggerOptions {
  /** Takes text that ends in a line break. */
  write(text: string): void;
  now(): Date;
  /** Whether the terminal shows colours. */
  readonly colour: boolean;
  /** Whether debug lines are shown. */
  readonly verbose: boolean;
  /** Lines of JSON, for programs. */
  readonly json?: boolean;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

const COLOURS = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const;

export function createConsoleLogger({ write, now, colour, verbose, json = false }: ConsoleLoggerOptions): Logger {
  const log =
    (level: Level) =>
    (given: string, more: LogFields = {}) => {
      const { message, fields } = unwrapped(given, more);
      if (json) {
        write(`${JSON.stringify({ time: now().toISOString(), level, message, ...fields })}\n`);
        return;
      }
      const time = now().toISOString().slice(11, 23);
      const label = colour ? styleText(COLOURS[level], level.padEnd(5), { validateStream: false }) : level.padEnd(5);
      write(`${time} ${label} ${message}${formatFields(fields)}\n`);
    };
  return {
    debug: verbose ? log('debug') : () => undefined,
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
  };
}

/** What a function logs comes as JSON, as the deployed host takes it: a sentence and its facts. */
export function unwrapped(given: string, more: LogFields): { readonly message: string; readonly fields: LogFields } {
  if (!given.startsWith('{')) return { message: given, fields: more };
  try {
    const { message, ...facts } = JSON.parse(given) as Record<string, unknown>;
    if (typeof message === 'string') return { message, fields: { ...facts, ...more } as LogFields };
  } catch {
    // It only begins like JSON.
  }
  return { message: given, fields: more };
}

/** Short values behind the message; what has several lines, such as a stack, below it. */
function formatFields(fields: LogFields): string {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  const isLong = (value: unknown) => String(value).includes('\n');
  const short = entries.filter(([, value]) => !isLong(value)).map(([name, value]) => `${name}=${value}`);
  const long = entries
    .filter(([, value]) => isLong(value))
    .map(([, value]) => `\n  ${String(value).replaceAll('\n', '\n  ')}`);
  return `${short.length > 0 ? `  ${short.join(' ')}` : ''}${long.join('')}`;
}
