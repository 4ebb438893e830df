/** `muster schema pull`: the schema of a job into a file. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSchema } from '../../client/schema';
import { addCommand, type Stage } from '../command';
import { openJob } from '../jobDesk';

export function addPull(family: Command, stage: Stage): void {
  addCommand<{ readonly file?: string }>(family, stage, {
    name: 'pull',
    summary: 'Write the schema of a job into a file, or print it',
    examples: ['muster schema pull --file schema.json', 'muster schema pull | head -c 100'],
    options: (command) => command.option('-f, --file <file>', 'where to; printed when absent'),
    run: async (muster, _, { file }) => {
      const { http, job } = await openJob(muster);
      const text = `${JSON.stringify((await readSchema(http, job)).schema, null, 2)}\n`;
      if (file === undefined) return muster.answers.raw(text);
      await writeFile(resolve(muster.world.cwd, file), text);
      muster.messages.note(`Written to ${file}.`);
    },
  });
}
