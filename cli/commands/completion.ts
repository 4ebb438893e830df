/** `muster completion`: what a shell needs to complete commands and options, made of the command tree itself. */
import type { Command } from 'commander';
import { usage } from '../exit';
import { addCommand, type Stage } from './command';

/** Words that may follow a beginning: `''` for the first word, `job` for the second of that family. */
type Words = ReadonlyMap<string, readonly string[]>;

export function addCompletion(program: Command, stage: Stage): void {
  addCommand(program, stage, {
    name: 'completion <shell>',
    summary: 'Print the completion script of bash, zsh, fish or pwsh',
    examples: ['muster completion bash', 'muster completion zsh', 'muster completion fish', 'muster completion pwsh'],
    run: async ({ answers }, [shell = '']) => {
      const script = SCRIPTS.get(shell);
      if (script === undefined)
        throw usage(`${shell} is no shell that is known here.`, {
          advice: `Expected: ${[...SCRIPTS.keys()].join(', ')}.`,
        });
      await answers.raw(script(wordsOf(program)));
    },
  });
}

function wordsOf(program: Command): Words {
  const words = new Map<string, readonly string[]>();
  const add = (path: string, command: Command) => {
    const shown = command
      .createHelp()
      .visibleCommands(command)
      .map((one) => one.name());
    words.set(path, [...shown, ...command.options.flatMap(({ long }) => long ?? [])]);
    for (const one of command.commands) add(`${path} ${one.name()}`.trim(), one);
  };
  add('', program);
  return words;
}

/** The words of the longest beginning that is known; files where there are none. */
const SCRIPTS: ReadonlyMap<string, (words: Words) => string> = new Map([
  [
    'bash',
    (words: Words) => `_muster() {
  local path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == -* ]] || path="$path $word"; done
  case "\${path# }" in
${cases(
  words,
  (path) => path,
  (all) => `COMPREPLY=($(compgen -W '${all}' -- "\${COMP_WORDS[COMP_CWORD]}"))`,
)}
    *) COMPREPLY=() ;;
  esac
}
complete -o default -F _muster muster
`,
  ],
  [
    'zsh',
    (words: Words) => `#compdef muster
_muster() {
  local path="" word
  for word in "\${words[@]:1:CURRENT-2}"; do [[ $word == -* ]] || path="$path $word"; done
  case "\${path# }" in
${cases(
  words,
  (path) => path,
  (all) => `compadd -- ${all}`,
)}
    *) _files ;;
  esac
}
compdef _muster muster
`,
  ],
  [
    'fish',
    (words: Words) =>
      [...words]
        .map(([path, all]) => {
          const seen = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`;
          return `complete -c muster -n '${seen}' -a '${all.join(' ')}'\n`;
        })
        .join(''),
  ],
  [
    'pwsh',
    (words: Words) => `Register-ArgumentCompleter -Native -CommandName muster -ScriptBlock {
  param($word, $ast)
  $path = (($ast.CommandElements | Select-Object -Skip 1 | Where-Object { "$_" -notlike '-*' -and "$_" -ne $word }) -join ' ')
  $words = @{
${[...words].map(([path, all]) => `    '${path}' = '${all.join(' ')}'`).join('\n')}
  }
  ("$($words[$path])" -split ' ') | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
  ],
]);

function cases(words: Words, pattern: (path: string) => string, body: (all: string) => string): string {
  return [...words].map(([path, all]) => `    '${pattern(path)}') ${body(all.join(' '))} ;;`).join('\n');
}
