/** Deleted accounts where the Active Directory Recycle Bin is on. */
import type { Target } from '../../../shared/targets/target';
import { accountSample, openLdapTarget } from '../../support/ldapTarget';
import { type DomainController, startDomainController } from '../../support/samba';
import { failureOf } from './contract';

describe('with the Active Directory Recycle Bin on', () => {
  let controller: DomainController;
  /** May see deleted objects. */
  let target: Target;

  beforeAll(async () => {
    controller = await startDomainController({ recycleBin: true });
    target = openLdapTarget(controller, controller.administrator);
  });

  afterAll(async () => {
    await target?.close();
    await controller?.stop();
  });

  async function createAndDelete(n: number): Promise<string> {
    const { anchor } = await target.create(accountSample(controller, n));
    await target.delete(anchor);
    return anchor;
  }

  test('a deleted account is read as deleted, with its attributes, its name and its place', async () => {
    const anchor = await createAndDelete(1);
    expect(await target.read(anchor, ['cn', 'department', 'accountDisabled', 'parentDistinguishedName'])).toEqual({
      anchor,
      reportableIdentifier: 'person1@muster.test',
      displayName: 'Person 1 of Muster',
      softDeleted: true,
      attributes: {
        cn: 'Person 1',
        department: 'Department 1',
        accountDisabled: false,
        parentDistinguishedName: controller.people,
      },
    });
  });

  test('a deleted account is not found, but keeps its names', async () => {
    await createAndDelete(2);
    expect(await target.find('employeeID', 'E2', [])).toEqual([]);
    expect(await target.isTaken('sAMAccountName', 'person2')).toBe(true);
  });

  test('a deleted account takes no updates and is nobody’s manager', async () => {
    const anchor = await createAndDelete(3);
    const { anchor: person } = await target.create(accountSample(controller, 4));
    expect(await failureOf(target.update(anchor, { department: 'x' }))).toMatchObject({ code: 'InvalidAnchor' });
    expect(await failureOf(target.update(anchor, { cn: 'x' }))).toMatchObject({ code: 'InvalidAnchor' });
    expect(await failureOf(target.setReference(person, 'manager', anchor))).toMatchObject({
      code: 'ReferenceNotFound',
    });
  });

  test('for a service account that may not see deleted objects, a deleted account is gone', async () => {
    const anchor = await createAndDelete(5);
    const narrow = openLdapTarget(controller);
    try {
      expect(await narrow.read(anchor, [])).toBeUndefined();
      expect(await failureOf(narrow.restore(anchor))).toMatchObject({ code: 'InvalidAnchor' });
    } finally {
      await narrow.close();
    }
  });

  test('a live account is not restored', async () => {
    const { anchor } = await target.create(accountSample(controller, 6));
    expect(await failureOf(target.restore(anchor))).toMatchObject({ code: 'InvalidAnchor' });
  });

  test('a domain controller that cannot restore, as Samba, is told from one that fails', async () => {
    const anchor = await createAndDelete(7);
    expect(await failureOf(target.restore(anchor))).toMatchObject({ code: 'NotImplemented', category: 'permanent' });
    expect(await target.read(anchor, [])).toMatchObject({ softDeleted: true });
  });
});
