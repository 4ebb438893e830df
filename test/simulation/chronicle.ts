/**
 * What an eye that sees everything has seen of a run: each state of the job, each deletion that came to be held, each
 * account that lost its access, each write of data that had not changed. Written down at the very moment, whoever dies right
 * after.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Job } from '../../shared/store/jobs/jobs';
import type { Watch } from '../../shared/store/memory/memoryTable';
import type { Held, Person } from '../../shared/store/people/people';
import { readPerson, recordTextIn } from '../../shared/store/people/personRow';
import { splitKey } from '../../shared/store/rows/keys';
import { JOB_ID } from '../support/workbench';
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
  readonly since: number;
  /** When the row was written, by the clock that everybody shares. */
  readonly at: number;
}

/** A held deletion was staged. */
export interface Staging {
  readonly anchor: string;
  readonly cycleId: string;
  readonly at: number;
  /** When it was let go or replaced; `undefined`: it is held back still. */
  until: number | undefined;
}

/** An account that was enabled is not any more. */
export interface Disabling {
  readonly anchor: string;
  /** When whoever did it asked the target. */
  readonly askedAt: number;
  /** When the target did it. */
  readonly doneAt: number;
  /** What the person's row said then. */
  readonly held: Held | null;
  /** How long ago another deletion of the person ceased to be held, milliseconds: it may be that one that runs late. */
  readonly sinceOtherMs: number;
  /** Since when that other one was held; `undefined`: there was none. */
  readonly otherSince: number | undefined;
}

type Properties = Parameters<Watch>[1];

export class Chronicle {
  /** Source anchors of people whose data was written although it was as before, once for each time. */
  readonly needless: string[] = [];
  readonly jobs: JobState[] = [];
  readonly holdings: Holding[] = [];
  readonly stagings: Staging[] = [];
  /** When the deletion that an operation asks for came to be held, by the operation's number. */
  readonly heldAt = new Map<number, number>();
  /** When an operation was first put off because storage refused its person, by the operation's number. */
  readonly refusedAt = new Map<number, number>();
  readonly disablings: Disabling[] = [];
  /** When most workers were taken away, whatever they were at; absent: none ever was. */
  takenAwayAt: number | undefined;
  /** What decided about a held deletion, and was sent behind everybody's creations: the errand, once for each time. */
  readonly strays: string[] = [];
  /** Source anchors of people whose account was disabled and got its access back by a write. */
  readonly enabledAgain = new Set<string>();
  /** When the guard first let a held deletion go, by source anchor and since when it is held. */
  readonly #letGo = new Map<string, number>();
  readonly #held = new Map<string, Held | null>();
  readonly #ceased = new Map<string, { readonly at: number; readonly since: number }>();
  readonly #rows = new Map<string, Properties>();
  readonly #scheduler: Pick<Scheduler, 'now'>;

  constructor(scheduler: Pick<Scheduler, 'now'>) {
    this.#scheduler = scheduler;
  }

  /** By table. */
  readonly watch: Readonly<Record<string, Watch>> = {
    jobs: (rowKey, { json, why }) => {
      const [kind, sequence] = splitKey(rowKey);
      if (kind === 'putOff' && why === 'refused') this.#seeRefusal(Number(sequence));
      if (rowKey === 'job') this.jobs.push({ at: this.#scheduler.now, job: JSON.parse(String(json)) as Job });
    },
    people: (rowKey, properties) => {
      if (!rowKey.startsWith('p!')) return;
      const { anchor, state } = properties;
      this.#see(String(anchor), (JSON.parse(String(state)) as Person).held);
      this.#seeData(String(anchor), properties);
    },
  };

  readonly seeMessage = (queue: string, text: string): void => {
    const [errand] = /(?<="errand":")(release|allow|stage)(?=")/.exec(text) ?? [];
    if (errand !== undefined && !queue.endsWith('-first')) this.strays.push(errand);
    if (errand !== 'release') return;
    const { anchors, since } = JSON.parse(text) as { readonly anchors: string[]; readonly since?: number[] };
    for (const [index, anchor] of anchors.entries()) {
      const name = `${since?.[index]} ${anchor}`;
      if (!this.#letGo.has(name)) this.#letGo.set(name, this.#scheduler.now);
    }
  };

  /** When the guard let the deletion go that the person's row held then; `undefined`: it did not. */
  letGoAt(anchor: string, { since }: Held): number | undefined {
    return this.#letGo.get(`${since} ${anchor}`);
  }

  /** Whether the person has an account, as far as Muster knows. */
  isLinked(anchor: string): boolean {
    const row = this.#rows.get(anchor);
    return row !== undefined && (JSON.parse(String(row.state)) as Person).link !== null;
  }

  /** What the person's row says now. */
  heldOf(anchor: string): Held | null {
    return this.#held.get(anchor) ?? null;
  }

  holdsAny(): boolean {
    return [...this.#held.values()].some((held) => held !== null);
  }

  /** Of the deletion before the one that is held now: how long ago it ceased to be held, and since when it was. */
  other(anchor: string): Pick<Disabling, 'sinceOtherMs' | 'otherSince'> {
    const { at = Number.NEGATIVE_INFINITY, since } = this.#ceased.get(anchor) ?? {};
    return { sinceOtherMs: this.#scheduler.now - at, otherSince: since };
  }

  disabled(disabling: Disabling): void {
    this.disablings.push(disabling);
  }

  #see(anchor: string, held: Held | null): void {
    const before = this.heldOf(anchor);
    this.#held.set(anchor, held);
    if (before !== null && before.since !== held?.since)
      this.#ceased.set(anchor, { at: this.#scheduler.now, since: before.since });
    this.#seeStaging(anchor, before, held);
    if (held === null || held.staged) return;
    const sequence = held.operation?.sequence;
    if (sequence !== undefined && !this.heldAt.has(sequence)) this.heldAt.set(sequence, this.#scheduler.now);
    const isSame = before !== null && !before.staged && before.cycleId === held.cycleId;
    if (!isSame) this.holdings.push({ anchor, cycleId: held.cycleId, since: held.since, at: this.#scheduler.now });
  }

  #seeRefusal(sequence: number): void {
    if (!this.refusedAt.has(sequence)) this.refusedAt.set(sequence, this.#scheduler.now);
  }

  /** A row is merged: the record is written only where it has changed. */
  #seeData(anchor: string, properties: Properties): void {
    const before = this.#rows.get(anchor);
    this.#rows.set(anchor, properties);
    if (before === undefined || recordTextIn(before) === recordTextIn(properties)) return;
    const [one, other] = [before, properties].map(recordIn);
    if (isDeepStrictEqual(one, other)) this.needless.push(anchor);
  }

  #seeStaging(anchor: string, before: Held | null, held: Held | null): void {
    const wasStaged = before?.staged === true;
    const isStaged = held?.staged === true;
    const at = this.#scheduler.now;
    if (wasStaged && !isStaged) {
      const staging = this.stagings.findLast((one) => one.anchor === anchor);
      if (staging !== undefined) staging.until = at;
    }
    if (isStaged && !wasStaged) this.stagings.push({ anchor, cycleId: held.cycleId, at, until: undefined });
  }
}

/** What the packed part of a row is there for, in the order it is kept in. When a debt was paid is no reason to write, that it was is. */
function recordIn(properties: Properties): unknown {
  const { data, older, owed, paid } = readPerson(JOB_ID, { partitionKey: '', rowKey: '', etag: '', properties }).person;
  return { data: JSON.stringify(data), older, owed, paid: paid?.names };
}
