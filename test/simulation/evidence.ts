/** What a run leaves behind, read from storage and target when it is over. */

import type { LogEntry } from '../../shared/engine/person/logEntry';
import type { EventSummary } from '../../shared/store/inlets/inletEvents';
import type { JobStatus } from '../../shared/store/jobs/jobStatus';
import type { Job } from '../../shared/store/jobs/jobs';
import type { FoundPack } from '../../shared/store/people/entryPacks';
import { type Person, sinceRestart } from '../../shared/store/people/people';
import type { FullCycle, IntakeState } from '../../shared/store/uploads/intake';
import { countWork } from '../../shared/store/uploads/pendingWork';
import { INLET } from '../support/inletDesk';
import { JOB_ID } from '../support/workbench';
import type { Asked } from './administrator';
import type { Chronicle } from './chronicle';
import type { Sent } from './client';
import type { Handwriting } from './hands';
import type { HrSystem } from './hr';
import type { PlannedOperation } from './people';
import type { Account, SimulatedTarget } from './target';
import type { Arrival } from './told';
import type { Weather } from './weather';
import { SERVICE_QUEUES } from './worker';
import type { World } from './world';
import { circlingOnes, type WrittenBack } from './writtenBack';

export interface HrEvidence extends Pick<HrSystem, 'people' | 'taken'> {
  readonly events: readonly EventSummary[];
}

/** An entry with the pack it lies in. */
export interface Logged {
  readonly entry: LogEntry;
  readonly at: number;
  readonly cycleId: string;
}

export interface Evidence {
  readonly weather: Weather;
  /** How long a deletion is held, milliseconds. */
  readonly settleMs: number;
  /** In the order they were sent. */
  readonly sent: readonly Sent[];
  readonly planned: ReadonlyMap<string, PlannedOperation>;
  /** Oldest first. */
  readonly logged: readonly Logged[];
  readonly packs: readonly FoundPack[];
  readonly people: ReadonlyMap<string, Person>;
  readonly accounts: readonly Account[];
  readonly target: Pick<SimulatedTarget, 'isUntaken' | 'untakenWrites' | 'refusedReferences'>;
  readonly afflicted: ReadonlySet<string>;
  readonly intake: IntakeState | undefined;
  readonly status: JobStatus;
  readonly job: Job;
  readonly chronicle: Chronicle;
  /** What the HR system has, and what its inlet received; `undefined`: there is none. */
  readonly hr: HrEvidence | undefined;
  readonly handwritings: readonly Handwriting[];
  /** When each round of the timer was completed. */
  readonly rounds: readonly number[];
  /** The same in calm weather. */
  readonly calmRounds: readonly number[];
  /** When the target came back that had been away for minutes; `undefined`: it never was. */
  readonly targetBackAt: number | undefined;
  /** What the administrator asked for, in order. */
  readonly asked: readonly Asked[];
  /** What the outlet's receiver was sent, in order. */
  readonly arrivals: readonly Arrival[];
  /** What was written into HR, by the way of sending and by that of fetching, in order. */
  readonly writtenBack: readonly WrittenBack[];
  readonly fetched: readonly WrittenBack[];
  /** By outlet, whose writeback went round in a circle. */
  readonly circling: ReadonlyMap<string, ReadonlySet<string>>;
  /** Messages nobody could work on. */
  readonly parked: number;
  readonly messagesLeft: number;
}

export function gatherEvidence(world: World): Promise<Evidence> {
  return world.observing(async () => {
    const { observer, storage, target, weather } = world;
    const sent = world.clients.flatMap((client) => client.sent).sort((a, b) => a.sentAt - b.sentAt);
    const operations = sent.flatMap(({ upload }) => upload.operations);
    const packs = await collect(observer.house.packs.read(JOB_ID, {}));
    const logged = [...packs]
      .reverse()
      .flatMap((pack) => pack.entries().map((entry) => ({ entry, at: pack.at, cycleId: pack.cycleId })));
    const people = await collect(observer.house.people.all(JOB_ID));
    const job = (await observer.house.jobs.get(JOB_ID))?.value;
    if (job === undefined) throw new Error('The job is gone.');
    const left = SERVICE_QUEUES.map((name) => storage.queue(name).messages().length);
    return {
      weather,
      settleMs: observer.settings.guardSettleMs,
      sent,
      planned: new Map(operations.map((operation) => [operation.bulkId, operation])),
      logged,
      packs,
      people: new Map(people.map(({ person }) => [person.anchor, sinceRestart(person, job.generation)])),
      accounts: [...target.accounts.values()],
      target,
      afflicted: target.afflicted,
      intake: (await observer.house.intake.read(JOB_ID))?.state,
      status: await observer.house.intake.readStatus(JOB_ID),
      job,
      chronicle: world.chronicle,
      hr: world.hr && { ...world.hr, events: await eventsOf(observer) },
      handwritings: world.handwritings,
      rounds: world.rounds,
      calmRounds: world.calmRounds,
      targetBackAt: world.targetBackAt,
      asked: world.administrator.asked,
      arrivals: world.arrivals,
      writtenBack: world.writtenBack,
      fetched: world.fetched,
      circling: await circlingOnes(observer.house),
      parked: storage
        .table('staging')
        .rows()
        .filter((row) => row.partitionKey === 'parked').length,
      messagesLeft: left.reduce((sum, count) => sum + count, 0),
    };
  });
}

/** Cycles that have operations or work of their own to wait for. */
export function openCycles({ cycle, full, next }: IntakeState): readonly FullCycle[] {
  const open = cycle === null ? [] : [{ ...cycle, end: next }];
  return [...full, ...open].filter(({ first, end, pending }) => first < end || countWork(pending) > 0);
}

async function eventsOf({ house }: World['observer']): Promise<readonly EventSummary[]> {
  return (await collect(house.inletEvents.list(INLET, {}))).map(({ summary }) => summary);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
