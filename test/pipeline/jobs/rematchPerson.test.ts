/** One person matched or created anew, and nobody else touched. */
import { rematchPerson } from '../../../shared/pipeline/jobs/rematchPerson';
import { allTotals } from '../../../shared/store/jobs/jobStatus';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const rematch = async (anchor: string) => rematchPerson(await scenes.job(), anchor, 'Muster', bench.services.house);
const accounts = async (anchor: string) => bench.services.directory.find('employeeId', anchor, 3);
const linkOf = async (anchor: string) => (await scenes.person(anchor)).link?.targetAnchor;
/** As an administrator of the directory would, and empty the recycle bin. */
async function vanish(anchor: string): Promise<void> {
  const id = (await accounts(anchor))[0]?.id ?? '';
  await bench.services.directory.delete(id);
  await bench.services.directory.purge(id);
}

test('whoever was deleted by hand is created anew, and all that was ever said is in the account', async () => {
  await scenes.provision(person('1', { title: 'Lead' }), person('2'));
  const [before, other] = [await linkOf('1'), await scenes.person('2')];
  await vanish('1');
  await scenes.provision(person('1', { title: 'Head' }));
  expect((await bench.log('1'))[0]?.entry.error).toMatchObject({
    code: 'InvalidAnchor',
    advice: expect.stringContaining('POST /muster/jobs/{jobId}/people/{externalId}/rematch'),
  });

  expect(await rematch('1')).toBe('unlinked');
  await bench.drain();
  const [made] = await accounts('1');
  expect(made?.properties).toMatchObject({ jobTitle: 'Head', givenName: 'Person', accountEnabled: true });
  expect(await linkOf('1')).toBe(made?.id);
  expect(made?.id).not.toBe(before);
  expect([...(await scenes.log('1'))].sort()).toEqual(['1 create success', '1 create success', '1 other failure']);
  expect(await scenes.listed('escrow')).toEqual([]);
  expect(await scenes.person('2')).toEqual(other);
});

test('whoever has an account is matched with it again', async () => {
  await scenes.provision(person('1'));
  const before = await linkOf('1');
  expect(await rematch('1')).toBe('unlinked');
  expect(await linkOf('1')).toBeUndefined();
  await bench.drain();
  expect(await linkOf('1')).toBe(before);
  expect(await accounts('1')).toHaveLength(1);
});

test('who lies in the recycle bin is restored', async () => {
  await scenes.provision(person('1'));
  const before = await linkOf('1');
  await bench.services.directory.delete(before ?? '');
  await rematch('1');
  await bench.drain();
  expect([await linkOf('1'), (await accounts('1'))[0]?.id]).toEqual([before, before]);
});

test('the job counts the person once, before and after', async () => {
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(2);
  const linked = async () => allTotals(await bench.services.house.intake.readStatus(JOB_ID)).linked;
  await rematch('1');
  expect(await linked()).toBe(1);
  await bench.drain();
  await bench.supervise(2);
  expect(await linked()).toBe(2);
});

test('where the process dies before it says so, the retry of what failed makes the account', async () => {
  await scenes.provision(person('1'));
  await vanish('1');
  await scenes.provision(person('1', { title: 'Head' }));
  const { operations } = bench.services.house;
  const dies = { ...operations, send: () => Promise.reject(new Error('The process dies.')) };
  const house = { ...bench.services.house, operations: dies };
  await expect(rematchPerson(await scenes.job(), '1', 'Muster', house)).rejects.toThrow('dies');
  await scenes.pass(7 * HOUR);
  expect(await linkOf('1')).toBe((await accounts('1'))[0]?.id);
});

test('an upload that comes first, and one that comes after, make no second account', async () => {
  await scenes.provision(person('1'));
  await vanish('1');
  await rematch('1');
  await bench.upload([person('1', { title: 'Head' })]);
  await bench.drain();
  await scenes.provision(person('1', { title: 'Chief' }));
  expect(await accounts('1')).toMatchObject([{ properties: { jobTitle: 'Chief' } }]);
});

describe('is refused', () => {
  test('where nothing is known of the person', async () => {
    expect(await rematch('1')).toBe('unknown');
  });

  test('while a deletion is held', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(person('1', { active: false }));
    expect(await rematch('1')).toBe('held');
    await scenes.pass(2 * MINUTE);
    expect(await rematch('1')).toBe('unlinked');
  });

  test('while somebody makes the account', async () => {
    await scenes.provision(person('1'));
    const stored = (await bench.services.house.people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nothing came back.');
    const claim = { by: 'worker', until: bench.clock.now() + 1_000 };
    await bench.services.house.ledger.write([{ ...stored, person: { ...stored.person, claim } }]);
    expect(await rematch('1')).toBe('busy');
    bench.clock.advance(1_000);
    expect(await rematch('1')).toBe('unlinked');
  });
});
