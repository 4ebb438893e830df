/** docs/cli-reference.md is the command tree, word for word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { examplesOf } from '../../../cli/commands/command';
import { createProgram, createWholeProgram } from '../../../cli/program/program';
import { reference } from '../../../cli/program/reference';
import { realWorld } from '../../../cli/world';

const hands = {
  ...realWorld(new AbortController().signal),
  azureToken: () => Promise.reject(new Error('not asked')),
};
const stage = (...args: string[]) => ({ hands, args, ended: () => undefined });

test('the document is as the commands are; node test/cli/writeReference.mjs writes it anew', async () => {
  const program = await createWholeProgram(stage());
  expect(readFileSync(join(__dirname, '../../../docs/cli-reference.md'), 'utf8')).toBe(reference(program));
});

test('--help says of commands that are not loaded what they say of themselves', async () => {
  const whole = await createWholeProgram(stage());
  expect((await createProgram(stage())).helpInformation()).toBe(whole.helpInformation());
});

/** How many of the commands are whole: those that can do something. */
async function loaded(...args: string[]) {
  const { commands } = await createProgram(stage(...args));
  return commands.filter((one) => one.options.length > 0 || one.commands.length > 0).map((one) => one.name());
}

test.each([
  { args: ['send', 'people.csv'], names: ['send'] },
  { args: ['--job', 'plan', '-o', 'json', 'logs', '--follow'], names: ['logs'] },
  { args: ['help', 'job'], names: ['job'] },
  { args: ['PATCH', '/x'], names: ['PATCH'] },
  { args: ['--help'], names: [] },
  { args: ['--version'], names: [] },
  { args: ['sned'], names: [] },
  { args: ['--output', 'nothing', 'send'], names: [] },
  { args: [], names: [] },
])('$args loads $names', async ({ args, names }) => expect(await loaded(...args)).toEqual(names));

test('completion speaks of all, and loads all', async () => {
  expect((await loaded('completion', 'bash')).length).toBeGreaterThan(20);
});

const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

/** All that `--help` prints, what stands behind the commands included. */
function helpOf(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (part) => void parts.push(part) }).outputHelp();
  return parts.join('');
}

test("every --help, a family's too, shows examples, each of which runs in a test of its own command", async () => {
  const commands = all(await createWholeProgram(stage()));
  const run = new Set(commands.flatMap(examplesOf)); // test/documents/cli.test.ts
  const told = commands.map((command) => {
    const [, examples = ''] = helpOf(command).split('\nExamples:\n');
    const lines = examples.split('\n').flatMap((line) => /^ {2}\$ (.*)$/.exec(line)?.[1] ?? []);
    return { name: command.name(), lines, notRun: lines.filter((line) => !run.has(line)) };
  });
  expect(told.filter(({ lines, notRun }) => lines.length === 0 || notRun.length > 0)).toEqual([]);
});
