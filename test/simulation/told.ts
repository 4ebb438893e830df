/** An outlet in the simulated world: a receiver that is not always there, and the timer that tells it. */

import { ProvisioningError } from '../../shared/errors';
import { tellOutlets } from '../../shared/pipeline/outlets/tellOutlets';
import type { House } from '../../shared/pipeline/ports';
import type { Outlet } from '../../shared/store/outlets/outlets';
import type { Exchange } from '../../shared/targets/kit/http';
import { JOB_ID } from '../support/workbench';
import type { Chance } from './chance';
import { ask } from './client';
import type { Scheduler } from './scheduler';
import type { Worker } from './worker';
import { readWrittenBack, setUpWritebacks, type WrittenBack } from './writtenBack';

/** A message, at the moment it arrived. */
export interface Arrival {
  readonly id: string;
  /** Of the person; of a job where it is about none. */
  readonly source: string;
  readonly sequence: string;
  /** Whether it was said to be taken; the answer may be lost all the same. */
  readonly isTaken: boolean;
}

export interface Receiver {
  readonly arrivals: readonly Arrival[];
  /** What it was told to write into HR, in order. */
  readonly writtenBack: readonly WrittenBack[];
  readonly exchange: Exchange;
}

/** @param refuses how probable it is that a message is not taken, as long as it is bad weather */
export function createReceiver(chance: Chance, scheduler: Scheduler, refuses: () => number): Receiver {
  const arrivals: Arrival[] = [];
  const writtenBack: WrittenBack[] = [];
  return {
    arrivals,
    writtenBack,
    async exchange({ body = '' }) {
      await scheduler.sleep(chance.whole(200));
      const isTaken = !chance.happens(refuses());
      const { id, source, sequence } = JSON.parse(body) as Omit<Arrival, 'isTaken'>;
      const written = readWrittenBack(body, scheduler.now, isTaken);
      if (written === undefined) arrivals.push({ id, source, sequence, isTaken });
      else writtenBack.push(written);
      scheduler.note(`is told of ${source.split('/').at(-1)} ${Number(sequence)}${isTaken ? '' : ', and refuses'}`);
      await scheduler.sleep(chance.whole(200));
      if (!isTaken && chance.happens(0.5)) throw new ProvisioningError('Timeout', 'The receiver says nothing.');
      return { status: isTaken ? 204 : 503, headers: new Headers(), text: '' };
    },
  };
}

const OUTLET: Outlet = {
  id: 'the-outlet',
  jobId: JOB_ID,
  name: 'told',
  createdAt: 0,
  definition: {
    url: 'https://receiver.example/',
    types: ['muster.person.*'],
    include: 'ids',
    where: null,
    enabled: true,
  },
  keys: [], // what a signature is worth is asked elsewhere
  headers: {},
};

export async function setUpOutlets(house: House): Promise<void> {
  const { jobs, outlets } = house;
  await jobs.change(JOB_ID, (job) => ({ ...job, hasOutlets: true }));
  await outlets.add(OUTLET);
  await setUpWritebacks(house);
}

export interface TellingPorts {
  /** Whether nothing goes wrong any more. */
  isCalm(): boolean;
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  pickWorker(): Worker | undefined;
}

const EVERY_MS = 5_000;
/** When little is left to be done. */
const SELDOM_MS = 60_000;

/** A timer of its own, on whichever process there is. */
export function startTelling(ports: TellingPorts): void {
  const { scheduler, pickWorker, isCalm } = ports;
  const timer = scheduler.actor('teller');
  async function tell(): Promise<never> {
    for (let pauseMs = EVERY_MS; ; ) {
      await scheduler.sleep(pauseMs);
      if (isCalm()) pauseMs = Math.min(pauseMs + EVERY_MS, SELDOM_MS);
      const worker = pickWorker();
      if (worker === undefined) continue;
      const { house } = worker.services;
      await ask(timer, worker.actor, () => tellOutlets(house).then(() => true), ports);
    }
  }
  scheduler.post(timer, () => void tell());
}

/** Nothing is left to be told. */
export async function isToldOfAll({ outlets, outletEvents, outbox }: House): Promise<boolean> {
  for (let shard = 0; shard < 16; shard += 1) if ((await outbox.list(JOB_ID, shard)).length > 0) return false;
  for (const { outlet } of await outlets.list(JOB_ID)) {
    for await (const _ of outletEvents.list(outlet, { state: 'open' }, undefined)) return false;
  }
  return true;
}
