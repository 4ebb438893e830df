import { type Scenes, scenesOf } from '../../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const under = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE]: { manager: { value: manager } } });

let bench: Workbench;
let scenes: Scenes;
let reads: string[];
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(person('boss'), person('other'));
  const { people } = bench.services.house;
  const { load } = people;
  reads = [];
  people.load = async (jobId, anchors) => {
    reads.push(...anchors);
    return load(jobId, anchors);
  };
});

const readsOf = (anchor: string) => reads.filter((one) => one === anchor).length;
const managerOf = async (externalId: string) => {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  return found && (await bench.services.directory.manager(found.id))?.properties.employeeId;
};

test('a manager to whom fifty people of an upload refer is read once, and each manager by itself', async () => {
  await scenes.provision(
    ...Array.from({ length: 50 }, (_, index) => under(`r${index}`, index % 5 === 0 ? 'other' : 'boss')),
  );
  expect([readsOf('boss'), readsOf('other')]).toEqual([1, 1]);
  expect([await managerOf('r0'), await managerOf('r1'), await managerOf('r49')]).toEqual(['other', 'boss', 'boss']);
});

test('an upload that changes nothing reads no manager', async () => {
  await scenes.provision(under('r', 'boss'));
  reads = [];
  await scenes.provision({ ...under('r', 'boss'), title: 'Lead' });
  expect(readsOf('boss')).toBe(0);
});

test('one who got an account just now was not there when looked for: what was done stays in the log, and it is looked for again', async () => {
  const { people } = bench.services.house;
  const { load } = people;
  let isFirst = true;
  people.load = async (jobId, anchors) => {
    const loaded = await load(jobId, anchors);
    const boss = loaded.get('boss');
    if (!isFirst || boss === undefined || anchors.length > 1) return loaded;
    isFirst = false;
    return loaded.set('boss', { ...boss, person: { ...boss.person, link: null } }); // as it was a moment ago
  };
  await scenes.provision(under('a', 'boss'), under('b', 'boss'));
  expect(isFirst).toBe(false);
  await scenes.pass(1_000);
  expect([await managerOf('a'), await managerOf('b')]).toEqual(['boss', 'boss']);
  expect(await scenes.listed('waiting')).toEqual([]);
  expect(await scenes.log('a')).toEqual(['a update success', 'a create success']);
});
