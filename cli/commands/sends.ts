/** `muster sends`: what this computer has sent, as its journals tell it. */
import type { Command } from 'commander';
import { EXIT, type ExitCode, usage } from '../exit';
import type { Column } from '../output/answer';
import { count, localTime } from '../output/numbers';
import { forgetRun, listRuns, type Run, readRun } from '../send/journal';
import { addCommand, addFamily, type Muster, parseDuration, type Stage } from './command';

/** What is told of a run: no row, no name. */
interface RunFacts {
  readonly run: string;
  readonly at: string;
  readonly state: 'done' | 'resumable';
  readonly file: string;
  readonly rows: number;
  /** Requests. */
  readonly accepted: number;
  readonly failed: number | null;
  readonly jobId: string;
  readonly label: string | null;
  readonly uploads: readonly string[];
}

export function addSends(program: Command, stage: Stage): void {
  const family = addFamily(program, 'sends', 'What this computer has sent');
  addCommand(family, stage, {
    name: 'list',
    summary: 'List the sends of this computer, newest first',
    examples: ['muster sends list'],
    run: async ({ answers, world }) => {
      const rows = (await listRuns(world)).map(factsOf);
      await answers.list({
        kind: 'muster.sends/1',
        rows,
        columns: COLUMNS,
        name: ({ run }) => run,
        empty: 'Nothing was sent from here.',
      });
    },
  });
  addCommand(family, stage, {
    name: 'show <run>',
    summary: 'Show one send',
    examples: ['muster sends show "$(muster sends list -o name | head -1)"'],
    run: async ({ answers, world }, [run = '']) => {
      await answers.single({ kind: 'muster.sendRun/1', value: factsOf(await readRun(run, world)), text: factsText });
    },
  });
  addCommand<{ readonly olderThan?: number; readonly dryRun?: boolean }>(family, stage, {
    name: 'forget [run]',
    summary: 'Forget a send: it cannot be resumed then',
    examples: ['muster sends forget --older-than 30d', 'muster sends forget --older-than 30d --dry-run'],
    options: (command) =>
      command
        .option('--older-than <time>', 'those that were begun so long ago, such as 7d', parseDuration)
        .option('--dry-run', 'show which, and forget none'),
    run: (muster, [run], { olderThan, dryRun }) => forget(muster, run, olderThan, dryRun === true),
  });
}

async function forget(
  { world, answers }: Muster,
  name: string | undefined,
  olderThan: number | undefined,
  dryRun: boolean,
): Promise<ExitCode> {
  if ((name === undefined) === (olderThan === undefined)) {
    throw usage('Which send?', { advice: 'Name one, or say --older-than 7d. See: muster sends list' });
  }
  const isOld = ({ header }: Run) => Date.parse(header.at) < world.now() - (olderThan ?? 0);
  const runs = name === undefined ? (await listRuns(world)).filter(isOld) : [await readRun(name, world)];
  if (!dryRun) for (const run of runs) await forgetRun(run, world);
  await answers.list({
    kind: 'muster.sends/1',
    rows: runs.map(factsOf),
    columns: COLUMNS,
    name: ({ run }) => run,
    empty: 'There is none.',
  });
  return EXIT.done;
}

function factsOf({ header, accepted, done }: Run): RunFacts {
  const { run, at, file, rows, jobId, label } = header;
  return {
    run,
    at,
    state: done === undefined ? 'resumable' : 'done',
    file,
    rows,
    accepted: accepted.size,
    failed: done?.failed ?? null,
    jobId,
    label,
    uploads: [...accepted.values()],
  };
}

const COLUMNS: readonly Column<RunFacts>[] = [
  { name: 'run', read: ({ run }) => run },
  { name: 'at', heading: 'BEGUN', read: ({ at }) => localTime(at) },
  { name: 'state', read: ({ state }) => state },
  { name: 'rows', read: ({ rows }) => count(rows) },
  { name: 'failed', read: ({ failed }) => (failed === null ? '' : count(failed)) },
  { name: 'file', read: ({ file }) => file },
  { name: 'label', read: ({ label }) => label ?? '' },
];

function factsText({ run, at, state, file, rows, accepted, failed, jobId, uploads }: RunFacts): string {
  return [
    `Run ${run}, begun ${localTime(at)}: ${state}`,
    `File ${file}, ${count(rows)} rows`,
    `Job ${jobId}`,
    `Requests accepted ${count(accepted)}${failed === null ? '' : `, rows that failed ${count(failed)}`}`,
    ...uploads,
  ].join('\n');
}
