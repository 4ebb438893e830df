import type { Emulator } from '../../../local/emulator';
import { systemRandom } from '../../../shared/composition/system';
import { createUserDirectory } from '../../../shared/directory/userDirectory';
import { createStorage } from '../../../shared/store/azure/connection';
import type { Table } from '../../../shared/store/contract/table';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory, openTestDirectoryOn, type TestDirectory } from '../../support/directory';
import { behindTable } from '../../support/disturbedTarget';
import { startTestEmulator } from '../../support/emulator';
import { describeTargetContract, type TargetUnderTest } from './contract';

function underTest(
  { directory, random, clock, table }: TestDirectory<Table>,
  stop: () => Promise<void>,
): TargetUnderTest {
  const target = createDirectoryTarget(directory, random);
  return {
    target,
    sample: (n) => ({
      userPrincipalName: `person.${n}@example.com`,
      mailNickname: `person.${n}`,
      displayName: `Person ${n}`,
      accountEnabled: true,
      employeeId: `8100${n}`,
      jobTitle: `Title ${n}`,
      telephoneNumber: `555-01${n}`,
      'employeeOrgData.division': `Division ${n}`,
      extensionAttribute3: `Extension ${n}`,
      otherMails: [`person.${n}@private.example`, `p${n}@private.example`],
      employeeHireDate: '2026-02-01T00:00:00Z',
    }),
    matchAttribute: 'employeeId',
    uniqueAttribute: 'userPrincipalName',
    renameAttribute: 'userPrincipalName',
    requiredAttribute: 'displayName',
    textAttribute: 'jobTitle',
    listAttribute: 'otherMails',
    unknownAnchor: 'ffffffff-0000-4000-8000-000000000000',
    vanish: async (anchor) => {
      if (await directory.read(anchor)) await directory.delete(anchor);
      await directory.purge(anchor);
    },
    openDisturbed: async () =>
      behindTable(table, (disturbed) => {
        const { tenantId, verifiedDomains } = directory;
        const ports = { table: disturbed, clock, random: systemRandom, tenantId, verifiedDomains };
        return createDirectoryTarget(createUserDirectory(ports), random);
      }),
    countAccounts: async () => (await directory.list({ limit: 999 })).users.length,
    close: async () => {
      await target.close();
      await stop();
    },
  };
}

describeTargetContract('the embedded directory in memory', async () =>
  underTest(await openTestDirectory(), async () => {}),
);

describeTargetContract('the embedded directory on the emulator', async () => {
  const emulator: Emulator = await startTestEmulator();
  const table = createStorage(emulator).table('directory');
  return underTest(await openTestDirectoryOn(table), () => emulator.stop());
});
