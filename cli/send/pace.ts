/** How fast requests are sent: no more than a service's limits allow (spec/hands.md 1.5). Pure but for the time it is told. */
import { usage } from '../exit';

/** At most so many in any stretch of time of that length. */
export interface Limit {
  readonly requests: number;
  readonly ms: number;
}

const PROFILES: Readonly<Record<string, readonly Limit[]>> = {
  off: [],
  graph: [{ requests: 40, ms: 1_000 }],
  entra: [
    { requests: 40, ms: 5_000 },
    { requests: 6_000, ms: 86_400_000 },
  ],
};

/** @throws {Failure} 2 */
export function parsePace(text: string): readonly Limit[] {
  const profile = Object.hasOwn(PROFILES, text) ? PROFILES[text] : undefined;
  if (profile !== undefined) return profile;
  const [, requests] = /^(\d+(?:\.\d+)?)\/s$/.exec(text) ?? [];
  if (requests === undefined || Number(requests) <= 0) {
    throw usage(`"${text}" is no pace.`, {
      place: '--pace',
      advice: 'Expected off, graph, entra, or a number of requests such as 5/s.',
    });
  }
  return Number(requests) >= 1
    ? [{ requests: Math.floor(Number(requests)), ms: 1_000 }]
    : [{ requests: 1, ms: Math.ceil(1_000 / Number(requests)) }];
}

export class Pacer {
  readonly #limits: readonly Limit[];
  /** When requests were sent, oldest first; those of earlier runs too. */
  readonly #sent: number[];

  constructor(limits: readonly Limit[], earlier: readonly number[]) {
    this.#limits = limits;
    const longest = Math.max(0, ...limits.map(({ ms }) => ms));
    const newest = Math.max(0, ...earlier);
    this.#sent = earlier.filter((at) => at > newest - longest).sort((one, other) => one - other);
  }

  /** Takes a turn. @returns how long to wait for it, milliseconds */
  take(now: number): number {
    const at = Math.max(now, ...this.#limits.map((limit) => this.#free(limit)));
    if (this.#limits.length > 0) this.#sent.push(at);
    return at - now;
  }

  #free({ requests, ms }: Limit): number {
    const blocking = this.#sent[this.#sent.length - requests];
    return blocking === undefined ? 0 : blocking + ms;
  }
}
