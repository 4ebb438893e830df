/** `muster secrets`: what a job reaches its directory with. No option takes a secret's text: it would show in the list of processes. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { isPlain, type KeptSecret, readSecrets } from '../client/secrets';
import { EXIT, type ExitCode, usage } from '../exit';
import type { Column } from '../output/answer';
import type { World } from '../world';
import { addCommand, addFamily, type Muster, type Stage } from './command';
import { addDryRun, carryOut, type DryRunnable, openJob } from './jobDesk';

/** Where a secret comes from. */
export interface SecretSource {
  readonly secretFile?: string;
  readonly secretStdin?: boolean;
  readonly secretEnv?: string;
}

export function addSecrets(program: Command, stage: Stage): void {
  const family = addFamily(program, 'secrets', 'What a job reaches its directory with');
  addCommand(family, stage, {
    name: 'show',
    summary: 'Show what is saved; what is secret is shown as *',
    examples: ['muster secrets show'],
    run: async (muster) => {
      const { http, synchronization } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.secrets/1',
        rows: await readSecrets(http, synchronization),
        columns: COLUMNS,
        name: ({ key }) => key,
        empty: 'Nothing is saved.',
      });
    },
  });
  addCommand<SecretSource & DryRunnable & { readonly remove?: boolean }>(family, stage, {
    name: 'set <key> [value]',
    summary: 'Save one value; the others stay as they are',
    description:
      'A secret comes from a file, from stdin or from a variable; what is none, such as BaseAddress, or a reference to a vault, may stand on the line.',
    examples: [
      'muster secrets set SecretToken --secret-env TOKEN --dry-run',
      `muster secrets set SyncNotificationSettings '{"Enabled":true,"Recipients":"hr-admins@example.com"}'`,
    ],
    options: (command) => addDryRun(addSecretSource(command).option('--remove', 'take it away')),
    run: (muster, [key = '', value], options) => set(muster, key, value, options),
  });
  addCommand(family, stage, {
    name: 'test',
    summary: 'Try whether the directory takes what is saved',
    examples: ['muster secrets test'],
    run: async (muster) => {
      const desk = await openJob(muster);
      const body = { useSavedCredentials: true };
      const path = `${desk.job}/validateCredentials`;
      const done = 'The directory takes the saved credentials.';
      await carryOut(muster, desk, { method: 'POST', path, body, done, action: 'secretsTest' }, {});
    },
  });
}

export const addSecretSource = (command: Command) =>
  command
    .option('--secret-file <file>', 'the secret stands in this file')
    .option('--secret-stdin', 'the secret comes on stdin')
    .option('--secret-env <name>', 'the secret stands in this variable');

/** @returns `undefined` where none is named @throws {Failure} 2 for one that is not there, or is empty */
export async function readSecret(
  { secretFile, secretStdin, secretEnv }: SecretSource,
  { cwd, env, stdin }: World,
): Promise<string | undefined> {
  const named = [secretFile, secretStdin, secretEnv].filter((one) => one !== undefined);
  if (named.length === 0) return undefined;
  if (named.length > 1)
    throw usage('One secret comes from one place.', { advice: 'Name one: file, stdin or variable.' });
  const place = secretFile ?? (secretEnv === undefined ? 'stdin' : `$${secretEnv}`);
  const found =
    secretFile !== undefined
      ? await readFile(resolve(cwd, secretFile), 'utf8')
      : secretEnv !== undefined
        ? (env[secretEnv] ?? '')
        : await text(stdin);
  const secret = found.replace(/\r?\n$/, ''); // editors end files so
  if (secret === '') throw usage('There is no secret there.', { place });
  return secret;
}

async function set(
  muster: Muster,
  key: string,
  onLine: string | undefined,
  { remove, dryRun, ...source }: SecretSource & DryRunnable & { readonly remove?: boolean },
): Promise<ExitCode> {
  const secret = await readSecret(source, muster.world);
  if ([onLine, secret, remove].filter((one) => one !== undefined).length !== 1) {
    throw usage(`What is ${key} to be?`, { advice: 'Say --secret-file, --secret-stdin, --secret-env, or --remove.' });
  }
  if (onLine !== undefined && !isPlain(key, onLine)) {
    throw usage(`${key} is a secret, and others see what stands on a command line.`, {
      code: 'SecretOnLine',
      advice: 'Say --secret-file, --secret-stdin or --secret-env.',
    });
  }
  const desk = await openJob(muster);
  const value = onLine ?? secret ?? null;
  const pairs = (shown: string | null) => ({ value: [{ key, value: shown }] });
  await carryOut(
    muster,
    desk,
    {
      method: 'PATCH',
      path: `${desk.synchronization}/secrets`,
      body: pairs(value),
      shown: pairs(secret === undefined ? value : '*'),
      done: remove ? `${key} is taken away.` : `${key} is saved. Try it: muster secrets test`,
      action: 'secretsSet',
    },
    { dryRun: dryRun === true },
  );
  return EXIT.done;
}

const COLUMNS: readonly Column<KeptSecret>[] = [
  { name: 'key', read: ({ key }) => key },
  { name: 'value', read: ({ value }) => value },
];
