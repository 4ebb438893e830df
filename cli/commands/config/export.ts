/** `muster export`: the whole configuration of a service as a file that `muster apply` reads. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfiguration } from '../../client/configuration';
import { exportConfig } from '../../config/exportConfig';
import { addCommand, type Stage } from '../command';

export function addExport(program: Command, stage: Stage): void {
  addCommand<{ readonly file?: string }>(program, stage, {
    name: 'export',
    summary: 'Write the configuration of all jobs into a file, or print it',
    description:
      'Principals, jobs, settings, schemas, inlets, outlets and how their directories are reached; what is secret as ${env:…}, to be given when it is applied.',
    examples: ['muster export --file muster.json', 'muster export | muster apply --file - --dry-run --exit-code'],
    options: (command) => command.option('-f, --file <file>', 'where to; printed when absent'),
    run: async ({ service, answers, messages, world }, _, { file }) => {
      const { http } = await service();
      const text = `${JSON.stringify(exportConfig(await readConfiguration(http)), null, 2)}\n`;
      if (file === undefined) return answers.raw(text);
      await writeFile(resolve(world.cwd, file), text);
      messages.note(`Written to ${file}.`);
    },
  });
}
