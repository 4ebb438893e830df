/** What inlets stand on: their definitions, what is noticed at their doors, and the way to HR systems. */
import type { AskVendor } from '../pipeline/inletPorts';
import { createVendorTokens } from '../pipeline/inlets/fetching/vendorTokens';
import { createInletContexts } from '../pipeline/inlets/inletContexts';
import { createInletWatch } from '../pipeline/inlets/inletWatch';
import { createVendorIds } from '../pipeline/outlets/writeback/vendorIds';
import type { Needs } from '../pipeline/ports';
import type { Settings } from '../settings';
import { createEgress } from '../targets/kit/egress';
import { createExchange, type Exchange } from '../targets/kit/http';
import { vaultPorts, withKeyVault } from '../targets/open/keyVault';

/** Of one request to an HR system (spec/hands.md 3.6, step 5). */
const VENDOR_TIMEOUT_MS = 20_000;
const VAULT_TIMEOUT_MS = 10_000;

type Ports = Needs<'clock' | 'logger' | 'jobs' | 'inlets' | 'inletHealth' | 'fences' | 'sealer'>;

export function openInlets(
  settings: Settings,
  /** To vaults. */
  exchange: Exchange,
  given: AskVendor | undefined,
  ports: Ports,
): Needs<'inletContexts' | 'inletWatch' | 'askVendor' | 'vendorTokens' | 'vendorIds'> {
  const { deployed, egressHosts: hosts, allowLoopbackTargets: allowsLoopback } = settings;
  const askVendor = given ?? askThrough(createExchange({ egress: createEgress({ deployed, hosts }, 'webhook') }));
  const vault = vaultPorts(exchange, settings, VAULT_TIMEOUT_MS);
  const readVault = async (reference: string) =>
    (await withKeyVault(new Map([['secret', reference]]), vault)).get('secret') ?? '';
  return {
    askVendor,
    inletContexts: createInletContexts({ ...ports, readVault, allowsLoopback }),
    inletWatch: createInletWatch(ports),
    vendorTokens: createVendorTokens({ ...ports, askVendor }),
    vendorIds: createVendorIds(ports),
  };
}

const askThrough =
  (exchange: Exchange): AskVendor =>
  ({ method, url, headers, body }) =>
    exchange({
      method,
      url,
      headers,
      ...(body !== null && { body }),
      timeoutMs: VENDOR_TIMEOUT_MS,
      whenStrange: 'WebExceptionProtocolError',
    });
