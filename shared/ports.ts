/** What code needs from the world around it, handed in so that tests and the simulation can hand in their own. */

export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface RandomSource {
  /** `length` random bytes, fit for secrets. */
  bytes(length: number): Uint8Array;
  /** A random GUID, lower case with dashes. */
  uuid(): string;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured log lines for operators. Never pass personal data or secrets: people are named by their source anchor only. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
