/** Whole uploads into a real domain controller: what it is asked, and people who are moved, by their mapping and by hand. */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import { behindProxy, CONTROLLER_IMPATIENCE_MS } from '../../support/disturbedTarget';
import { type LdapCounter, startLdapCounter } from '../../support/ldapCounter';
import { openLdapTarget } from '../../support/ldapTarget';
import { type DomainController, startDomainController } from '../../support/samba';
import { describeWholeUploads, type Uploading } from './wholeUploads';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let controller: DomainController;
let line: LdapCounter;

describeWholeUploads(
  'Active Directory',
  async () => {
    controller = await startDomainController();
    line = await startLdapCounter(controller);
    const target = openLdapTarget(controller, {
      urls: [line.url],
      tls: { caPem: line.caPem, serverName: 'localhost' },
    });
    return {
      templateId: 'API2AD',
      department: 'department',
      title: 'title',
      target,
      vanish: (anchor) => controller.admin.del(`<GUID=${anchor}>`),
      openDisturbed: async () => {
        const disturbed = await behindProxy({ host: '127.0.0.1', port: Number(new URL(line.url).port) }, (port) =>
          openLdapTarget(controller, {
            urls: [`ldaps://127.0.0.1:${port}`],
            tls: { caPem: line.caPem, serverName: 'localhost' },
            timeoutMs: CONTROLLER_IMPATIENCE_MS,
          }),
        );
        return {
          ...disturbed,
          decline: () => line.decline(true),
          mend() {
            line.decline(false);
            disturbed.mend();
          },
        };
      },
      close: async () => {
        await target.close();
        await line.close();
        await controller.stop();
      },
    };
  },
  (uploading) => {
    asksLittle(uploading);
    moves(uploading);
  },
);

function asksLittle(uploading: () => Uploading): void {
  test('are a search for who is as before, and a modification more for who is not', async () => {
    const { staff, upload, target } = uploading();
    target.silent = true; // as a controller is; the stand-in would look by itself
    const [one] = staff(1, 'Sales', { title: 'Lead' });
    for (const title of ['Lead', 'Head']) await upload({ ...one, title }); // titles were seen to take by now
    const before = { ...line.requests };
    const asked = () => ({
      searches: line.requests.search - before.search,
      changes: line.requests.modify - before.modify,
    });
    await upload({ ...one, title: 'Head' });
    expect(asked()).toEqual({ searches: 1, changes: 0 });
    await upload({ ...one, title: 'Chief' });
    expect(asked()).toEqual({ searches: 2, changes: 1 });
  });
}

function moves(uploading: () => Uploading): void {
  /** Who has left the house lies in another container. */
  async function mapContainers(): Promise<void> {
    const { people, leavers } = controller;
    const expression = `IIF([${ENTERPRISE}:department] = "Gone", "${leavers}", "${people}")`;
    await uploading().scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((all) => ({
          ...all,
          attributeMappings: [...all.attributeMappings, mapping('parentDistinguishedName', expression)],
        })),
      })),
    }));
  }
  const inDepartment = (one: JsonObject | undefined, department: string): JsonObject => ({
    ...one,
    [ENTERPRISE]: { department },
  });
  async function placeOf(one: JsonObject | undefined): Promise<string> {
    const found = await controller.admin.search(controller.baseDn, {
      filter: `(employeeID=${one?.externalId})`,
      attributes: ['cn'],
    });
    expect(found.searchEntries).toHaveLength(1);
    return found.searchEntries[0]?.dn ?? '';
  }

  test('move people where their mapping says, and are quiet then', async () => {
    const { staff, upload, bench } = uploading();
    await mapContainers();
    const [one] = staff(1, 'Sales', { title: 'Lead' });
    await upload(inDepartment(one, 'Sales'));
    expect(await placeOf(one)).toMatch(/,OU=People,/);
    expect(await upload(inDepartment(one, 'Gone'))).toEqual([
      { department: 'Gone', parentDistinguishedName: controller.leavers },
    ]);
    expect(await placeOf(one)).toMatch(/,OU=Leavers,/);
    const entry = (await bench.log(String(one?.externalId)))[0]?.entry;
    expect(entry?.modified.map(({ name }) => name)).toContain('parentDistinguishedName');
    expect(entry?.steps.filter(({ status }) => status === 'warning')).toEqual([]);
    expect(await upload(inDepartment(one, 'Gone'))).toEqual([]);
  });

  test('find whoever was moved or renamed by hand, and move back only where a mapping says where', async () => {
    const { staff, upload, scenes } = uploading();
    const [one] = staff(1, 'Sales');
    if (one === undefined) throw new Error('There is nobody.');
    await upload(one);
    const anchor = (await scenes.person(String(one.externalId))).link?.targetAnchor;
    await controller.admin.modifyDN(await placeOf(one), `CN=Moved by hand ${one.externalId},${controller.leavers}`);
    expect(await upload({ ...one, title: 'Lead' })).toMatchObject([{ title: 'Lead' }]);
    expect(await placeOf(one)).toMatch(/,OU=Leavers,/);
    expect((await scenes.person(String(one.externalId))).link?.targetAnchor).toBe(anchor);

    await mapContainers();
    expect(await upload({ ...one, title: 'Lead' })).toMatchObject([{ parentDistinguishedName: controller.people }]);
    expect(await placeOf(one)).toMatch(/,OU=People,/);
    expect(await upload({ ...one, title: 'Lead' })).toEqual([]);
  });
}
