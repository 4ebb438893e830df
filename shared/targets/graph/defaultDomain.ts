/** The tenant's default domain. It changes once in years and is asked for with every load of a job. */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import type { GraphUsers } from './users';

const KEEP_MS = 60 * 60_000;

/** A failure is not remembered. @throws {ProvisioningError} InsufficientRights without the right to read the organization; … */
export function createDefaultDomain({ verifiedDomains }: GraphUsers, clock: Clock): () => Promise<string> {
  let known: { readonly domain: string; readonly until: number } | undefined;
  return async () => {
    if (known !== undefined && clock.now() < known.until) return known.domain;
    const [domain] = await verifiedDomains();
    if (domain === undefined) throw new ProvisioningError('InvalidDomain', 'The tenant has no verified domain.');
    known = { domain, until: clock.now() + KEEP_MS };
    return domain;
  };
}
