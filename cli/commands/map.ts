/** `muster map`: a mapping for a file of people, made, brought from another tool, or looked at. Nothing is sent. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { readSchema } from '../client/schema';
import { checkMapping } from '../config/checkMapping';
import { judgeSchema } from '../config/schemaFile';
import { EXIT, type ExitCode } from '../exit';
import { oneByOne } from '../files/batches';
import type { MappingFile, Rule } from '../mapping/mappingFile';
import type { Column } from '../output/answer';
import { proposedFor, ruleText, writeMapping } from '../send/confirmMapping';
import { type MappingKind, openFile, parseMapping, peopleOf } from '../send/openFile';
import { addCommand, type Muster, parseCount, type Stage } from './command';
import { addFileOptions, fileOptionsOf, type GivenFileOptions } from './fileOptions';
import { openJob } from './jobDesk';

interface Given extends GivenFileOptions {
  readonly from?: MappingKind;
  readonly out?: string;
  readonly sample?: number;
  readonly check?: boolean;
}

export function addMap(program: Command, stage: Stage): void {
  addCommand<Given>(program, stage, {
    name: 'map <file>',
    summary: 'Make or look at a mapping',
    description: [
      'Of a file of people: the mapping there is, or a proposal; with --sample what it makes of the first rows.',
      'With --check it is held against the schema of the job: what is read, what is sent for nothing, and what is not mapped. Ends with 1 where nobody could be matched.',
      "With --from psd1 or wizard the file is a mapping of Microsoft's CSV2SCIM or of its upload wizard, made ours.",
    ].join('\n\n'),
    examples: ['muster map people.csv', 'muster map people.csv --sample 2 -o ndjson', 'muster map people.csv --check'],
    options: (command) =>
      addFileOptions(command)
        .addOption(
          new Option('--from <tool>', 'the file is a mapping of this kind').choices(['psd1', 'wizard', 'muster']),
        )
        .option('--out <file>', 'write the mapping here')
        .option('--check', 'hold it against the schema of the job')
        .option('--sample <n>', 'show the first people as they would be sent', parseCount),
    run: (muster, [file = ''], options) => map(muster, file, options),
  });
}

async function map(muster: Muster, name: string, options: Given): Promise<ExitCode> {
  const { world, answers, messages } = muster;
  if (options.from !== undefined) {
    const path = resolve(world.cwd, name);
    return told(muster, parseMapping(await readFile(path, 'utf8'), path, options.from), options.out);
  }
  const file = await openFile(name, fileOptionsOf(options), world);
  if (file.table === undefined) {
    messages.note(`${name} is JSON: its people are sent as they are, and need no mapping.`);
  }
  const known = file.table === undefined ? undefined : (file.known ?? (await proposedFor(file, file.table, messages)));
  if (options.check) return check(muster, known?.mapping);
  if (options.sample === undefined) return known === undefined ? EXIT.done : told(muster, known.mapping, options.out);
  const rows: object[] = [];
  for await (const { line, person, faults } of oneByOne(peopleOf(file, known)())) {
    rows.push({ line, user: person?.data ?? null, faults });
    if (rows.length >= options.sample) break;
  }
  await answers.list({
    kind: 'muster.sample/1',
    rows: rows as { line: number; user: object | null; faults: object[] }[],
    columns: [
      { name: 'line', read: ({ line }) => String(line) },
      { name: 'user', read: ({ user, faults }) => JSON.stringify(user ?? faults) },
    ],
    name: ({ line }) => String(line),
    empty: 'Nobody is in it.',
  });
  return EXIT.done;
}

/** What is mapped and read by nothing is sent for nothing; who has no value to be matched by is skipped. */
async function check(muster: Muster, mapping: MappingFile | undefined): Promise<ExitCode> {
  if (mapping === undefined) return EXIT.done;
  const { http, job } = await openJob(muster);
  const { schema } = judgeSchema((await readSchema(http, job)).schema, 'The schema of the job');
  const rows = checkMapping(Object.keys(mapping.map), schema);
  await muster.answers.list({
    kind: 'muster.mapCheck/1',
    rows,
    columns: [
      { name: 'attribute', read: ({ attribute }) => attribute },
      { name: 'verdict', read: ({ verdict }) => verdict },
      { name: 'detail', read: ({ detail }) => detail },
    ],
    name: ({ attribute }) => attribute,
  });
  return rows.some(({ verdict }) => verdict === 'needed') ? EXIT.failed : EXIT.done;
}

interface MappedAttribute {
  readonly attribute: string;
  readonly from: Rule;
}

const COLUMNS: readonly Column<MappedAttribute>[] = [
  { name: 'attribute', read: ({ attribute }) => attribute },
  { name: 'from', read: ({ from }) => ruleText(from) },
];

async function told(
  { answers, messages, world }: Muster,
  mapping: MappingFile,
  out: string | undefined,
): Promise<ExitCode> {
  if (out !== undefined) {
    await writeMapping(resolve(world.cwd, out), mapping);
    messages.note(`Written to ${out}.`);
    return EXIT.done;
  }
  const rows = Object.entries(mapping.map).map(([attribute, from]) => ({ attribute, from }));
  await answers.list({ kind: 'muster.map/1', rows, columns: COLUMNS, name: ({ attribute }) => attribute });
  return EXIT.done;
}
