/** host.json: the settings of it that the development host honours; the rest (logging, say) is left unread. */
import { readFileSync } from 'node:fs';
import { parseTimeSpan } from './timeSpan';

export interface QueueSettings {
  /** Messages asked for at once, 1 to 32. */
  readonly batchSize: number;
  /** With this many or fewer messages in work, the next batch is asked for. */
  readonly newBatchThreshold: number;
  /** Tries before a message goes to the poison queue. */
  readonly maxDequeueCount: number;
  /** How long a message stays hidden after a failed try, milliseconds. */
  readonly visibilityTimeoutMs: number;
  /** Longest pause between two looks at an empty queue, milliseconds. */
  readonly maxPollingIntervalMs: number;
}

export interface HostSettings {
  /** In front of every route; may be empty. */
  readonly routePrefix: string;
  /** Milliseconds a function may run; `undefined`: no limit. */
  readonly functionTimeoutMs: number | undefined;
  /** Which releases of the extension bundle, as a range; `undefined`: none, and with it nothing but HTTP and timers. */
  readonly extensionBundle: string | undefined;
  readonly queues: QueueSettings;
}

/** The Functions host's own defaults. */
const DEFAULTS = {
  routePrefix: 'api',
  functionTimeout: '00:30:00',
  batchSize: 16,
  maxDequeueCount: 5,
  visibilityTimeout: '00:00:00',
  maxPollingInterval: '00:01:00',
} as const;

/** What brings queue triggers to functions that are not .NET, and its releases that Flex Consumption takes. */
const BUNDLE = {
  id: 'Microsoft.Azure.Functions.ExtensionBundle',
  version: /^\[4\.(?:\*|\d+\.\d+), 5\.0\.0\)$/,
} as const;

export class HostJsonError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`host.json cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'HostJsonError';
    this.faults = faults;
  }
}

/** @throws {HostJsonError} with every fault; also when the file cannot be read */
export function readHostJson(path: string): HostSettings {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostJsonError([
      `${path} must be a readable JSON file: ${error instanceof Error ? error.message : error}`,
    ]);
  }
  return parseHostJson(value);
}

/** @throws {HostJsonError} with every fault */
export function parseHostJson(value: unknown): HostSettings {
  const faults: string[] = [];
  const reader = new Reader(value, faults);

  if (reader.at('version') !== '2.0') reader.fault('version', 'must be "2.0"');
  const encoding = reader.at('extensions.queues.messageEncoding');
  if (encoding !== 'none') {
    reader.fault('extensions.queues.messageEncoding', 'must be "none", the one encoding Muster sends');
  }
  const batchSize = reader.whole('extensions.queues.batchSize', DEFAULTS.batchSize, 1, 32);
  const settings: HostSettings = {
    routePrefix: reader.text('extensions.http.routePrefix', DEFAULTS.routePrefix).replace(/^\/+|\/+$/g, ''),
    functionTimeoutMs:
      reader.at('functionTimeout') === '-1'
        ? undefined
        : reader.timeSpan('functionTimeout', DEFAULTS.functionTimeout, '00:00:01'),
    extensionBundle: readBundle(reader),
    queues: {
      batchSize,
      newBatchThreshold: reader.whole('extensions.queues.newBatchThreshold', Math.floor(batchSize / 2), 0, 1_000),
      maxDequeueCount: reader.whole('extensions.queues.maxDequeueCount', DEFAULTS.maxDequeueCount, 1, 1_000),
      visibilityTimeoutMs: reader.timeSpan(
        'extensions.queues.visibilityTimeout',
        DEFAULTS.visibilityTimeout,
        '00:00:00',
      ),
      maxPollingIntervalMs: reader.timeSpan(
        'extensions.queues.maxPollingInterval',
        DEFAULTS.maxPollingInterval,
        '00:00:00.1',
      ),
    },
  };
  if (faults.length > 0) throw new HostJsonError(faults);
  return settings;
}

function readBundle(reader: Reader): string | undefined {
  if (reader.at('extensionBundle') === undefined) return undefined;
  if (reader.at('extensionBundle.id') !== BUNDLE.id) reader.fault('extensionBundle.id', `must be "${BUNDLE.id}"`);
  const version = reader.text('extensionBundle.version', '');
  if (!BUNDLE.version.test(version)) reader.fault('extensionBundle.version', 'must be a range such as "[4.*, 5.0.0)"');
  return version;
}

/** Reads dotted paths out of unknown JSON and notes what is wrong with them. */
class Reader {
  readonly #root: unknown;
  readonly #faults: string[];

  constructor(root: unknown, faults: string[]) {
    this.#root = root;
    this.#faults = faults;
  }

  at(path: string): unknown {
    let value = this.#root;
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    return value;
  }

  text(path: string, fallback: string): string {
    const value = this.at(path) ?? fallback;
    if (typeof value === 'string') return value;
    this.fault(path, 'must be a text');
    return fallback;
  }

  whole(path: string, fallback: number, least: number, most: number): number {
    const value = this.at(path) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.fault(path, `must be a whole number from ${least} to ${most}`);
    return fallback;
  }

  timeSpan(path: string, fallback: string, least: string): number {
    const value = this.at(path) ?? fallback;
    const ms = typeof value === 'string' ? parseTimeSpan(value) : undefined;
    if (ms !== undefined && ms >= (parseTimeSpan(least) ?? 0)) return ms;
    this.fault(path, `must be a time of at least ${least}, written hh:mm:ss`);
    return 0;
  }

  fault(path: string, expectation: string): void {
    this.#faults.push(`${path} ${expectation}, got ${JSON.stringify(this.at(path)) ?? 'nothing'}`);
  }
}
