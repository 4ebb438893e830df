/** Does the target take these credentials? */
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Needs } from '../ports';
import { openSecrets } from './secrets';

type Ports = Needs<'secrets' | 'sealer' | 'testCredentials'>;

/**
 * @param credentials `undefined`: those saved
 * @throws {ProvisioningError} with what the target said
 */
export async function validateCredentials(
  principal: ServicePrincipal,
  templateId: string,
  credentials: ReadonlyMap<string, string> | undefined,
  ports: Ports,
): Promise<void> {
  await ports.testCredentials(templateId, credentials ?? (await openSecrets(principal.id, ports)));
}
