/** `muster send`: a file of people to the directory, with what became of every row. */
import { type Command, Option } from 'commander';
import { EXIT, type ExitCode, usage } from '../exit';
import { resumeSend, type SendOptions, sendFile } from '../send/runSend';
import { addCommand, type GlobalOptions, parseCount, type Stage } from './command';

interface Given {
  readonly mapping?: string;
  readonly format?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly header: boolean;
  readonly blank?: string;
  readonly duplicates: 'error' | 'last';
  readonly batch: number;
  readonly parallel: number;
  readonly pace: string;
  readonly wait: 'settled' | 'accepted' | 'none';
  readonly failed?: string;
  readonly maxFailures?: string;
  readonly allowShrink?: boolean;
  readonly label?: string;
  readonly resume?: string | boolean;
}

const DESCRIPTION = [
  'The file is CSV in any dress, or JSON: a bulk request, a list, an array of users, one user a line.',
  'A mapping says how its columns become attributes: --mapping, FILE.mapping.json or muster.mapping.json beside it. Where there is none, one is proposed, shown and kept beside the file: look through it, correct it, and send again with --yes.',
  'Before anything is sent every row is checked, and told with its line where it cannot be sent. Rows that fail are written to FILE.failed.csv with the reason beside each: correct them, and send that file.',
  'A send that was cut off goes on with --resume; nobody is sent twice.',
].join('\n\n');

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

export function addSend(program: Command, stage: Stage): void {
  addCommand<Given>(program, stage, {
    name: 'send [file...]',
    summary: 'Send a file of people',
    description: DESCRIPTION,
    examples: [
      'muster send people.csv',
      'muster send people.csv --json --no-progress',
      'muster send quickstart.json --allow-shrink',
      'muster send --resume',
    ],
    options: (command) =>
      command
        .option('--mapping <file>', 'how columns become attributes')
        .addOption(
          new Option('--format <format>', 'what the file is').choices(['csv', 'tsv', 'json', 'ndjson', 'scim']),
        )
        .option('--encoding <name>', 'such as windows-1252; UTF-8, or what the byte order mark says, when absent')
        .option('--delimiter <character>', 'what separates columns; \\t is a tab')
        .option('--no-header', 'the first row is a person; columns are called 1, 2, 3')
        .addOption(
          new Option('--blank <how>', 'blank cells: said to be none, left out, or as they are').choices([
            'null',
            'omit',
            'empty',
          ]),
        )
        .addOption(
          new Option('--duplicates <how>', 'the same person twice').choices(['error', 'last']).default('error'),
        )
        .option('--batch <n>', 'people a request', parseCount, 50)
        .option('--parallel <n>', 'requests side by side', parseCount, 4)
        .option('--pace <pace>', 'off, graph, entra, or requests such as 5/s', 'off')
        .addOption(
          new Option('--wait <until>', 'what to wait for').choices(['settled', 'accepted', 'none']).default('settled'),
        )
        .option('--failed <file>', 'where rows go that failed')
        .option('--max-failures <most>', 'send nothing when more rows are bad: a number, or 5%')
        .option('--allow-shrink', 'the file is a part, or meant to be less than half of the last one')
        .option('--label <text>', 'what muster sends list calls it')
        .option('--resume [run]', 'go on with a send that was cut off; the last one when none is named'),
    run: async (muster, files, options) => {
      const how = optionsOf(options);
      if (options.resume !== undefined) {
        return resumeSend(options.resume === true ? undefined : String(options.resume), how, muster);
      }
      if (files.length === 0) throw usage('Which file?', { advice: 'Name one: muster send people.csv' });
      let worst: ExitCode = EXIT.done;
      for (const file of files) worst = worse(worst, await sendFile(file, how, muster));
      return worst;
    },
  });
}

/** Of several files the first that did not end well. */
const worse = (one: ExitCode, other: ExitCode) => (one === EXIT.done ? other : one);

function optionsOf({ header, timeout, yes, allowShrink, resume: _, ...given }: Given & GlobalOptions): SendOptions {
  return {
    ...given,
    hasHeader: header,
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    allowShrink: allowShrink === true,
    yes: yes === true,
  };
}
