/** Follows uploads until everything of them is settled, the time is up, or waiting has no end in sight. */
import type { Receipts } from '../client/receipts';
import type { World } from '../world';
import type { Outcomes } from './outcomes';

export type FollowEnd =
  | { readonly kind: 'settled' }
  | { readonly kind: 'timeout' }
  /** A paused or quarantined job: somebody has to do something. */
  | { readonly kind: 'stopped'; readonly reason: string };

const FIRST_MS = 500;
const LONGEST_MS = 5_000;
const ASKED_AT_ONCE = 400;

export class Follower {
  readonly #open = new Set<string>();
  readonly #receipts: Receipts;
  readonly #outcomes: Outcomes;
  readonly #world: Pick<World, 'now' | 'wait'>;
  #isLast = false;

  constructor(receipts: Receipts, outcomes: Outcomes, world: Pick<World, 'now' | 'wait'>) {
    this.#receipts = receipts;
    this.#outcomes = outcomes;
    this.#world = world;
  }

  follow(uploadId: string): void {
    this.#open.add(uploadId);
  }

  /** Nothing more will be sent. */
  last(): void {
    this.#isLast = true;
  }

  /** Goes on until `last` was called and all is settled. @param deadline milliseconds since the epoch */
  async run(deadline: () => number, shown: () => void): Promise<FollowEnd> {
    let pauseMs = FIRST_MS;
    for (;;) {
      const before = this.#outcomes.settled;
      await this.#look();
      shown();
      if (this.#isLast && this.#open.size === 0) return { kind: 'settled' };
      const reason = this.#outcomes.stopped;
      if (this.#isLast && reason !== undefined) return { kind: 'stopped', reason };
      if (this.#world.now() >= deadline()) return { kind: 'timeout' };
      pauseMs = this.#outcomes.settled > before ? FIRST_MS : Math.min(LONGEST_MS, pauseMs * 1.5);
      await this.#world.wait(Math.min(pauseMs, Math.max(0, deadline() - this.#world.now())));
    }
  }

  async #look(): Promise<void> {
    const asked = [...this.#open].slice(0, ASKED_AT_ONCE);
    if (asked.length === 0) return;
    const receipts = await this.#receipts.read(asked);
    for (const receipt of receipts) if (this.#outcomes.add(receipt)) this.#open.delete(receipt.id);
    // Those that are not settled yet let others have their turn.
    for (const id of asked) if (this.#open.delete(id)) this.#open.add(id);
  }
}
