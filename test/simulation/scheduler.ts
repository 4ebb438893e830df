/**
 * One world in which everything that waits, waits here, and a seed decides what goes next. Code of the simulated
 * processes runs until all its promises wait for something; only then is the next event chosen. There is no other
 * source of order: no timers, no input, no clock of the machine.
 *
 * Time stands still while there is something to do, apart from small steps and rare leaps, and jumps to the next event
 * when there is nothing.
 */
import type { Clock } from '../../shared/ports';
import type { Chance } from './chance';

/** A process, a client, the target, the network: whoever has things to do. */
export interface Actor {
  readonly name: string;
  /** How far its clock is ahead of true time, milliseconds. */
  readonly skewMs: number;
  /** How often it gets its turn beside the others; changed to make slow and quick ones. */
  pace: number;
  /** Until then nothing of it goes on, as when a machine is paused. */
  stalledUntil: number;
  /** `dead`: nothing of it ever goes on. `spent`: what is under way goes on, but nothing new begins. */
  state: 'alive' | 'spent' | 'dead';
}

/** A line of the trace; put off where it takes work to tell, since few traces are ever read. */
export type Note = string | (() => string);

export const tell = (note: Note) => (typeof note === 'string' ? note : note());

interface Told {
  readonly at: number;
  readonly who: string;
  readonly what: Note;
}

interface Pending {
  readonly run: () => void;
  /** A request that has left its process: it may arrive although the process dies. */
  readonly departing: boolean;
  at: number;
  actor: Actor;
}

/** Most milliseconds that pass by themselves in one step, and in one leap. */
const STEP_MS = 3;
const LEAP_MS = 3_000;
/** Who could have gone on for this long goes on now: however slow, a process that runs is not paused. */
const OVERDUE_MS = 3_000;

export class Scheduler {
  readonly #chance: Chance;
  readonly #leaps: number;
  readonly #notes: Told[] = [];
  #pending: Pending[] = [];
  #departing = false;
  #actor: Actor;
  now: number;
  steps = 0;
  /** True time. */
  readonly clock: Clock = { now: () => this.now, sleep: (delayMs, signal) => this.sleep(delayMs, signal) };

  /** @param leaps how probable it is that time leaps although somebody could go on */
  constructor(chance: Chance, start: number, leaps: number) {
    this.#chance = chance;
    this.#leaps = leaps;
    this.now = start;
    this.#actor = this.actor('nobody');
  }

  actor(name: string, skewMs = 0): Actor {
    return { name, skewMs, pace: 1, stalledUntil: 0, state: 'alive' };
  }

  /** Whose code is running. */
  get current(): Actor {
    return this.#actor;
  }

  note(what: Note, actor = this.#actor): void {
    this.#notes.push({ at: this.now, who: actor.name, what });
  }

  /** What happened, in order: time of day, who, what. */
  trace(): readonly string[] {
    return this.#notes.map(({ at, who, what }) => {
      const time = new Date(at).toISOString().slice('2026-01-15T'.length, -1);
      return `${time} ${who.padEnd(8)} ${tell(what)}`;
    });
  }

  /** Has `run` called as `actor`, some time after `delayMs`. */
  post(actor: Actor, run: () => void, delayMs = 0): void {
    const departing = this.#departing;
    this.#departing = false;
    if (actor.state === 'alive') this.#pending.push({ at: this.now + delayMs, actor, run, departing });
  }

  /** Waits for this actor's turn: the place where others may come between, and where a process may die. */
  tick(): Promise<void> {
    return this.#wait(0);
  }

  /** @throws the signal's reason when it is aborted first */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return this.#wait(delayMs);
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      const wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      this.post(this.#actor, wake, delayMs);
    });
  }

  /** Begins a storage call: what it waits for first is a request that has left. */
  depart<T>(call: () => T): T {
    this.#departing = true;
    try {
      return call();
    } finally {
      this.#departing = false;
    }
  }

  /**
   * Nothing of this actor goes on any more. Its promises stay open and are forgotten; requests it has sent may still
   * arrive, and nobody hears the answer.
   */
  kill(actor: Actor): void {
    actor.state = 'dead';
    const spent: Actor = { ...this.actor(`${actor.name}…`), state: 'spent' };
    this.#pending = this.#pending.filter((event) => {
      if (event.actor !== actor) return true;
      if (!event.departing || this.#chance.happens(0.5)) return false;
      event.actor = spent;
      event.at = this.now + this.#chance.whole(MOST_UNDER_WAY_MS);
      return true;
    });
  }

  /** Goes on until `isOver`, or until nobody has anything to do. `between` is called when no code is running. */
  async run(isOver: () => boolean, between: () => void = () => undefined): Promise<void> {
    while (!isOver()) {
      const event = this.#choose();
      if (event === undefined) return;
      this.#actor = event.actor;
      this.steps += 1;
      event.run();
      await allWaits();
      between();
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.post(this.#actor, resolve, delayMs));
  }

  #choose(): Pending | undefined {
    if (this.#chance.happens(this.#leaps)) this.now += this.#chance.whole(LEAP_MS);
    else if (this.#chance.happens(0.3)) this.now += this.#chance.whole(STEP_MS + 1);
    let ready = this.#pending.filter((event) => dueAt(event) <= this.now);
    if (ready.length === 0) {
      if (this.#pending.length === 0) return undefined;
      this.now = this.#pending.reduce((earliest, event) => Math.min(earliest, dueAt(event)), Number.POSITIVE_INFINITY);
      ready = this.#pending.filter((event) => dueAt(event) <= this.now);
    }
    const chosen = ready.find((event) => dueAt(event) <= this.now - OVERDUE_MS) ?? this.#draw(ready);
    this.#pending.splice(this.#pending.indexOf(chosen), 1);
    return chosen;
  }

  #draw(ready: readonly Pending[]): Pending {
    let point = this.#chance.next() * ready.reduce((sum, { actor }) => sum + actor.pace, 0);
    for (const event of ready) {
      point -= event.actor.pace;
      if (point < 0) return event;
    }
    return ready[ready.length - 1] as Pending;
  }
}

/** How long a request of a process that died may be under way, milliseconds. */
const MOST_UNDER_WAY_MS = 3_000;

function dueAt({ at, actor }: Pending): number {
  return Math.max(at, actor.stalledUntil);
}

/** Resolves when every promise that can go on has: the event loop turns only when no job is left. */
function allWaits(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
