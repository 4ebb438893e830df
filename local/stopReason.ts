/** Why the local stack has to stop. */
import { inspect } from 'node:util';
import type { Logger } from '../shared/ports';

export interface StopReason {
  readonly text: string;
  readonly exitCode: number;
}

/** A shell's number for "ended by Ctrl-C". */
const EXIT_FORCED = 130;

/** Ctrl-C reaches the whole process group, and npm may pass it on once more: signals this close together are one. */
const SAME_SIGNAL_MS = 500;

const PARENT_CHECK_MS = 250;

/**
 * Resolves at the first signal, fault or loss of the parent, or of whoever reads the output. A second signal ends the process at once.
 * @param parentMatters whether to stop when the process that started this one is gone
 */
export function stopReason(parentMatters: boolean, logger: Logger): Promise<StopReason> {
  return new Promise((resolve) => {
    let signalledAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        signalledAt ??= now;
        if (now - signalledAt > SAME_SIGNAL_MS) process.exit(EXIT_FORCED);
        resolve({ text: `${signal} received`, exitCode: 0 });
      });
    }
    process.on('uncaughtException', (error) => {
      logger.error('A fault nobody caught', { error: inspect(error) });
      resolve({ text: 'a fault nobody caught', exitCode: 1 });
    });
    // Whoever read what is written is gone. Heeded, lest each line be a fault that is logged, in a line that is a fault.
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', () => resolve({ text: 'nobody reads what is written', exitCode: 1 }));
    }
    if (parentMatters) watchParent(() => resolve({ text: 'the process that started this one is gone', exitCode: 0 }));
  });
}

/** npm passes SIGTERM on to the shell it runs the script in, and the shell ends without telling anybody. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_CHECK_MS);
  timer.unref();
}
