/** Managers (spec/engine.md 9): chains and circles, changes of mind while somebody waits, and taking a manager away. */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import type { AttributeDefinition } from '../../../shared/engine/synchronizationSchema';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MANAGER = `${ENTERPRISE}:manager`;
const under = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE]: { manager: { value: manager } } });

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

async function managerOf(externalId: string): Promise<unknown> {
  const { directory } = bench.services;
  const [found] = await directory.find('employeeId', externalId, 1);
  return found && (await directory.manager(found.id))?.properties.employeeId;
}
const managersOf = (...ids: string[]) => Promise.all(ids.map(managerOf));

test('who is put on the list of somebody about to be committed costs that account no line of the log', async () => {
  const { ledger, people } = bench.services.house;
  const { commit } = ledger;
  let isFirst = true;
  ledger.commit = async (changes, frame) => {
    if (isFirst) {
      isFirst = false;
      const boss = (await people.load(JOB_ID, ['boss'])).get('boss');
      if (boss === undefined) throw new Error('Nobody works on the boss.');
      await ledger.write([{ ...boss, person: { ...boss.person, waitedForBy: ['report'] } }]);
    }
    return commit(changes, frame);
  };
  await scenes.provision(person('boss'));
  expect(await scenes.log('boss')).toEqual(['boss create success']);
  expect((await scenes.person('boss')).waitedForBy).toEqual([]);
  expect(
    bench.storage
      .queue(OPERATIONS_QUEUE)
      .messages()
      .map(({ text }) => readMessage(text)),
  ).toMatchObject([{ errand: 'resolveWaiting', anchors: ['report'] }]);
});

describe('people who manage each other in a circle', () => {
  const CIRCLE = [under('a', 'b'), under('b', 'c'), under('c', 'a')];

  test('all get their manager in one upload', async () => {
    await scenes.provision(...CIRCLE);
    await bench.supervise();
    expect(await managersOf('a', 'b', 'c')).toEqual(['b', 'c', 'a']);
    expect(await scenes.listed('waiting')).toEqual([]);
  });

  test('all get their manager when they come one by one', async () => {
    for (const one of CIRCLE) await scenes.provision(one);
    await bench.supervise();
    expect(await managersOf('a', 'b', 'c')).toEqual(['b', 'c', 'a']);
    expect(await scenes.listed('waiting')).toEqual([]);
  });
});

describe('somebody who waits for a manager', () => {
  beforeEach(() => scenes.provision(under('report', 'late')));

  test('is listed until that one comes', async () => {
    expect(await scenes.listed('waiting')).toEqual(['report']);
    await scenes.provision(person('late'));
    await bench.supervise();
    expect(await scenes.listed('waiting')).toEqual([]);
    expect(await managerOf('report')).toBe('late');
  });

  test('and is given another one by the next upload waits no more: the first changes nothing when he comes', async () => {
    await scenes.provision(person('boss'), under('report', 'boss'));
    expect(await managerOf('report')).toBe('boss');
    expect(await scenes.listed('waiting')).toEqual([]);
    await scenes.provision(person('late'));
    await bench.supervise(25); // past the sweep that looks at everybody who waits
    expect(await managerOf('report')).toBe('boss');
  });

  test('and is sent to wait for another one is found by that one alone', async () => {
    await scenes.provision(under('report', 'later'));
    await scenes.provision(person('late'));
    await bench.supervise(2);
    expect(await managerOf('report')).toBeUndefined();
    expect(await scenes.listed('waiting')).toEqual(['report']);
    await scenes.provision(person('later'));
    await bench.supervise(2);
    expect(await managerOf('report')).toBe('later');
  });

  test('does not fail, and is not escrowed', async () => {
    const [entry] = await bench.log('report');
    expect(entry?.entry.status).toBe('success');
    expect(await scenes.listed('escrow')).toEqual([]);
  });
});

describe('a manager who is taken away', () => {
  beforeEach(async () => {
    await scenes.provision(person('boss'), under('report', 'boss'));
    expect(await managerOf('report')).toBe('boss');
  });

  /** Both gates of null flow (spec/engine.md 3.6). */
  async function openGates(): Promise<void> {
    const opened = (one: AttributeDefinition) => (one.name === MANAGER ? { ...one, flowNullValues: true } : one);
    await scenes.changeSchema((schema) => ({
      ...schema,
      directories: schema.directories.map((directory) => ({
        ...directory,
        objects: directory.objects.map((object) => ({ ...object, attributes: object.attributes.map(opened) })),
      })),
    }));
    await scenes.changeMappings((one) =>
      one.targetAttributeName === 'manager' ? { ...one, flowNullValues: true } : one,
    );
  }

  test('stays where null values do not flow', async () => {
    await scenes.provision(person('report', { title: 'Lead' }));
    expect(await managerOf('report')).toBe('boss');
  });

  test('is taken away where they do, and the log shows it', async () => {
    await openGates();
    await scenes.provision(person('report', { [ENTERPRISE]: { manager: null } }));
    expect(await managerOf('report')).toBeUndefined();
    const [entry] = await bench.log('report');
    expect(entry?.entry.modified.at(-1)).toMatchObject({ name: 'manager', newValue: null });
  });
});
