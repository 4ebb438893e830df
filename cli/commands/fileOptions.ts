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
    .addOption(
      new Option('--blank <how>', 'blank cells: said to be none, left out, or as they are').choices([
        'null',
        'omit',
        'empty',
      ]),
    )
    .addOption(new Option('--duplicates <how>', 'the same person twice').choices(['error', 'last']).default('error'));
}

export function fileOptionsOf({ header, mapping, format, encoding, delimiter, blank }: GivenFileOptions): FileOptions {
  return { hasHeader: header, mapping, format, encoding, delimiter, blank };
}
