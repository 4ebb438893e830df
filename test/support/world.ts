/** A clock that moves when told to, randomness that repeats, and a logger that remembers: for tests of what stands on the ports. */
import { createHash } from 'node:crypto';
import type { Clock, LogFields, Logger, RandomSource } from '../../shared/ports';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 0, 15, 9, 30)): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
    async sleep(delayMs) {
      now += delayMs;
    },
  };
}

/** The same seed gives the same bytes, in the same order. */
export function seededRandom(seed = 'muster'): RandomSource {
  let count = 0;
  const block = () => createHash('sha256').update(`${seed} ${count++}`).digest();
  const bytes = (length: number) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) blocks.push(block());
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
  return {
    bytes,
    uuid() {
      const hex = Buffer.from(bytes(16)).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

export interface RememberedLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields;
}

export function rememberingLogger(): Logger & { readonly lines: readonly RememberedLine[] } {
  const lines: RememberedLine[] = [];
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
