/** The command tree as a document: `docs/cli-reference.md` is made of it, and a test holds it to that. */
import type { Command, Option } from 'commander';
import { examplesOf } from '../commands/command';

export function reference(program: Command): string {
  const globals = program.options.filter(({ long }) => long !== '--version');
  return [
    '# Commands of `muster`',
    '',
    'Made of the command tree itself (`test/cli/writeReference.mjs`). What it is for, and how to go about it: [cli.md](cli.md).',
    '',
    ...visible(program).flatMap((command) => section(command, 'muster')),
    '## Options of every command',
    '',
    ...optionLines(globals),
    '',
  ].join('\n');
}

const visible = (command: Command) =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');

function section(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  const below = visible(command).flatMap((one) => section(one, name));
  if (examplesOf(command).length === 0) return below; // a family
  const usage = command.registeredArguments
    .map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`) + (one.variadic ? '…' : ''))
    .join(' ');
  const options = optionLines(command.options);
  return [
    `## \`${`${name} ${usage}`.trim()}\``,
    '',
    command.description(),
    '',
    ...(options.length > 0 ? [...options, ''] : []),
    '```sh',
    ...examplesOf(command),
    '```',
    '',
    ...below,
  ];
}

function optionLines(options: readonly Option[]): readonly string[] {
  return options.filter(({ hidden }) => !hidden).map((option) => `- \`${option.flags}\`: ${described(option)}`);
}

function described({ description, argChoices, defaultValue }: Option): string {
  const isTold = defaultValue !== undefined && typeof defaultValue !== 'boolean' && !Array.isArray(defaultValue);
  const facts = [
    ...(argChoices === undefined ? [] : [argChoices.join(', ')]),
    ...(isTold ? [`default ${String(defaultValue)}`] : []),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`;
}
