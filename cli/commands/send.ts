/** `muster send`: a file of people to the directory, with what became of every row. */
import { type Command, Option } from 'commander';
import { EXIT, type ExitCode, usage } from '../exit';
import { planFile } from '../send/planFile';
import { resumeSend, sendFile } from '../send/runSend';
import type { SendOptions } from '../send/sendOptions';
import { addCommand, type GlobalOptions, parseCount, type Stage } from './command';
import { addFileOptions, fileOptionsOf, type GivenFileOptions } from './fileOptions';

interface Given extends GivenFileOptions {
  readonly batch: number;
  readonly parallel: number;
  readonly pace: string;
  readonly wait: 'settled' | 'accepted' | 'none';
  readonly failed?: string;
  readonly maxFailures?: string;
  readonly allowShrink?: boolean;
  readonly label?: string;
  readonly leavers: 'off' | 'disable';
  readonly previous?: string;
  readonly known?: boolean;
  readonly maxLeavers?: string;
  readonly resume?: string | boolean;
  readonly dryRun?: boolean;
  readonly full?: boolean;
  readonly exitCode?: boolean;
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
      'muster send people.csv --dry-run',
      'muster send people.csv --leavers disable --previous people.csv',
      'muster send quickstart.json --allow-shrink',
      'muster send --resume',
    ],
    options: (command) =>
      addFileOptions(command)
        .option('--batch <n>', 'people a request', parseCount, 50)
        .option('--parallel <n>', 'requests side by side', parseCount, 4)
        .option('--pace <pace>', 'off, graph, entra, or requests such as 5/s', 'off')
        .addOption(
          new Option('--wait <until>', 'what to wait for').choices(['settled', 'accepted', 'none']).default('settled'),
        )
        .option('--failed <file>', 'where rows go that failed')
        .option('--max-failures <most>', 'send nothing when more rows are bad: a number, or 5%')
        .option('--allow-shrink', 'the file is a part, or meant to be less than half of the last one')
        .addOption(
          new Option('--leavers <how>', 'those who are gone: left alone, or disabled')
            .choices(['off', 'disable'])
            .default('off'),
        )
        .option('--previous <file>', 'gone is who stands in this older file and not in the new one')
        .option('--known', 'gone is whom the job knows and the file does not hold')
        .option(
          '--max-leavers <most>',
          'send nothing when more are gone; a number, or 5% (default: 1%, but 10 at least)',
        )
        .option('--label <text>', 'what muster sends list calls it')
        .option('--resume [run]', 'go on with a send that was cut off; the last one when none is named')
        .option('--dry-run', 'send nothing, show the plan')
        .option('--full', 'every change of the plan')
        .option('--exit-code', 'end a dry run with 3 where something would change'),
    run: async (muster, files, options) => {
      const how = optionsOf(options);
      if (options.resume !== undefined) {
        return resumeSend(options.resume === true ? undefined : String(options.resume), how, muster);
      }
      if (files.length === 0) throw usage('Which file?', { advice: 'Name one: muster send people.csv' });
      let worst: ExitCode = EXIT.done;
      const plan = { ...how, full: options.full === true, exitCode: options.exitCode === true };
      for (const file of files) {
        worst = worse(worst, options.dryRun ? await planFile(file, plan, muster) : await sendFile(file, how, muster));
      }
      return worst;
    },
  });
}

/** Of several files the first that did not end well. */
const worse = (one: ExitCode, other: ExitCode) => (one === EXIT.done ? other : one);

function optionsOf(given: Given & GlobalOptions): SendOptions {
  const { duplicates, batch, parallel, pace, wait, failed, maxFailures, allowShrink, label, timeout, yes } = given;
  const { leavers, previous, known, maxLeavers } = given;
  return {
    ...fileOptionsOf(given),
    duplicates,
    batch,
    parallel,
    pace,
    wait,
    failed,
    maxFailures,
    leavers,
    previous,
    known: known === true,
    maxLeavers,
    label,
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    allowShrink: allowShrink === true,
    yes: yes === true,
  };
}
