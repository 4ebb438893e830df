/** The commands of a document, run as a reader would who pastes them into a shell, one after the other. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { commandEnvironment, MUSTER } from './musterCommand';
import { ROOT, type Stack, temporaryFolder } from './stack';

export interface CommandsRun {
  /** The shell stops at the first command that fails. */
  readonly status: number | null;
  /** What failed, and what it said; empty when nothing did. */
  readonly last: string;
}

export const ANSWERED: CommandsRun = { status: 0, last: '' };

export interface CommandsOptions {
  /** The checkout when absent. */
  readonly cwd?: string;
  /** Where the command line remembers things; a folder of its own when absent. */
  readonly home?: string;
  /** Beside the four variables that the documents name. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** @param document Markdown; what stands in its `sh` blocks is run */
export async function runCommands(
  document: string,
  stack: Stack,
  { cwd = ROOT, home, variables = {} }: CommandsOptions = {},
): Promise<CommandsRun> {
  const commands = [...document.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  if (commands.length === 0) throw new Error('The document has no commands.');
  const own = temporaryFolder();
  const environment = {
    ...commandEnvironment({ home: home ?? own.path }),
    ...(await variablesOf(stack)),
    ...variables,
  };
  // `muster` is the command line that was built; the shell stops at the first that fails, and -x names it.
  const script = ['set -euo pipefail', `muster() { node '${MUSTER}' "$@"; }`, ...commands].join('\n');
  const shell = spawn('bash', ['-x', '-c', script], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => shell.once('exit', resolve));
  const [status, answers, trace] = await Promise.all([exited, text(shell.stdout), text(shell.stderr)]);
  own.remove();
  return { status, last: status === 0 ? '' : `${trace.slice(-1_000)}\n${answers.slice(-1_000)}` };
}

/** Those that the documents name. */
export async function variablesOf({ info, token }: Stack): Promise<Readonly<Record<string, string>>> {
  return { MUSTER: info.baseUrl, TOKEN: await token(), SP: info.servicePrincipalId, JOB: info.jobId };
}
