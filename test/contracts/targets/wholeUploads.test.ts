/** Whole uploads into every target but Active Directory, which has a file of its own: its controller takes long to start. */
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { openGraph } from '../../support/graphTarget';
import { MINUTE } from '../../support/scenes';
import { startScimServer } from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { describeWholeUploads } from './wholeUploads';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTRA = { templateId: 'API2AAD', department: 'department', title: 'jobTitle' } as const;

describeWholeUploads('the embedded directory', async () => {
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  return {
    ...ENTRA,
    target,
    vanish: async (anchor) => {
      await directory.delete(anchor);
      await directory.purge(anchor);
    },
    close: () => target.close(),
  };
});

describeWholeUploads('Microsoft Graph', async () => {
  const { target, directory, clock, close } = await openGraph();
  return {
    ...ENTRA,
    target,
    vanish: async (anchor) => {
      await directory.delete(anchor);
      await directory.purge(anchor);
      clock.pass(2 * MINUTE); // until then it may only not be shown yet
    },
    close,
  };
});

describeWholeUploads('a SCIM server', async () => {
  const server = await startScimServer();
  const { target } = openScimTarget(server, { defaultDomain: 'adatum.example' });
  return {
    templateId: 'API2SCIM',
    department: `${ENTERPRISE}:department`,
    title: 'title',
    target,
    vanish: async (anchor) => {
      server.users.delete(anchor);
    },
    close: async () => {
      await target.close();
      await server.close();
    },
  };
});
