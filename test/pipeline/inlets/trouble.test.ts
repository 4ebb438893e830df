/** What goes wrong on the way from a webhook to an account, and what is made good by the timer or an administrator. */
import { EVENTS_QUEUE } from '../../../shared/composition/services';
import { replayEvents } from '../../../shared/pipeline/inlets/replayEvents';
import type { JsonObject } from '../../../shared/scim/json';
import {
  documentOf,
  INLET,
  INLET_SECRET,
  type InletDesk,
  openInletDesk,
  SECRETS_KEY,
  THIN,
} from '../../support/inletDesk';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, type Workbench } from '../../support/workbench';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let bench: Workbench;
let desk: InletDesk;
const open = async (more: JsonObject = {}) => {
  bench = await createWorkbench({ SECRETS_KEY });
  desk = await openInletDesk(bench, { ...THIN, ...more });
  desk.hr.people.set('5', { name: 'Ada' });
};
const post = (id: string, type = 'changed') => desk.post({ type, id, at: bench.clock.now(), salt: bench.clock.now() });
const health = () => desk.ports.inletHealth.get(INLET);
const replay = async (ids: readonly string[]) => {
  const inlet = (await desk.ports.inlets.get(INLET))?.value;
  if (inlet === undefined) throw new Error('There is no inlet.');
  return replayEvents(inlet, { ids }, 'Muster', desk.ports);
};

test('whom nobody knows there is parked, and goes on when it is replayed', async () => {
  await open();
  await post('9');
  await desk.work();
  expect(await desk.told()).toEqual(['changed 9 parked NotFound']);
  desk.hr.people.set('9', { name: 'Late' });
  const [event] = await desk.events();
  expect(await replay([event?.key ?? '', 'none'])).toEqual({ replayed: 1, missing: ['none'], more: false });
  await desk.work();
  expect(await desk.told()).toEqual(['changed 9 accepted']);
});

test('an accepted event that is replayed is fetched once more, and never older data accepted', async () => {
  await open();
  await post('5');
  await desk.work();
  const [event] = await desk.events();
  bench.clock.advance(MINUTE);
  desk.hr.people.set('5', { name: 'Ada, since' });
  await replay([event?.key ?? '']);
  await desk.work();
  expect([desk.hr.asked, await desk.told()]).toEqual([['5', '5'], ['changed 5 accepted']]);
});

test('refused credentials stop everything but one try a quarter of an hour, and park nothing', async () => {
  await open();
  for (const id of ['6', '7', '8']) desk.hr.people.set(id, { name: id });
  desk.hr.answers.push({ status: 401 }, { status: 401 }, { status: 401 }, { status: 401 }, { status: 401 });
  await post('5');
  await desk.work();
  desk.hr.answers.splice(1);
  const asked = desk.hr.asked.length;
  expect(await health()).toMatchObject({ failing: { message: 'The vendor answered 401.' }, parked: 0 });
  for (const id of ['6', '7', '8']) await post(id);
  await desk.work();
  await desk.pass(5 * MINUTE);
  expect(desk.hr.asked.length).toBe(asked);
  await desk.pass(11 * MINUTE); // the one that is left of the refusals
  expect(desk.hr.asked.length).toBe(asked + 1);
  await desk.pass(16 * MINUTE);
  expect(await health()).toMatchObject({ failing: null });
  await desk.pass(MINUTE);
  expect(new Set(await desk.told())).toEqual(new Set(['5', '6', '7', '8'].map((id) => `changed ${id} accepted`)));
});

test('a break that is asked for is taken, for as long as it says', async () => {
  await open();
  desk.hr.answers.push({ status: 429, headers: { 'retry-after': '90' } });
  await post('5');
  await desk.work();
  await desk.pass(60 * SECOND);
  expect(desk.hr.asked).toEqual(['5']);
  await desk.pass(31 * SECOND);
  expect(await desk.told()).toEqual(['changed 5 accepted']);
});

test('an HR system that fails is tried eight times within a day, and then the event is parked', async () => {
  await open();
  desk.hr.answers.push(...Array.from({ length: 8 }, () => ({ status: 500 })));
  await post('5');
  await desk.work();
  for (const minutes of [1, 5, 15, 60, 240, 480, 600]) {
    expect((await desk.events())[0]?.state).toBe('open');
    await desk.pass(minutes * MINUTE + SECOND);
  }
  expect([desk.hr.asked.length, await desk.told()]).toEqual([8, ['changed 5 parked FetchFailed']]);
});

test.each([
  {
    name: 'another person than was asked for',
    answer: JSON.stringify(documentOf('6', { name: 'Eve' })),
    told: 'parked Refused',
  },
  {
    name: 'a word for active that nobody has mapped',
    answer: JSON.stringify({ ...documentOf('5', { name: 'Ada' }), active: 'on leave' }),
    told: 'parked MappingFailed',
  },
  { name: 'a page instead of data', answer: '<html></html>', told: 'open FetchFailed' },
])('$name changes nobody', async ({ answer, told }) => {
  await open();
  desk.hr.answers.push({ status: 200, text: answer });
  await post('5');
  await desk.work();
  expect(await desk.told()).toEqual([`changed 5 ${told}`]);
  expect((await bench.services.directory.find('employeeId', 'n5', 1)).length).toBe(0);
});

test('a deletion disables only where that was asked for, only somebody known, and under the guard', async () => {
  await open({ onDeleted: 'disable' });
  await post('5');
  await desk.work();
  await post('5', 'deleted');
  await post('9', 'deleted');
  await desk.work();
  expect(await desk.told()).toEqual(['changed 5 accepted', 'deleted 5 accepted', 'deleted 9 ignored NeverSeen']);
  const scenes = scenesOf(bench);
  expect(await scenes.enabled('n5')).toBe(true);
  await scenes.pass(2 * MINUTE);
  expect(await scenes.enabled('n5')).toBe(false);

  await open();
  await post('5', 'deleted');
  await post('5', 'renamed');
  await desk.work();
  expect(await desk.told()).toEqual(['deleted 5 ignored Deleted', 'renamed 5 ignored UnknownType']);
  expect(await health()).toMatchObject({ unknownTypes: 1 });
});

test('a mass of deletions disables nobody, and the administrator is told why and what to do', async () => {
  await open({ onDeleted: 'disable' });
  const scenes = scenesOf(bench);
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '2' });
  const all = ['1', '2', '3', '4'];
  for (const id of all) {
    desk.hr.people.set(id, { name: `Nr ${id}` });
    await post(id);
  }
  await desk.work();
  for (const id of all) await post(id, 'deleted');
  await desk.work();
  await scenes.pass(2 * MINUTE);
  expect(await Promise.all(all.map((id) => scenes.enabled(`n${id}`)))).toEqual([true, true, true, true]);
  expect((await scenes.job()).quarantine?.error?.message).toMatch(
    /^4 accounts would be deleted or disabled in one cycle; the threshold is 2\..*/,
  );
});

test('a manager whom nobody knows is fetched, and then the person once more', async () => {
  await open();
  desk.hr.people.set('5', { name: 'Ada', manager: '1' });
  desk.hr.people.set('1', { name: 'Boss' });
  await post('5');
  await desk.work();
  for (let round = 0; round < 4; round += 1) await desk.pass(MINUTE);
  expect(await desk.told()).toEqual(['changed 5 accepted', 'muster.reference 1 accepted', 'muster.again 5 accepted']);
  const person = await scenesOf(bench).person('n5');
  expect(JSON.stringify(person.data)).toContain('"manager":{"value":"n1"}');
});

test('on a date that lies ahead the person is fetched, though no event comes', async () => {
  await open({ refetchOn: ['[employee.hireDate]'], timeZone: 'Europe/Berlin' });
  const day = new Date(bench.clock.now() + 3 * 24 * 60 * MINUTE).toISOString().slice(0, 10);
  desk.hr.people.set('5', { name: 'Ada', hireDate: day });
  await post('5');
  await desk.work();
  const due = Date.parse(`${day}T00:05:00+01:00`);
  await desk.pass(due - bench.clock.now() - SECOND);
  expect(desk.hr.asked).toHaveLength(1);
  await desk.pass(31 * MINUTE);
  expect(await desk.told()).toEqual(['changed 5 accepted', 'muster.date 5 accepted']);
});

test('one delivery about several people is an event for each, and word that was lost is sent again', async () => {
  await open({ event: { shapes: [{ list: 'all', type: 'type', person: 'id' }] } });
  await desk.post({ type: 'changed', all: [{ id: '5' }, { id: '9' }] });
  for (const message of await bench.storage.queue(EVENTS_QUEUE).receive(32, 30)) {
    await bench.storage.queue(EVENTS_QUEUE).remove(message);
  }
  await desk.work();
  expect((await desk.events()).map(({ state }) => state)).toEqual(['open']);
  await desk.pass(31 * SECOND);
  expect((await desk.told()).toSorted()).toEqual(['changed 5 accepted', 'changed 9 parked NotFound', 'split Split']);
});

test('no secret stands in a table, nor in what is kept of a delivery', async () => {
  await open();
  await desk.post({ type: 'changed', id: '5' }, { headers: { authorization: 'Bearer nobody should keep this' } });
  const kept = JSON.stringify(await desk.ports.inlets.list(INLET.jobId));
  const [event] = await desk.events();
  const stored = await desk.ports.inletEvents.get(INLET, event?.key ?? '');
  expect(Object.keys(stored?.event.headers ?? {})).toEqual(['content-type']);
  expect(kept).toContain('"sealed":true');
  expect(kept).not.toMatch(new RegExp(`${INLET_SECRET}|the key to the HR system`));
});
