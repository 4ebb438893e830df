/** Options of every command that reads a file of people. */
import { type Command, Option } from 'commander';
import type { FileOptions } from '../send/openFile';

/** As commander hands them over. */
export interface GivenFileOptions {
  readonly mapping?: string;
  readonly format?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly header: boolean;
  readonly sheetQuirks?: boolean;
  readonly blank?: string;
  readonly duplicates: 'error' | 'last';
}

export function addFileOptions(command: Command): Command {
  return command
    .option('--mapping <file>', 'how columns become attributes')
    .addOption(new Option('--format <format>', 'what the file is').choices(['csv', 'tsv', 'json', 'ndjson', 'scim']))
    .option('--encoding <name>', 'such as windows-1252; UTF-8, or what the byte order mark says, when absent')
    .option('--delimiter <character>', 'what separates columns; \\t is a tab')
    .option('--no-header', 'the first row is a person; columns are called 1, 2, 3')
    .option('--sheet-quirks', 'undo what a spreadsheet did: ="007", \'007, stray spaces; refuse #N/A, 1.2E+11')
    .addOption(
      new Option('--blank <how>', 'blank cells: said to be none, left out, or as they are').choices([
        'null',
        'omit',
        'empty',
      ]),
    )
    .addOption(new Option('--duplicates <how>', 'the same person twice').choices(['error', 'last']).default('error'));
}

export function fileOptionsOf({ header, sheetQuirks, ...others }: GivenFileOptions): FileOptions {
  const { mapping, format, encoding, delimiter, blank } = others;
  return { hasHeader: header, sheetQuirks: sheetQuirks === true, mapping, format, encoding, delimiter, blank };
}
