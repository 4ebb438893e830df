/** A person forgotten: nothing late revives it, whoever comes again is linked again, and what is under way is waited for. */
import { forgetPerson } from '../../../shared/pipeline/jobs/forgetPerson';
import { allTotals } from '../../../shared/store/jobs/jobStatus';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const managedBy = (manager: string) => ({ [ENTERPRISE]: { manager: { value: manager } } });

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const forget = async (anchor: string) => forgetPerson(await scenes.job(), anchor, 'Muster', bench.services.house);
const account = async (anchor: string) => (await bench.services.directory.find('employeeId', anchor, 1))[0];
const row = () =>
  bench.storage
    .table('people')
    .rows()
    .find(({ rowKey }) => rowKey === 'p!1');

test('the record, the link and its names go; the number, what was answered, the account and the log stay', async () => {
  await scenes.provision(person('1'));
  const [before, made] = [await scenes.person('1'), await account('1')];
  expect(before.data).not.toBeNull();
  expect(await forget('1')).toBe('forgotten');
  expect(await scenes.person('1')).toMatchObject({
    ...{ data: null, link: null, escrow: null, waiting: [], resolved: [] },
    ...{ sequence: before.sequence, logged: before.logged },
  });
  expect(JSON.stringify(row()?.properties)).not.toContain(made?.properties.userPrincipalName);
  expect(await account('1')).toEqual(made);
  expect(await scenes.log('1')).toEqual(['1 create success']);
});

test('a message that comes once more changes nothing', async () => {
  await bench.upload([person('1')]);
  const queue = bench.storage.queue('operations');
  const [message] = await queue.receive(1, 1);
  if (message === undefined) throw new Error('No message was sent.');
  await queue.send(message.text);
  bench.clock.advance(1_000);
  await bench.drain();
  await forget('1');
  const forgotten = row();
  await queue.send(message.text);
  await bench.drain();
  expect(row()).toEqual(forgotten);
  expect(await scenes.log('1')).toEqual(['1 create success']);
});

test('who is uploaded anew is matched with the account that is there', async () => {
  await scenes.provision(person('1', { title: 'Lead' }));
  const before = await account('1');
  await forget('1');
  await scenes.provision(person('1', { title: 'Head' }));
  expect((await scenes.person('1')).link?.targetAnchor).toBe(before?.id);
  expect((await account('1'))?.properties.jobTitle).toBe('Head');
  expect(await bench.services.directory.find('employeeId', '1', 2)).toHaveLength(1);
});

test('an escrow goes, and is not retried', async () => {
  await scenes.provision(person('1', { userName: 'one@elsewhere.example' }));
  expect(await scenes.listed('escrow')).toEqual(['1']);
  expect(await forget('1')).toBe('forgotten');
  expect(await scenes.listed('escrow')).toEqual([]);
});

test('a reference that waits goes, from the list of whom it waits for too', async () => {
  await scenes.provision(person('1', managedBy('2')));
  expect([await scenes.listed('waiting'), (await scenes.person('2')).waitedForBy]).toEqual([['1'], ['1']]);
  await forget('1');
  expect([await scenes.listed('waiting'), (await scenes.person('2')).waitedForBy]).toEqual([[], []]);
});

test('whoever waits for the person goes on waiting', async () => {
  await scenes.provision(person('2', { userName: 'two@elsewhere.example' }), person('1', managedBy('2')));
  expect(await forget('2')).toBe('forgotten');
  await scenes.provision(person('2'));
  await bench.supervise(2);
  expect(await scenes.listed('waiting')).toEqual([]);
});

test('the totals of the job count the person no more', async () => {
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(2);
  await forget('1');
  expect(allTotals(await bench.services.house.intake.readStatus(JOB_ID)).linked).toBe(1);
});

describe('is refused', () => {
  test('while an operation is not answered, of this person only', async () => {
    await scenes.provision(person('1'), person('2'));
    await bench.upload([person('1', { title: 'Lead' })]);
    expect([await forget('1'), await forget('2')]).toEqual(['unanswered', 'forgotten']);
    await bench.drain();
    expect(await forget('1')).toBe('forgotten');
  });

  test('while the first operation of somebody is not answered', async () => {
    await bench.upload([person('1')]);
    expect(await forget('1')).toBe('unanswered');
  });

  test('while a deletion is held', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(person('1', { active: false }));
    expect(await forget('1')).toBe('held');
    await bench.supervise(4);
    expect(await forget('1')).toBe('forgotten');
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('while somebody creates the account', async () => {
    await scenes.provision(person('1'));
    const stored = (await bench.services.house.people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nothing came back.');
    const claim = { by: 'worker', until: bench.clock.now() + 1_000 };
    await bench.services.house.ledger.write([{ ...stored, person: { ...stored.person, claim } }]);
    expect(await forget('1')).toBe('unanswered');
    bench.clock.advance(1_000);
    expect(await forget('1')).toBe('forgotten');
  });

  test('where nothing is known, or nothing any more', async () => {
    await scenes.provision(person('1', managedBy('2')));
    expect([await forget('3'), await forget('2')]).toEqual(['unknown', 'unknown']);
    expect([await forget('1'), await forget('1')]).toEqual(['forgotten', 'unknown']);
  });
});

test('an operation that is answered meanwhile is not lost: the person is looked at again', async () => {
  await scenes.provision(person('1'));
  const { ledger } = bench.services.house;
  let writes = 0;
  const meanwhile: typeof ledger = {
    ...ledger,
    async write(people) {
      writes += 1;
      if (writes === 1) await scenes.provision(person('1', { title: 'Lead' }));
      return ledger.write(people);
    },
  };
  const ports = { ...bench.services.house, ledger: meanwhile };
  expect(await forgetPerson(await scenes.job(), '1', 'Muster', ports)).toBe('forgotten');
  expect(writes).toBe(2);
  expect((await scenes.person('1')).logged).toEqual([1, 2]);
});
