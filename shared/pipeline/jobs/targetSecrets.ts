/** The secrets a target is opened with. What keeps them from being read keeps the whole job from its target. */
import { ProvisioningError } from '../../errors';
import { SealingKeyMissing, SecretUnreadable } from '../../store/jobs/sealing';
import type { Needs } from '../ports';
import { openSecrets } from './secrets';

/** @throws {ProvisioningError} InvalidCredentials when they were saved and cannot be opened */
export async function targetSecrets(
  principalId: string,
  ports: Needs<'secrets' | 'sealer'>,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await openSecrets(principalId, ports);
  } catch (error) {
    if (!(error instanceof SealingKeyMissing || error instanceof SecretUnreadable)) throw error;
    throw new ProvisioningError('InvalidCredentials', error.message, { cause: error });
  }
}
