/** `muster plan`: what a file would do, person by person, before it is sent. */
import type { Command } from 'commander';
import { planFile } from '../send/planFile';
import { addCommand, type Stage } from './command';
import { addFileOptions, fileOptionsOf, type GivenFileOptions } from './fileOptions';

interface Given extends GivenFileOptions {
  readonly full?: boolean;
  readonly exitCode?: boolean;
}

export function addPlan(program: Command, stage: Stage): void {
  addCommand<Given>(program, stage, {
    name: 'plan <file>',
    summary: 'Show what a file would do',
    description:
      'The same as muster send --dry-run: nothing is written. It asks for the right to change the job. Ends with 5 where the deletion guard would stop it.',
    examples: ['muster plan people.csv', 'muster plan people.csv -o ndjson'],
    options: (command) =>
      addFileOptions(command)
        .option('--full', 'every change of everybody')
        .option('--exit-code', 'end with 3 where something would change'),
    run: (muster, [file = ''], options) =>
      planFile(
        file,
        {
          ...fileOptionsOf(options),
          duplicates: options.duplicates,
          yes: options.yes === true,
          full: options.full === true,
          exitCode: options.exitCode === true,
        },
        muster,
      ),
  });
}
