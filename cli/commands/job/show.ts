/** `muster job show` and `job watch`: one job, now; or line by line as it changes. */
import type { Command } from 'commander';
import { type JobResource, peopleOf, readJob } from '../../client/overview';
import type { Column } from '../../output/answer';
import { count, localTime } from '../../output/numbers';
import { addCommand, type GlobalOptions, type Muster, parseDuration, type Stage } from '../command';
import { nameOfJob, openJob } from '../jobDesk';

export function addShow(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'show',
    summary: 'Show one job: its state, why it is in it, and its settings',
    examples: ['muster job show', 'muster job show --json --fields status'],
    run: async (muster) => {
      const desk = await openJob(muster);
      const [displayName, job] = await Promise.all([nameOfJob(desk), readJob(desk.http, desk.place)]);
      const value: ShownJob = { displayName, servicePrincipalId: desk.place.servicePrincipalId, ...job };
      await muster.answers.single({
        kind: 'muster.job/1',
        value,
        text: jobText,
        name: ({ id }) => id,
      });
    },
  });
}

interface WatchOptions {
  /** Milliseconds. */
  readonly interval?: number;
}

export function addWatch(family: Command, stage: Stage): void {
  addCommand<WatchOptions>(family, stage, {
    name: 'watch',
    summary: 'Tell what changes of a job, until Ctrl-C or --timeout',
    examples: ['muster job watch --timeout 1s', 'muster job watch --interval 500ms --timeout 1s -o ndjson'],
    options: (command) => command.option('--interval <time>', 'how often to look (default: 2s)', parseDuration),
    run: async (muster, _, options) => {
      const rows = snapshots(muster, options);
      if (muster.answers.format !== 'table') {
        return muster.answers.list({ kind: 'muster.jobState/1', rows, columns: COLUMNS, name: ({ state }) => state });
      }
      for await (const row of rows) await muster.answers.raw(`${COLUMNS.map(({ read }) => read(row)).join('  ')}\n`);
    },
  });
}

const LOOK_EVERY_MS = 2_000;

interface Snapshot {
  readonly observedDateTime: string;
  readonly state: string;
  readonly people: number;
  readonly progress: string;
  readonly reason: string | null;
}

const COLUMNS: readonly Column<Snapshot>[] = [
  { name: 'observedDateTime', read: ({ observedDateTime }) => localTime(observedDateTime) },
  { name: 'state', read: ({ state }) => state },
  { name: 'people', read: ({ people }) => `${count(people)} people` },
  { name: 'progress', read: ({ progress }) => progress || 'nothing left to do' },
  { name: 'reason', read: ({ reason }) => reason ?? '' },
];

/** The first, and then each that tells something else. */
async function* snapshots(
  muster: Muster,
  { interval = LOOK_EVERY_MS, timeout }: WatchOptions & GlobalOptions,
): AsyncGenerator<Snapshot> {
  const { now, wait, interrupted } = muster.world;
  const { http, place } = await openJob(muster);
  const until = now() + (timeout ?? Number.POSITIVE_INFINITY);
  let told = '';
  while (!interrupted.aborted && now() < until) {
    const { status } = await readJob(http, place);
    const seen = {
      state: status.code,
      people: peopleOf(status),
      progress: progressOf(status),
      reason: status.quarantine?.error?.message ?? status.target?.reason ?? null,
    };
    if (JSON.stringify(seen) !== told) yield { observedDateTime: new Date(now()).toISOString(), ...seen };
    told = JSON.stringify(seen);
    await wait(Math.min(interval, Math.max(0, until - now()))).catch(() => undefined); // the loop asks whether to end
  }
}

const progressOf = ({ progress }: JobResource['status']) =>
  progress
    .map(({ completedUnits, totalUnits, units }) => `${count(completedUnits)} of ${count(totalUnits)} ${units}`)
    .join(', ');

interface ShownJob extends JobResource {
  readonly displayName: string;
  readonly servicePrincipalId: string;
}

function jobText({ id, displayName, templateId, schedule, status, ...job }: ShownJob): string {
  const { quarantine, target, agents, lastExecution } = status;
  const settings = job.synchronizationJobSettings.map(({ name, value }) => `${name}=${value}`);
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Job', `${displayName} (${id})`],
    ['Template', templateId],
    ['State', `${status.code}, schedule ${schedule.state}, interval ${schedule.interval}`],
    ['Quarantine', quarantine === null ? undefined : `${quarantine.reason} since ${localTime(quarantine.seriesBegan)}`],
    ['', quarantine?.error?.message],
    ['Next look', quarantine?.nextAttempt ? localTime(quarantine.nextAttempt) : undefined],
    ['Target', target && `away since ${localTime(target.sinceDateTime)}: ${target.reason ?? 'no reason given'}`],
    ['Agents', agents && `${agents.state}, ${agents.activeCount} active. ${agents.reason ?? ''}`.trim()],
    ['People', `${count(peopleOf(status))} with an account`],
    ['Progress', progressOf(status) || 'nothing left to do'],
    ['Last cycle', lastExecution === null ? undefined : executionText(lastExecution)],
    ...settings.map((setting, index): [string, string] => [index === 0 ? 'Settings' : '', setting]),
  ];
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padEnd(12)} ${value}\n`])).join('');
}

function executionText({ state, timeEnded, ...counts }: NonNullable<JobResource['status']['lastExecution']>): string {
  const { countImported, countExported, countEscrowed } = counts;
  const did = `${count(countImported)} uploaded, ${count(countExported)} written, ${count(countEscrowed)} failed`;
  return `${state}, ended ${localTime(timeEnded)}: ${did}`;
}
