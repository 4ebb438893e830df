/** Writebacks in the simulated world: one HR system that is sent what changed, and one that fetches it and says what it took. */

import { openValues } from '../../shared/outlets/writeback/afterLook';
import type { Way } from '../../shared/outlets/writeback/definition';
import { hashPlace } from '../../shared/pipeline/outlets/sealedPlaces';
import { keepReads } from '../../shared/pipeline/outlets/writeback/keepReads';
import { markTaken, type Taken } from '../../shared/pipeline/outlets/writeback/markTaken';
import { hashOf } from '../../shared/pipeline/outlets/writeback/openWriteback';
import { listWritebacks } from '../../shared/pipeline/outlets/writeback/viewWriteback';
import type { House } from '../../shared/pipeline/ports';
import { MUSTER } from '../../shared/store/jobs/audit';
import type { Outlet } from '../../shared/store/outlets/outlets';
import type { Value } from '../../shared/value';
import { JOB_ID } from '../support/workbench';
import { ask } from './client';
import type { Scheduler } from './scheduler';
import type { TellingPorts } from './told';

/** What an HR system was told of a person, once. */
export interface WrittenBack {
  readonly id: string;
  readonly anchor: string;
  /** Of the source's time, milliseconds. */
  readonly at: number;
  /** By HR attribute. */
  readonly changed: Readonly<Record<string, Value>>;
  readonly isTaken: boolean;
}

/** The title changes with each upload, the login never. */
const MAP = [
  { name: 'position', expression: '[jobTitle]', clears: false },
  { name: 'login', expression: '[userPrincipalName]', clears: false },
];
const HASH_KEY = Buffer.alloc(32, 7).toString('base64');

const SENT = writebackOf('sent', 'webhook');
export const FETCHED = writebackOf('fetched', 'pull');

function writebackOf(name: string, way: Way): Outlet {
  return {
    id: `the-${name}`,
    jobId: JOB_ID,
    name,
    createdAt: 0,
    definition: {
      url: way === 'webhook' ? 'https://hr.example/' : null,
      types: ['muster.writeback'],
      include: 'ids',
      where: null,
      enabled: true,
      writeback: { way, map: MAP, refresh: 'P7D' },
    },
    keys: [], // what a signature is worth is asked elsewhere
    headers: {},
  };
}

export async function setUpWritebacks(house: House): Promise<void> {
  for (const outlet of [SENT, FETCHED]) {
    await house.outlets.add({ ...outlet, hashKey: house.sealer.seal(HASH_KEY, hashPlace(outlet)) });
  }
  await keepReads(JOB_ID, [], house);
}

/** @returns `undefined` for what is no writeback */
export function readWrittenBack(body: string, at: number, isTaken: boolean): WrittenBack | undefined {
  const { id, type, data } = JSON.parse(body);
  if (type !== 'muster.writeback') return undefined;
  const changed = (data.changed as string[]).map((name) => [name, data.values[name]] as const);
  return { id, anchor: data.externalId, at, changed: Object.fromEntries(changed), isTaken };
}

interface FetchingPorts extends TellingPorts {
  /** What is fetched is said to be taken before it is in the HR system's own file. */
  readonly marksFirst: boolean;
}

/** How probable it is that the HR system dies between its two steps. */
const DIES = 0.2;
const EVERY_MS = 7_000;
/** Where there is nothing. */
const SELDOM_MS = 60_000;
/** Longest that the file takes to be on the disk. */
const SYNCED_MS = 6_000;

/** @returns what is in the HR system's file, as it grows */
export function startFetching(ports: FetchingPorts): readonly WrittenBack[] {
  const { scheduler, chance, pickWorker, isCalm, marksFirst } = ports;
  const file: WrittenBack[] = [];
  const actor = scheduler.actor('hr');
  const atMuster = async <T>(work: (house: House) => Promise<T>): Promise<T | undefined> => {
    const worker = pickWorker();
    return worker && ask(actor, worker.actor, () => work(worker.services.house), ports);
  };
  /** @returns whether there was anything */
  async function fetchOnce(): Promise<boolean> {
    const open = (await atMuster(openOnes)) ?? [];
    if (open.length === 0) return false;
    const keep = async () => {
      await scheduler.sleep(chance.whole(SYNCED_MS));
      file.push(...open);
      scheduler.note(`keeps ${open.map(({ anchor, changed }) => `${anchor} ${changed.position}`).join(', ')}`);
    };
    const taken = open.map(({ anchor, revision }) => ({ externalId: anchor, revision }));
    const mark = () => atMuster((house) => markFetched(taken, house));
    const [first, second] = marksFirst ? [mark, keep] : [keep, mark];
    await first();
    if (!isCalm() && chance.happens(DIES)) scheduler.note('dies over what it fetched');
    else await second();
    return true;
  }
  async function fetchAll(): Promise<never> {
    for (let pauseMs = EVERY_MS; ; pauseMs = (await fetchOnce()) ? EVERY_MS : Math.min(2 * pauseMs, SELDOM_MS)) {
      await scheduler.sleep(pauseMs);
    }
  }
  scheduler.post(actor, () => void fetchAll());
  return file;

  async function openOnes(house: House) {
    const open: (WrittenBack & { readonly revision: number })[] = [];
    for await (const { state, standing, changed, outlet } of listWritebacks(
      JOB_ID,
      { outlet: FETCHED.name },
      undefined,
      house,
    )) {
      if (standing !== 'open') continue;
      const { anchor, revision, values } = state;
      const kept = changed.map((name) => [name, values[name] ?? null] as const);
      open.push({
        id: `${outlet.id} ${revision}`,
        anchor,
        revision,
        at: scheduler.now,
        changed: Object.fromEntries(kept),
        isTaken: true,
      });
    }
    return open;
  }
}

async function markFetched(taken: readonly Taken[], house: House): Promise<void> {
  const stored = await house.outlets.get(JOB_ID, FETCHED.name);
  if (stored !== undefined) await markTaken(stored.outlet, taken, MUSTER, house);
}

/** Nothing waits to be written, to be fetched or to be looked at. */
export async function isWrittenBack(house: House, { now }: Scheduler): Promise<boolean> {
  for (const { outlet } of await house.outlets.list(JOB_ID)) {
    if (outlet.definition.writeback === undefined) continue;
    const due = await house.writebacks.nextDue(outlet);
    if (due !== null && due < now + DAY_MS) return false;
    if (outlet.definition.url !== null) continue; // sent: its events say so
    const hash = hashOf(outlet, house);
    for await (const { state } of house.writebacks.list(outlet, undefined)) {
      if (state.parked === null && openValues(state, hash).size > 0) return false;
    }
  }
  return true;
}

const DAY_MS = 24 * 60 * 60_000;

/** By name of the outlet, whose writeback went round in a circle. */
export async function circlingOnes(house: House): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const parked = new Map<string, ReadonlySet<string>>();
  for (const { outlet } of await house.outlets.list(JOB_ID)) {
    if (outlet.definition.writeback === undefined) continue;
    const anchors = new Set<string>();
    for await (const { state } of house.writebacks.list(outlet, undefined)) {
      if (state.parked !== null) anchors.add(state.anchor);
    }
    parked.set(outlet.name, anchors);
  }
  return parked;
}
