/** Scenes that leave rows of every kind behind, for the test that holds their form. */
import { tellOutlets } from '../../shared/pipeline/outlets/tellOutlets';
import { openInletDesk, THIN } from './inletDesk';
import { addOutlet, OUTLET_SETTINGS, outletOf } from './outlets';
import { createWorkbench, JOB_ID, person, type Workbench } from './workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Somebody with an account, one who waits for a manager, a failure, a held leaver, an upload not yet worked on. */
export async function leavePeople(): Promise<Workbench> {
  const bench = await createWorkbench();
  const waiting = person('2', { [ENTERPRISE]: { manager: { value: '9' } } });
  await bench.upload([person('1'), waiting, person('3', { userName: 'nobody@elsewhere.example' })]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('1', { active: false })]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('4')]);
  return bench;
}

/**
 * A webhook that was taken, one that is refused for good and one that is tried again; what is written back of three people, and of
 * others not yet; an outlet that is gone, and a round whose worker has died.
 */
export async function leaveTold(): Promise<Workbench> {
  const bench = await createWorkbench(OUTLET_SETTINGS);
  const { house } = bench.services;
  const answers: Readonly<Record<string, number>> = { '1': 204, '2': 400 };
  const outside = async ({ body = '' }) => {
    const status = answers[JSON.parse(body).subject] ?? 503;
    return { status, headers: new Headers(), text: 'as it is' };
  };
  const tell = () => tellOutlets({ ...house, outside });
  const writeBack = (name: string) =>
    addOutlet(bench, null, {
      name,
      types: ['muster.writeback'],
      writeback: {
        way: 'pull',
        map: [{ name: 'login', expression: '[userPrincipalName]', clears: false }],
        refresh: 'P7D',
      },
    });
  await addOutlet(bench, 'https://receiver.example/');
  await writeBack('hr');
  await bench.upload([person('1'), person('2'), person('3')]);
  await bench.drain();
  for (let tries = 0; tries < 4; tries += 1) {
    await tell();
    bench.clock.advance(HOUR);
  }
  await bench.upload([person('4')]);
  await bench.drain();
  await addOutlet(bench, null, { name: 'gone' });
  await house.outlets.remove((await outletOf(bench, 'gone')).outlet);
  await writeBack('later');
  await house.outlets.takeRound(JOB_ID, 'a worker', bench.clock.now(), bench.clock.now() + 60_000);
  return bench;
}

/** An event that was accepted, one of its several people, one that is parked, one that is not yet worked on; somebody to be fetched on a date. */
export async function leaveReceived(): Promise<Workbench> {
  const bench = await createWorkbench(OUTLET_SETTINGS);
  const event = { shapes: [{ list: 'all', type: 'type', person: 'id', time: 'at', timeUnit: 'ms' }] };
  const dates = { refetchOn: ['[employee.hireDate]'], timeZone: 'Europe/Berlin' };
  const desk = await openInletDesk(bench, { ...THIN, ...dates, event });
  const hireDate = new Date(bench.clock.now() + 3 * DAY).toISOString().slice(0, 10);
  desk.hr.people.set('5', { name: 'Ada', hireDate });
  const at = bench.clock.now();
  await desk.post({
    type: 'changed',
    all: [
      { id: '5', at },
      { id: '404', at },
    ],
  });
  await desk.work();
  await desk.post({ type: 'changed', all: [{ id: '5', at: at + 1 }] });
  await desk.post('unsigned', { secret: 'another secret than the one that was agreed on' });
  return bench;
}
