/** From webhooks to accounts: what is received, fetched and accepted, and in which order it may come. */
import { FULL, INLET, type InletDesk, openInletDesk, SECRETS_KEY, THIN } from '../../support/inletDesk';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

let bench: Workbench;
let desk: InletDesk;

const open = async (definition = THIN) => {
  bench = await createWorkbench({ SECRETS_KEY });
  desk = await openInletDesk(bench, definition);
};
const account = async (number: string) =>
  (await bench.services.directory.find('employeeId', number, 1)).map(({ properties }) => properties)[0];
const changed = (id: string, more: object = {}) => ({ type: 'changed', id, ...more });
const uploads = async () => {
  const found: number[] = [];
  for await (const { first } of bench.services.house.intake.listUploads(JOB_ID, 0)) found.push(first);
  return found.length;
};

describe('an inlet that names people', () => {
  beforeEach(() => open());

  test('a signed event becomes a person of the directory', async () => {
    desk.hr.people.set('5', { name: 'Ada' });
    expect(await desk.post(changed('5'))).toEqual({ kind: 'taken', status: 202 });
    await desk.work();
    expect(await account('n5')).toMatchObject({ displayName: 'Ada', accountEnabled: true });
    expect(await desk.told()).toEqual(['changed 5 accepted']);
  });

  test('a burst for one person costs one fetch and one upload', async () => {
    desk.hr.people.set('5', { name: 'Ada' });
    for (let count = 0; count < 40; count += 1) await desk.post(changed('5', { count }));
    await desk.work();
    expect(desk.hr.asked.length).toBeLessThanOrEqual(2);
    const states = (await desk.events()).map(({ state }) => state);
    expect(states.filter((state) => state === 'accepted')).toHaveLength(desk.hr.asked.length);
    expect(new Set(states)).toEqual(new Set(['accepted', 'coalesced']));
    expect(await uploads()).toBe(desk.hr.asked.length);
  });
});

describe('an inlet that is told whole people', () => {
  beforeEach(() => open(FULL));
  const told = (id: string, at: number, name: string) => ({
    type: 'changed',
    id,
    at,
    data: { number: `n${id}`, mail: `${id}@adatum.example`, name, active: true },
  });

  test('the newest stands, whatever comes late', async () => {
    const at = bench.clock.now() - 60_000;
    await desk.post(told('5', at + 1_000, 'Newer'));
    await desk.work();
    await desk.post(told('5', at, 'Older'));
    await desk.work();
    expect(await account('n5')).toMatchObject({ displayName: 'Newer' });
    expect(await desk.told()).toEqual(['changed 5 accepted', 'changed 5 overtaken Overtaken']);
  });
});

test('a delivery that comes a hundred times at once is one event', async () => {
  await open();
  desk.hr.people.set('5', { name: 'Ada' });
  const receptions = await Promise.all(Array.from({ length: 100 }, () => desk.post(changed('5'))));
  expect(new Set(receptions.map(({ kind }) => kind))).toEqual(new Set(['taken']));
  await desk.work();
  expect(await desk.told()).toEqual(['changed 5 accepted']);
});

test('what is sent again is the same event, and what is not signed is none', async () => {
  await open();
  desk.hr.people.set('5', { name: 'Ada' });
  await desk.post(changed('5'));
  expect(await desk.post(changed('5'))).toEqual({ kind: 'taken', status: 202 });
  expect(await desk.post(changed('5'), { secret: 'another secret of the same length' })).toEqual({ kind: 'unproved' });
  expect(await desk.events()).toHaveLength(1);
  expect(await bench.services.house.inletHealth.get(INLET)).toMatchObject({ rejectedLast: bench.clock.now() });
});
