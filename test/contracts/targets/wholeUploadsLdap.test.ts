/** Whole uploads into a real domain controller. */
import { openLdapTarget } from '../../support/ldapTarget';
import { startDomainController } from '../../support/samba';
import { describeWholeUploads } from './wholeUploads';

describeWholeUploads('Active Directory', async () => {
  const controller = await startDomainController();
  const target = openLdapTarget(controller);
  return {
    templateId: 'API2AD',
    department: 'department',
    title: 'title',
    target,
    vanish: (anchor) => controller.admin.del(`<GUID=${anchor}>`),
    close: async () => {
      await target.close();
      await controller.stop();
    },
  };
});
