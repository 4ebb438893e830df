/** A Graph target before an embedded directory served over HTTP, on a clock where pauses are short. */
import { type FaultSettings, withFaults } from '../../shared/api/directory/faults';
import { systemRandom } from '../../shared/composition/system';
import { createUserDirectory, type UserDirectory } from '../../shared/directory/userDirectory';
import { createMemoryTable } from '../../shared/store/memory/memoryTable';
import { createGraphTarget } from '../../shared/targets/graph/graphTarget';
import type { GraphTargetSettings } from '../../shared/targets/graph/settings';
import type { TokenSource } from '../../shared/targets/graph/tokens';
import { createGraphTraffic } from '../../shared/targets/graph/traffic';
import type { Target } from '../../shared/targets/target';
import { DOMAIN, TENANT_ID } from './directory';
import { exchangeAnywhere } from './egress';
import { type GraphServer, startGraphServer } from './graphServer';
import { type QuickClock, quickClock } from './quickClock';
import { seededRandom } from './world';

export interface OpenedGraph {
  readonly target: Target;
  readonly server: GraphServer;
  readonly directory: UserDirectory;
  readonly clock: QuickClock;
  /** Another target before the same server, as another process has one: with a memory of its own. */
  openAnother(settings?: Partial<GraphTargetSettings>, tokens?: TokenSource): Target;
  close(): Promise<void>;
}

/** There is no other. */
export const oneToken = (token: string): TokenSource => ({ token: async () => token, refused: () => false });

export async function openGraph(
  settings: Partial<GraphTargetSettings> = {},
  faults: FaultSettings = {},
): Promise<OpenedGraph> {
  const clock = quickClock();
  const table = createMemoryTable('directory', async () => {});
  await table.ensure();
  const verifiedDomains = [DOMAIN, 'example.com'];
  const directory = createUserDirectory({ table, clock, random: systemRandom, tenantId: TENANT_ID, verifiedDomains });
  const server = await startGraphServer(withFaults(directory, faults, { clock, random: seededRandom() }));

  function openAnother(others: Partial<GraphTargetSettings> = {}, tokens = oneToken(server.token)): Target {
    const traffic = createGraphTraffic({ clock, random: systemRandom, exchange: exchangeAnywhere, tokens });
    return createGraphTarget(
      {
        baseUrl: server.baseUrl,
        tenantId: TENANT_ID,
        credentials: { kind: 'managedIdentity' },
        tenantSize: 'small',
        timeoutMs: 5_000,
        patienceMs: 3_600_000,
        allowHttpLoopback: true,
        ...settings,
        ...others,
      },
      { clock, random: systemRandom, traffic, job: 'job-1' },
    );
  }

  const target = openAnother();
  return {
    target,
    server,
    directory,
    clock,
    openAnother,
    close: async () => {
      await target.close();
      await server.close();
    },
  };
}
