/** The key that secrets of local jobs are kept under; made once and kept, so that what was saved outlives a restart. */
import type { RandomSource } from '../shared/ports';
import { SEALING_KEY_BYTES } from '../shared/store/jobs/sealing';
import { readPrivateJson, writePrivateJson } from './privateFile';

/**
 * Reads the key from the file, or makes one and writes it there.
 * @returns in base64, as `SECRETS_KEY` takes it
 * @throws {Error} that names the file when it holds no such key
 */
export async function openSecretsKey(path: string, random: RandomSource): Promise<string> {
  const kept = await readPrivateJson(path);
  if (kept !== undefined) {
    if (isKey(kept)) return kept;
    throw new Error(
      `${path} holds no key of ${SEALING_KEY_BYTES} bytes in base64. Put it back, or remove it and save the secrets of your jobs again.`,
    );
  }
  const key = Buffer.from(random.bytes(SEALING_KEY_BYTES)).toString('base64');
  await writePrivateJson(path, key);
  return key;
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && Buffer.from(value, 'base64').byteLength === SEALING_KEY_BYTES;
}
