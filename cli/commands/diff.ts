/** `muster diff`: what changed from one file to the next, and, where asked for, that alone sent. */
import { join, parse, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT, type ExitCode, Failure, usage } from '../exit';
import type { Column } from '../output/answer';
import { count } from '../output/numbers';
import { type Difference, type Differences, diffTables, writeDelta } from '../send/diffFiles';
import { type OpenedFile, openFile } from '../send/openFile';
import { sendFile } from '../send/runSend';
import { addCommand, type GlobalOptions, type Muster, type Stage } from './command';
import { addDiffConfig } from './config/apply';
import { addFileOptions, fileOptionsOf, type GivenFileOptions } from './fileOptions';

interface Given extends GivenFileOptions {
  readonly key?: string;
  readonly ignore: readonly string[];
  readonly out?: string;
  readonly leavers: 'show' | 'disable';
  readonly maxLeavers?: string;
  readonly send?: boolean;
  readonly exitCode?: boolean;
}

export function addDiff(program: Command, stage: Stage): void {
  const command = addCommand<Given>(program, stage, {
    name: 'diff <old> <new>',
    summary: 'Compare two files of people, and send what changed',
    description:
      'Rows are found by a key, and compared cell by cell, trimmed. --out writes the rows that are new or changed; --send sends them, and with --leavers disable those who are gone are disabled by their last row.',
    examples: [
      'muster diff people.csv people.csv',
      'muster diff people.csv people.csv --key WorkerID --exit-code -o json',
    ],
    options: (command) =>
      addFileOptions(command)
        .option('--key <column>', 'what a person is found by; the column that is mapped to externalId when absent')
        .option(
          '--ignore <columns>',
          'columns that are not compared: a,b',
          (text) => text.split(',').map((one) => one.trim()),
          [],
        )
        .option('--out <file>', 'write the rows that are new or changed')
        .addOption(new Option('--leavers <how>', 'those who are gone').choices(['show', 'disable']).default('show'))
        .option('--max-leavers <most>', 'with --send: send nothing when more are gone')
        .option('--send', 'send what changed')
        .option('--exit-code', 'end with 3 where something changed'),
    run: (muster, [before = '', after = ''], options) => diff(muster, before, after, options),
  });
  addDiffConfig(command, stage);
}

async function diff(muster: Muster, before: string, after: string, options: Given & GlobalOptions): Promise<ExitCode> {
  const { world, answers, messages } = muster;
  const files = await Promise.all([before, after].map((name) => openFile(name, fileOptionsOf(options), world)));
  const [oldTable, newTable] = files.map(({ table }) => table);
  const [, newFile] = files;
  if (oldTable === undefined || newTable === undefined || newFile === undefined) {
    throw usage('Only tables are compared.', {
      advice: 'JSON files are sent whole: whoever is up to date stays as is.',
    });
  }
  const key = options.key ?? keyOf(newFile);
  const differences = await diffTables(oldTable, newTable, { key, ignore: options.ignore });
  await answers.list({
    kind: 'muster.diff/1',
    rows: differences.all,
    columns: COLUMNS,
    name: ({ key: id }) => id,
    empty: 'Nothing changed.',
  });
  messages.note(summaryOf(differences));
  const { dir, name, ext } = parse(resolve(world.cwd, after));
  const out = options.out ?? (options.send ? join(dir, `${name}.delta${ext}`) : undefined);
  if (out !== undefined) await writeDelta(out, newTable, differences);
  if (options.send && out !== undefined) return sendDelta(muster, out, before, after, newFile, differences, options);
  return options.exitCode && differences.all.length > 0 ? EXIT.differs : EXIT.done;
}

async function sendDelta(
  muster: Muster,
  delta: string,
  before: string,
  after: string,
  { known }: OpenedFile,
  { all, same }: Differences,
  options: Given & GlobalOptions,
): Promise<ExitCode> {
  const isOnlyLeavers = all.every(({ kind }) => kind === 'gone');
  if (all.length === 0 || (isOnlyLeavers && options.leavers === 'show')) return EXIT.done;
  if (same === 0 && isOnlyLeavers) {
    throw new Failure(EXIT.guarded, `${after} holds nobody. Nothing was sent.`, {
      code: 'EmptyFile',
      advice: 'An empty file is never sent: see why it is empty.',
    });
  }
  return sendFile(
    delta,
    {
      ...fileOptionsOf({ ...options, ...(known !== undefined && { mapping: known.path }) }),
      duplicates: options.duplicates,
      batch: 50,
      parallel: 4,
      pace: 'off',
      wait: 'settled',
      timeoutMs: options.timeout ?? 15 * 60_000,
      allowShrink: true,
      leavers: options.leavers === 'disable' ? 'disable' : 'off',
      previous: before,
      known: false,
      maxLeavers: options.maxLeavers,
      whole: after,
      label: `diff ${before} ${after}`,
      yes: options.yes === true,
    },
    muster,
  );
}

function keyOf({ known, source }: OpenedFile): string {
  const rule = known?.mapping.map.externalId;
  const [, column] = typeof rule === 'string' ? (/^\[([^\]]+)\]$/.exec(rule) ?? []) : [];
  if (column !== undefined) return known?.mapping.read.aliases?.[column] ?? column;
  throw usage(`What a person of ${source.name} is found by is not known.`, {
    place: '--key',
    advice: 'Name the column with --key.',
  });
}

const COLUMNS: readonly Column<Difference>[] = [
  { name: 'key', heading: 'PERSON', read: ({ key }) => key },
  { name: 'kind', heading: 'WHAT', read: ({ kind }) => kind },
  { name: 'line', read: ({ line }) => String(line) },
  {
    name: 'columns',
    read: ({ columns }) =>
      columns
        .map(({ name, oldValue, newValue }) => `${name}: ${oldValue || 'none'} → ${newValue || 'none'}`)
        .join(', '),
  },
];

function summaryOf({ all, same }: Differences): string {
  const of = (kind: Difference['kind']) => count(all.filter((one) => one.kind === kind).length);
  return `new ${of('new')}   changed ${of('changed')}   same ${count(same)}   gone ${of('gone')}`;
}
