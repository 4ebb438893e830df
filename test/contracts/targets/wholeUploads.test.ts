/** Whole uploads into every target but Active Directory, which has a file of its own: its controller takes long to start. */

import { createUserDirectory } from '../../../shared/directory/userDirectory';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { behindProxy, behindTable, IMPATIENCE_MS } from '../../support/disturbedTarget';
import { openGraph } from '../../support/graphTarget';
import { MINUTE } from '../../support/scenes';
import { startScimServer } from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { describeWholeUploads } from './wholeUploads';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTRA = { templateId: 'API2AAD', department: 'department', title: 'jobTitle' } as const;

describeWholeUploads('the embedded directory', async () => {
  const { directory, random, table, clock } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  return {
    ...ENTRA,
    target,
    vanish: async (anchor) => {
      await directory.delete(anchor);
      await directory.purge(anchor);
    },
    openDisturbed: async () =>
      behindTable(table, (disturbed) => {
        const { tenantId, verifiedDomains } = directory;
        return createDirectoryTarget(
          createUserDirectory({ table: disturbed, clock, random, tenantId, verifiedDomains }),
          random,
        );
      }),
    close: () => target.close(),
  };
});

describeWholeUploads('Microsoft Graph', async () => {
  const { target, directory, clock, server, openAnother, close } = await openGraph();
  return {
    ...ENTRA,
    target,
    vanish: async (anchor) => {
      await directory.delete(anchor);
      await directory.purge(anchor);
      clock.pass(2 * MINUTE); // until then it may only not be shown yet
    },
    openDisturbed: () =>
      behindProxy(addressOf(server.baseUrl), (port) =>
        openAnother({ baseUrl: `http://127.0.0.1:${port}/v1.0`, timeoutMs: IMPATIENCE_MS, patienceMs: 60_000 }),
      ),
    pass: (ms) => clock.pass(ms),
    close,
  };
});

describeWholeUploads('a SCIM server', async () => {
  const server = await startScimServer();
  const { target } = openScimTarget(server, { defaultDomain: 'adatum.example' });
  let pass = (_ms: number): void => undefined;
  return {
    templateId: 'API2SCIM',
    department: `${ENTERPRISE}:department`,
    title: 'title',
    target,
    vanish: async (anchor) => {
      server.users.delete(anchor);
    },
    openDisturbed: () => {
      const { pathname } = new URL(server.baseUrl);
      return behindProxy(addressOf(server.baseUrl), (port) => {
        const opened = openScimTarget(
          { ...server, baseUrl: `http://127.0.0.1:${port}${pathname}` },
          { defaultDomain: 'adatum.example', timeoutMs: IMPATIENCE_MS },
        );
        pass = opened.advance;
        return opened.target;
      });
    },
    pass: (ms) => pass(ms),
    close: async () => {
      await target.close();
      await server.close();
    },
  };
});

function addressOf(url: string) {
  return { host: '127.0.0.1', port: Number(new URL(url).port) };
}
