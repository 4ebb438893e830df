import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAgentWorld } from '../../../local/agent/agentWorld';
import { buildServices } from '../../../shared/composition/services';
import { readSettings } from '../../../shared/settings';
import { TENANT_ID } from '../../support/workbench';
import { fakeClock, rememberingLogger } from '../../support/world';

const NOW = Date.UTC(2026, 0, 15, 9, 30);
const TEN_MINUTES = 600_000;

test('goes by the time of the storage that its settings name, in all that it does', async () => {
  const headers = { date: new Date(NOW).toUTCString(), 'x-ms-request-id': 'of the service' };
  const service = createServer((_, response) => void response.writeHead(404, headers).end());
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/account`;
    const settings = readSettings({
      AzureWebJobsStorage: `TableEndpoint=${url};QueueEndpoint=${url};SharedAccessSignature=sig=x`,
      TENANT_ID,
      VERIFIED_DOMAINS: 'adatum.example',
    });
    const machine = fakeClock(NOW - TEN_MINUTES);
    const world = openAgentWorld(settings, rememberingLogger(), machine);
    const { house } = buildServices(settings, { ...world, agent: { secrets: new Map() } });
    expect(house.clock.now()).toBe(NOW - TEN_MINUTES);
    await house.jobs.get('job').catch(() => undefined);
    expect(house.clock.now()).toBe(NOW);
    expect(world.clock.aheadMs()).toBe(-TEN_MINUTES);
  } finally {
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  }
});
