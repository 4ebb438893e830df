/**
 * `muster writeback export`: what HR fetches, as a table. With `--mark` it is said to be taken, once the file is whole: written beside
 * its place, flushed to the disk, closed, and moved. Whoever dies before that is given the same rows again.
 */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { markWritebacks, readWritebacks, type Writeback, type WritebackValue } from '../../client/webhooks/writebacks';
import { EXIT, type ExitCode, usage } from '../../exit';
import { csvCell } from '../../output/csv';
import { counted } from '../../output/numbers';
import { keepMoved, putInPlace } from '../../putInPlace';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';
import { parseWhen } from '../when';
import { chosenWriteback } from './chosenWriteback';

interface Exporting {
  readonly outlet?: string;
  readonly since?: string;
  readonly out?: string;
  readonly columns?: string;
  readonly changed?: boolean;
  readonly mark?: boolean;
}

type Row = Pick<Writeback, 'externalId' | 'revision'>;

export function addExport(family: Command, stage: Stage): void {
  addCommand<Exporting>(family, stage, {
    name: 'export',
    summary: 'Fetch what HR is to have as CSV: externalId and the mapped columns',
    description:
      'Of a writeback whose way is pull. With --mark what the file holds counts as being in HR; who changes while it is written stays to be fetched.',
    examples: ['muster writeback export --changed --out hr.csv --mark', 'muster writeback export --since 3d'],
    options: (command) =>
      command
        .option('--outlet <name>', 'of this writeback, where there are several')
        .option('--changed', 'only people of whom HR does not have everything')
        .option('--since <time>', 'changed since 2h, 3d, 2026-11-29 or an ISO time', (text) =>
          parseWhen(text, stage.hands.now()),
        )
        .option('--columns <a,b>', 'these columns beside externalId, in this order')
        .option('--out <file>', 'written there; stdout when left out')
        .option('--mark', 'say that HR has what the file holds'),
    run: exportWriteback,
  });
}

async function exportWriteback(muster: Muster, _: readonly string[], options: Exporting): Promise<ExitCode> {
  const { since, out, changed, mark } = options;
  if (mark && out === undefined) {
    throw usage('What nobody keeps cannot count as taken.', { place: '--mark', advice: 'Say --out FILE.' });
  }
  const { http, own } = await openJob(muster);
  const { name, map = {} } = await chosenWriteback(http, own, options.outlet, ({ way }) => way === 'pull');
  const columns = columnsOf(options, Object.keys(map));
  const rows = readWritebacks(http, own, { outlet: name, since, state: changed ? 'open' : undefined });
  if (out === undefined) {
    await muster.answers.raw(line(['externalId', ...columns]));
    for await (const row of rows) await muster.answers.raw(lineOf(row, columns));
    return EXIT.done;
  }
  const written = await writeFile(resolve(muster.world.cwd, out), rows, columns);
  muster.messages.note(`${out} holds ${counted(written.length, 'person', 'people')}.`);
  if (!mark || written.length === 0) return EXIT.done;
  const { marked, changed: moved } = await markWritebacks(http, own, name, written);
  muster.messages.note(`${counted(marked, 'person is', 'people are')} said to be in HR.`);
  if (moved.length > 0)
    muster.messages.warn(`${counted(moved.length, 'person', 'people')} changed meanwhile: fetch again.`);
  return EXIT.done;
}

/** @throws {Failure} 2 for a column that is not mapped, and where a mark would speak of values that the file lacks */
function columnsOf({ columns: given, mark }: Exporting, mapped: readonly string[]): readonly string[] {
  if (given === undefined) return mapped;
  const columns = given.split(',').map((column) => column.trim());
  const strange = columns.find((column) => !mapped.includes(column));
  const place = '--columns';
  if (strange !== undefined)
    throw usage(`${strange} is not mapped.`, { place, advice: `There are ${mapped.join(', ')}.` });
  if (!mark || mapped.every((column) => columns.includes(column))) return columns;
  throw usage('A mark says that HR has all that is mapped.', { place, advice: 'Leave --columns out, or --mark.' });
}

async function writeFile(
  path: string,
  rows: AsyncIterable<Writeback>,
  columns: readonly string[],
): Promise<readonly Row[]> {
  const written: Row[] = [];
  await putInPlace(path, async (draft) => {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.write(line(['externalId', ...columns]));
      for await (const row of rows) {
        await file.write(lineOf(row, columns));
        written.push({ externalId: row.externalId, revision: row.revision });
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
  await keepMoved(path);
  return written;
}

/** As they are: what an HR system imports must not get a quote in front of its plus sign. */
const line = (cells: readonly string[]) => `${cells.map((cell) => csvCell(cell)).join(',')}\n`;

function lineOf({ externalId, values = {} }: Writeback, columns: readonly string[]): string {
  return line([externalId, ...columns.map((column) => textOf(values[column] ?? null))]);
}

function textOf(value: WritebackValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(', ') : String(value);
}
