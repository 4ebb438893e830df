/** The target contract against a real domain controller, with a service account that has the documented rights only. */
import { behindProxy, CONTROLLER_IMPATIENCE_MS } from '../../support/disturbedTarget';
import { accountSample, openLdapTarget } from '../../support/ldapTarget';
import { startDomainController } from '../../support/samba';
import { describeTargetContract } from './contract';

describeTargetContract('Active Directory', async () => {
  const controller = await startDomainController();
  const target = openLdapTarget(controller);
  return {
    target,
    sample: (n) => accountSample(controller, n),
    matchAttribute: 'employeeID',
    uniqueAttribute: 'sAMAccountName',
    renameAttribute: 'cn',
    requiredAttribute: 'cn',
    textAttribute: 'department',
    listAttribute: 'otherTelephone',
    unknownAnchor: 'ffffffff-0000-4000-8000-000000000000',
    vanish: (anchor) => controller.admin.del(`<GUID=${anchor}>`).catch(() => undefined),
    openDisturbed: () =>
      behindProxy({ host: controller.host, port: 636 }, (port) =>
        openLdapTarget(controller, { urls: [`ldaps://127.0.0.1:${port}`], timeoutMs: CONTROLLER_IMPATIENCE_MS }),
      ),
    openWithWrongCredentials: () => openLdapTarget(controller, { password: 'not the password' }),
    countAccounts: async () => {
      const { searchEntries } = await controller.admin.search(controller.baseDn, {
        filter: '(objectClass=user)',
        attributes: ['1.1'],
        paged: true,
      });
      return searchEntries.length;
    },
    close: async () => {
      await target.close();
      await controller.stop();
    },
  };
});
