/** Something that is done again and again until it is stopped. It outlives its own failures: storage may be away for hours. */
import type { Clock, Logger } from '../../shared/ports';

export interface Repetition {
  /** Resolves when the round under way is over. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  /** For the log: `The heartbeat`. */
  readonly what: string;
  /** A round. @returns how long to wait before the next, milliseconds */
  round(): Promise<number>;
  /** How long to wait after a round that failed. */
  readonly afterFailureMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The first failure and the recovery are told, what lies between is not: an outage is one event. */
export function repeat({ what, round, afterFailureMs, clock, logger }: RepeatOptions): Repetition {
  const stopping = new AbortController();
  let isFailing = false;

  async function attempt(): Promise<number> {
    try {
      const waitMs = await round();
      if (isFailing) logger.info(`${what} works again`);
      isFailing = false;
      return waitMs;
    } catch (error) {
      if (!isFailing) logger.warn(`${what} fails, and is tried again`, { error: String(error) });
      isFailing = true;
      return afterFailureMs;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const waitMs = await attempt();
      await clock.sleep(waitMs, stopping.signal).catch(() => undefined); // stopped meanwhile
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
