/** The `muster` command line as people run it: a process of its own, against a running stack, with folders of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './stack';

export interface CommandRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandPlace {
  readonly cwd: string;
  /** Its own XDG folders are below this. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const MUSTER = join(ROOT, 'dist/cli/muster.js');

/** Variables that would send a command elsewhere. */
const NOT_OURS = /^(MUSTER|TOKEN$|JOB$|SP$|AZURE_|XDG_)/;

export function commandEnvironment({ home, env = {} }: Pick<CommandPlace, 'home' | 'env'>): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)));
  return { ...own, XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', ...env };
}

export function startMuster(args: readonly string[], place: CommandPlace) {
  return spawn(process.execPath, [MUSTER, ...args], {
    cwd: place.cwd,
    env: commandEnvironment(place),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** @param input what is piped in */
export async function muster(args: readonly string[], place: CommandPlace, input = ''): Promise<CommandRun> {
  const child = startMuster(args, place);
  child.stdin.on('error', () => undefined); // it did not want it
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [exit, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exit, stdout, stderr };
}
