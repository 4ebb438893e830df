/** `muster` in this process: for many commands, none of which needs a process of its own to show what it shows. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runMuster } from '../../cli/program/main';
import { realWorld } from '../../cli/world';
import type { CommandRun } from './musterCommand';

/** @param env all of the environment there is */
export async function musterHere(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<CommandRun> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const world = { ...realWorld(new AbortController().signal), env, cwd, stdin, stdout, stderr };
  const exit = await runMuster(args, { ...world, azureToken: () => Promise.reject(new Error('not asked')) });
  stdout.end();
  stderr.end();
  const [out, errors] = await printed;
  return { exit, stdout: out, stderr: errors };
}

/** The words of a line that asks nothing of a shell but quotes; `undefined` for any other. */
export function plainWords(line: string): readonly string[] | undefined {
  if (/[$|&;<>`\\]/.test(line.replace(/'[^']*'/g, ''))) return undefined;
  const words = line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...words].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
