/**
 * What an eye that sees everything has seen of a run: each state of the job, each deletion that came to be held, each
 * account that lost its access. Written down at the very moment, whoever dies right after.
 */

import type { Job } from '../../shared/store/jobs';
import type { Watch } from '../../shared/store/memoryTable';
import type { Held, Person } from '../../shared/store/people';
import type { Scheduler } from './scheduler';

/** The job's row, from then on. */
export interface JobState {
  /** Milliseconds since the epoch, as all times here. */
  readonly at: number;
  readonly job: Job;
}

/** A deletion came to be held in a cycle. */
export interface Holding {
  readonly anchor: string;
  readonly cycleId: string;
}

/** An account that was enabled is not any more. */
export interface Disabling {
  readonly anchor: string;
  /** When whoever did it asked the target. */
  readonly askedAt: number;
  /** What the person's row said then. */
  readonly held: Held | null;
}

export class Chronicle {
  readonly jobs: JobState[] = [];
  readonly holdings: Holding[] = [];
  readonly disablings: Disabling[] = [];
  readonly #held = new Map<string, Held | null>();
  readonly #scheduler: Pick<Scheduler, 'now'>;

  constructor(scheduler: Pick<Scheduler, 'now'>) {
    this.#scheduler = scheduler;
  }

  /** By table. */
  readonly watch: Readonly<Record<string, Watch>> = {
    jobs: (rowKey, { json }) => {
      if (rowKey === 'job') this.jobs.push({ at: this.#scheduler.now, job: JSON.parse(String(json)) as Job });
    },
    people: (rowKey, { anchor, state }) => {
      if (rowKey.startsWith('p!')) this.#see(String(anchor), (JSON.parse(String(state)) as Person).held);
    },
  };

  /** What the person's row says now. */
  heldOf(anchor: string): Held | null {
    return this.#held.get(anchor) ?? null;
  }

  disabled(disabling: Disabling): void {
    this.disablings.push(disabling);
  }

  #see(anchor: string, held: Held | null): void {
    const before = this.heldOf(anchor);
    this.#held.set(anchor, held);
    if (held === null || held.staged) return;
    const isSame = before !== null && !before.staged && before.cycleId === held.cycleId;
    if (!isSame) this.holdings.push({ anchor, cycleId: held.cycleId });
  }
}
