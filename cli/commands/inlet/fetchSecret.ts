/** Where the secret comes from that people are fetched with. No option takes its text: it would show in the list of processes. */
import type { Command } from 'commander';
import type { World } from '../../world';
import { readSecret } from '../secrets';

export interface FetchSecretSource {
  readonly fetchSecretFile?: string;
  readonly fetchSecretEnv?: string;
}

export const addFetchSecret = (command: Command) =>
  command
    .option('--fetch-secret-file <file>', 'what people are fetched with stands in this file')
    .option('--fetch-secret-env <name>', 'what people are fetched with stands in this variable');

/** @returns `undefined` where none is named @throws {Failure} 2 for one that is not there, or is empty */
export function readFetchSecret({ fetchSecretFile, fetchSecretEnv }: FetchSecretSource, world: World) {
  return readSecret(
    {
      ...(fetchSecretFile !== undefined && { secretFile: fetchSecretFile }),
      ...(fetchSecretEnv !== undefined && { secretEnv: fetchSecretEnv }),
    },
    world,
  );
}
