/**
 * Several sources, each with a job of its own, and one directory (seed FAQ, "Can we create more than one app"): people of
 * different kinds, and one person of whom each source knows a part.
 */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import { type Scenes, scenesOf } from '../../support/scenes';
import { addSecondJob, type SecondJob } from '../../support/secondJob';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let bench: Workbench;
let hr: Scenes;
beforeEach(async () => {
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0' });
  hr = scenesOf(bench);
});

async function account(employeeId: string): Promise<JsonObject | undefined> {
  const { directory } = bench.services;
  const [found, ...others] = await directory.find('employeeId', employeeId, 2);
  expect(others).toEqual([]);
  return found && { ...found.properties, manager: (await directory.manager(found.id))?.properties.employeeId ?? null };
}

describe('employees and contractors, each from a source of their own', () => {
  test('are created by their own job, and each job knows its own', async () => {
    const contractors = await addSecondJob(bench);
    await bench.upload([person('E1')]);
    await contractors.upload(person('C1'));
    await bench.drain();
    expect(await account('E1')).toBeDefined();
    expect(await account('C1')).toBeDefined();
    expect(await hr.log()).toEqual(['E1 create success']);
    expect(await contractors.log()).toEqual(['C1 create success']);
  });
});

describe('a person whom HR creates, and of whom the badge system knows two attributes', () => {
  let badges: SecondJob;
  beforeEach(async () => {
    badges = await addSecondJob(
      bench,
      (all) => [
        ...all.filter(({ targetAttributeName }) => targetAttributeName === 'employeeId'),
        mapping('extensionAttribute1', '[nickName]'),
        mapping('physicalDeliveryOfficeName', '[addresses[type eq "work"].formatted]'),
      ],
      { flowTypes: 'Update' },
    );
  });

  const badge = (externalId: string, id: string) =>
    ({ schemas: [USER], externalId, nickName: id, addresses: [{ type: 'work', formatted: 'Building 7' }] }) as const;
  const badgeOf = async (externalId: string) => {
    const found = await account(externalId);
    return found && [found.onPremisesExtensionAttributes, found.officeLocation];
  };

  test('gets them from there, and everything else stays as HR says', async () => {
    await hr.provision(person('1', { title: 'Tour Guide' }));
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    expect(await badges.log()).toEqual(['1 update success']);
    expect(await badgeOf('1')).toEqual([{ extensionAttribute1: 'B-7' }, 'Building 7']);
    expect(await account('1')).toMatchObject({ displayName: 'Person 1', jobTitle: 'Tour Guide', accountEnabled: true });
  });

  test('keeps them when HR changes the person, and is told nothing of by the badge system', async () => {
    await hr.provision(person('1'));
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    await hr.provision(person('1', { title: 'Lead' }));
    expect(await badgeOf('1')).toEqual([{ extensionAttribute1: 'B-7' }, 'Building 7']);
    expect(await account('1')).toMatchObject({ jobTitle: 'Lead' });
    expect(await badges.log()).toHaveLength(1);
  });

  test('is not created by the badge system, and gets the badge once HR has created the account', async () => {
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    expect(await account('1')).toBeUndefined();
    expect(await badges.log()).toEqual(['1 other skipped']);
    await hr.provision(person('1'));
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    expect(await badges.log()).toEqual(['1 update success', '1 other skipped']);
  });

  test('is not disabled by a badge that says nothing of it, nor enabled for somebody who has left', async () => {
    await hr.provision(person('1'));
    await hr.provision(person('1', { active: false }));
    await bench.supervise(3);
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    expect(await account('1')).toMatchObject({ accountEnabled: false });
    expect(await badgeOf('1')).toEqual([{ extensionAttribute1: 'B-7' }, 'Building 7']);
  });

  test('may be worked on by both at once: what each of them says is kept', async () => {
    await hr.provision(person('1'));
    for (let round = 1; round <= 10; round += 1) {
      await bench.upload([person('1', { title: `Title ${round}` })]);
      await badges.upload(badge('1', `B-${round}`));
      await bench.drain();
    }
    expect(await account('1')).toMatchObject({ jobTitle: 'Title 10' });
    expect(await badgeOf('1')).toEqual([{ extensionAttribute1: 'B-10' }, 'Building 7']);
  });

  test('keeps the manager HR gave, also one who comes later', async () => {
    await hr.provision(person('1', { [ENTERPRISE]: { manager: { value: '2' } } }));
    await badges.upload(badge('1', 'B-7'));
    await bench.drain();
    await hr.provision(person('2'));
    await bench.supervise(2);
    expect((await account('1'))?.manager).toBe('2');
    expect(await badgeOf('1')).toEqual([{ extensionAttribute1: 'B-7' }, 'Building 7']);
  });
});
