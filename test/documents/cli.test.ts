/** docs/cli.md, and the examples of every `--help`: all of them run, in the order they stand there. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { examplesOf } from '../../cli/commands/command';
import { createWholeProgram } from '../../cli/program/program';
import { realWorld } from '../../cli/world';
import { commandEnvironment } from '../support/musterCommand';
import { musterHere, plainWords } from '../support/musterHere';
import { ANSWERED, type CommandsOptions, runCommands, variablesOf } from '../support/shellCommands';
import { ROOT, temporaryFolder } from '../support/stack';
import { openStage } from './stack';

const stage = openStage();
const folder = temporaryFolder();

beforeAll(() => {
  cpSync(join(ROOT, 'docs/examples'), folder.path, { recursive: true });
});
afterAll(() => folder.remove());

const run = (document: string, options: Pick<CommandsOptions, 'home'> = {}) =>
  runCommands(document, stage().stack, { cwd: folder.path, ...options });

const program = createWholeProgram({
  hands: { ...realWorld(new AbortController().signal), azureToken: () => Promise.reject(new Error('not asked')) },
  args: [],
  ended: () => undefined,
});
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 || examplesOf(command).length > 0
    ? [command, ...command.commands.flatMap(leaves)]
    : command.commands.flatMap(leaves);
const commands = program.then(leaves);

test('every command has an example that begins with its name', async () => {
  const without = (await commands).filter((command) => !examplesOf(command).some((line) => line.startsWith('muster ')));
  expect(without.map((command) => command.name())).toEqual([]);
});

test('every example of every --help answers', async () => {
  const env = { ...commandEnvironment({ home: folder.path }), ...(await variablesOf(stage().stack)) };
  for (const line of (await commands).flatMap(examplesOf)) {
    const [program, ...args] = plainWords(line) ?? [];
    if (program === 'muster' && args[0] !== 'agent') {
      expect({ line, ...(await musterHere(args, folder.path, env)) }).toMatchObject({ line, exit: 0 });
    } else {
      expect({ line, ...(await run(`\`\`\`sh\n${line}\n\`\`\``, { home: folder.path })) }).toEqual({
        line,
        ...ANSWERED,
      });
    }
  }
});

test('every command of docs/outlets.md answers', async () => {
  expect(await run(readFileSync(join(ROOT, 'docs/outlets.md'), 'utf8'))).toEqual(ANSWERED);
});

test('every command of docs/writeback.md answers', async () => {
  const text = readFileSync(join(ROOT, 'docs/writeback.md'), 'utf8');
  const [, definition = ''] = /```json\n(\{ "name": "hr"[^`]*)```/.exec(text) ?? [];
  writeFileSync(join(folder.path, 'hr.json'), definition); // as the document shows it
  expect(await run(text)).toEqual(ANSWERED);
});

test('every command of docs/cli.md answers', async () => {
  expect(await run(readFileSync(join(ROOT, 'docs/cli.md'), 'utf8'))).toEqual(ANSWERED);
});
