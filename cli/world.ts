/** What the command line stands in: streams, environment, folders, time, network. Handed in, so that tests bring their own. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWire, type Fetch } from './wire';

/** A stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly stdin: Input;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly fetch: Fetch;
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws when the command is interrupted meanwhile */
  wait(ms: number): Promise<void>;
  /** From 0 up to, and without, 1. */
  chance(): number;
  uuid(): string;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export function realWorld(interrupted: AbortSignal): World {
  const { env, platform, stdin, stdout, stderr } = process;
  return {
    env,
    cwd: process.cwd(),
    platform,
    home: homedir(),
    stdin,
    stdout,
    stderr,
    fetch: createWire(),
    now: Date.now,
    wait: (ms) => sleep(ms, undefined, { signal: interrupted }),
    chance: Math.random,
    uuid: randomUUID,
    interrupted,
  };
}

type Places = Pick<World, 'env' | 'home' | 'platform'>;

/** What is remembered between runs and may be lost: journals of sends, where `npm start` runs. */
export function stateFolder({ env, home, platform }: Places): string {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'muster');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'muster');
  return join(home, '.local', 'state', 'muster');
}

/** Profiles: names and addresses, never a secret. */
export function configFile({ env, home, platform }: Places): string {
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'muster', 'config.json');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'muster', 'config.json');
  return join(home, '.config', 'muster', 'config.json');
}
