/** `muster completion`: what a shell needs to complete commands and options, made of the command tree itself. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { listJobs } from '../client/jobs';
import { usage } from '../exit';
import { stateFolder } from '../world';
import { addCommand, type Muster, type Stage } from './command';

/** Words that may follow a beginning: `''` for the first word, `job` for the second of that family. */
type Words = ReadonlyMap<string, readonly string[]>;

export function addCompletion(program: Command, stage: Stage): void {
  addCommand(program, stage, {
    name: 'completion <shell>',
    summary: 'Print the completion script of bash, zsh, fish or pwsh',
    description:
      'The script completes jobs behind --job, too, as they were a minute ago at most: muster completion jobs prints them.',
    examples: [
      'muster completion bash',
      'muster completion zsh',
      'muster completion fish',
      'muster completion pwsh',
      'muster completion jobs',
    ],
    run: async (muster, [shell = '']) => {
      const { answers } = muster;
      if (shell === 'jobs') {
        for (const id of await knownJobs(muster)) await answers.raw(`${id}\n`);
        return;
      }
      const script = SCRIPTS.get(shell);
      if (script === undefined)
        throw usage(`${shell} is no shell that is known here.`, {
          advice: `Expected: ${[...SCRIPTS.keys()].join(', ')}.`,
        });
      await answers.raw(script(wordsOf(program)));
    },
  });
}

const FRESH_MS = 60_000;

interface JobsCache {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly baseUrl: string;
  readonly ids: readonly string[];
}

/** Whoever presses Tab does not wait for a service each time. */
async function knownJobs({ world, service }: Muster): Promise<readonly string[]> {
  const path = join(stateFolder(world), 'jobs.json');
  const { http } = await service();
  const kept = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as JobsCache,
    () => undefined, // none yet
  );
  if (kept?.baseUrl === http.baseUrl && world.now() - kept.at < FRESH_MS) return kept.ids;
  const ids = (await listJobs(http)).map(({ jobId }) => jobId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify({ at: world.now(), baseUrl: http.baseUrl, ids } satisfies JobsCache), {
    mode: 0o600,
  });
  return ids;
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
  if [[ \${COMP_WORDS[COMP_CWORD-1]} == --job ]]; then
    COMPREPLY=($(compgen -W "$(muster completion jobs 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
    return
  fi
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
  if [[ \${words[CURRENT-1]} == --job ]]; then
    compadd -- \${(f)"$(muster completion jobs 2>/dev/null)"}
    return
  fi
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
        .join('')
        .concat("complete -c muster -l job -xa '(muster completion jobs 2>/dev/null)'\\n"),
  ],
  [
    'pwsh',
    (words: Words) => `Register-ArgumentCompleter -Native -CommandName muster -ScriptBlock {
  param($word, $ast)
  $before = @($ast.CommandElements | Where-Object { "$_" -ne $word })[-1]
  if ("$before" -eq '--job') {
    muster completion jobs 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
    return
  }
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
