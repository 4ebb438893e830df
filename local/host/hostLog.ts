/** Where log lines of the host and of the functions meet: the logger, and the bundle's own log hooks. */
import { inspect, types } from 'node:util';
import type { LogFields, Logger } from '../../shared/ports';
import type { LogCategory, LogLevel } from './core/contract';
import type { Registry } from './core/registry';

export interface WorkerLine {
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export interface HostLog {
  /** A line of the host's own. */
  host(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: LogFields): void;
  /** A line of a function or of the library. */
  worker(line: WorkerLine): void;
}

export function createHostLog(logger: Logger, registry: Registry): HostLog {
  return {
    host: (level, message, fields) => logger[level](message, fields),
    worker(line) {
      // A hook may change level and text, so it gets an object of its own and is asked before the line is written.
      const context = { hookData: {}, level: line.level, message: line.message, category: line.category };
      registry.runLogHooks(context);
      const method = methodFor(context.level);
      if (method === undefined) return;
      const { functionName, invocationId } = line;
      logger[method](context.message, {
        ...(functionName === undefined ? {} : { function: functionName }),
        ...(invocationId === undefined ? {} : { invocationId }),
      });
    },
  };
}

function methodFor(level: LogLevel): keyof Logger | undefined {
  const methods: Readonly<Record<LogLevel, keyof Logger | undefined>> = {
    trace: 'debug',
    debug: 'debug',
    information: 'info',
    warning: 'warn',
    error: 'error',
    critical: 'error',
    none: undefined,
  };
  return methods[level];
}

/** Stack and causes of anything that was thrown. */
export function describeError(error: unknown): string {
  return types.isNativeError(error) ? inspect(error, { depth: 3 }) : `Thrown: ${inspect(error)}`;
}
