/**
 * What a queue or a timer starts ends when its work has ended, and fails when it fails: the host forgets a message whose function
 * has returned, and may stop a process in which none runs. Work that nobody waits for does its deed in every other test, a moment
 * later, and so is seen only here.
 */
import { StoreUnavailable } from '../../shared/store/contract/table';
import { openInletDesk } from '../support/inletDesk';
import { addOutlet, OUTLET_SETTINGS } from '../support/outlets';
import { openRegistrations } from '../support/registrations';
import { createWorkbench, person, type Workbench } from '../support/workbench';

/** With a message of which queue, where one starts it. */
const STARTED: Readonly<Record<string, string | undefined>> = {
  processEvents: 'events',
  processEventsPoison: 'events',
  processFirstPoison: 'operations-first',
  processOperations: 'operations',
  processOperationsFirst: 'operations-first',
  processPoison: 'operations',
  purgeExpired: undefined,
  superviseJobs: undefined,
  tellOutlets: undefined,
};

let bench: Workbench;
/** Moments of storage: two a call, one before its effect and one behind it. */
let moments = 0;
let isAway = false;
const { others } = openRegistrations(() => bench.services);

/** A Muster in which each of them has something to do. */
async function begin(name: string): Promise<string | undefined> {
  isAway = false;
  const tick = async () => {
    moments += 1;
    if (isAway) throw new StoreUnavailable('Storage is away.');
  };
  bench = await createWorkbench(OUTLET_SETTINGS, { tick });
  const desk = await openInletDesk(bench);
  await addOutlet(bench, null);
  await desk.post({ type: 'changed', id: '5', at: 1 });
  await bench.upload([person('a'), person('b', { active: false })]);
  const queue = STARTED[name];
  if (queue === undefined) return undefined;
  return (await bench.storage.queue(queue).receive(1, 30))[0]?.text;
}

const run = (name: string, message: string | undefined) => others.get(name)?.handler(message);

test('each of them is tried', () => expect([...others.keys()].sort()).toEqual(Object.keys(STARTED)));

test.each(Object.keys(STARTED))('%s ends when its work has ended', async (name) => {
  const message = await begin(name);
  moments = 0;
  await run(name, message);
  const atTheEnd = moments;
  await new Promise((resolve) => setTimeout(resolve, 20)); // time for whatever was not waited for
  expect({ worked: atTheEnd > 0, later: moments - atTheEnd }).toEqual({ worked: true, later: 0 });
});

test.each(Object.keys(STARTED))('%s fails when storage is away, so that its host knows', async (name) => {
  const message = await begin(name);
  isAway = true;
  await expect(run(name, message)).rejects.toThrow();
});
