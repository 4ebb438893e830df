/** Does the target take these credentials? */
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { openSecrets, type SecretPorts } from './secrets';

export interface ValidatePorts extends Pick<SecretPorts, 'secrets' | 'sealer'> {
  /** @throws {ProvisioningError} with what the target said */
  testCredentials(templateId: string, credentials: ReadonlyMap<string, string>): Promise<void>;
}

/**
 * @param credentials `undefined`: those saved
 * @throws {ProvisioningError} with what the target said
 */
export async function validateCredentials(
  principal: ServicePrincipal,
  templateId: string,
  credentials: ReadonlyMap<string, string> | undefined,
  ports: ValidatePorts,
): Promise<void> {
  await ports.testCredentials(templateId, credentials ?? (await openSecrets(principal.id, ports)));
}
