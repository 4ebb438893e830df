/** The way to addresses that are anybody's: receivers of webhooks, and HR systems that are written back into. */
import type { House } from '../pipeline/ports';
import { createEgress } from '../targets/kit/egress';
import { createExchange, type Exchange } from '../targets/kit/http';
import { createJobTargets } from '../targets/open/jobTargets';
import { type OpenTargetPorts, openTarget } from '../targets/open/openTarget';

/** What `openHr` is asked for: one HR service an outlet, opened again when its credentials change. */
interface HrOfOutlet {
  readonly id: string;
  readonly templateId: string;
  readonly secrets: ReadonlyMap<string, string>;
}

/** @param given instead of the network, for tests */
export function openOutside(
  reach: Parameters<typeof createEgress>[0],
  given: Exchange | undefined,
  ways: OpenTargetPorts,
): Pick<House, 'outside' | 'openHr'> {
  const egress = createEgress(reach, 'webhook');
  const outside = given ?? createExchange({ egress });
  const services = createJobTargets<HrOfOutlet>({
    ...ways,
    getSecrets: async ({ secrets }) => secrets,
    open: (hr, secrets) => openTarget(hr, secrets, { ...ways, egress, exchange: outside, vaults: ways.exchange }),
  });
  return { outside, openHr: (id, secrets) => services.get({ id, templateId: 'API2SCIM', secrets }) };
}
