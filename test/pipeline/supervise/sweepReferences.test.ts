/** A reference that an outage cut off is written soon after its end, and the target is left in peace meanwhile. */
import { ProvisioningError } from '../../../shared/errors';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const AWAY = new ProvisioningError('EndpointUnavailable', 'The service cannot be reached (ECONNREFUSED).');

let bench: Workbench;
let scenes: Scenes;
/** What fails: references alone, as a target does that goes away in the middle of a person; or everything. */
let cut: 'nothing' | 'references' | 'everything';
let tries: number;

beforeEach(async () => {
  cut = 'nothing';
  tries = 0;
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  const reading = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (cut === 'everything') throw AWAY;
    return ask();
  };
  bench = await createWorkbench(
    {},
    {
      target: {
        ...target,
        testConnection: (...asked) => reading(() => target.testConnection(...asked)),
        find: (...asked) => reading(() => target.find(...asked)),
        read: (...asked) => {
          tries += 1;
          return reading(() => target.read(...asked));
        },
        setReference: (...asked) => {
          if (cut !== 'nothing') throw AWAY;
          return target.setReference(...asked);
        },
      },
    },
  );
  scenes = scenesOf(bench);
});

/** Rounds of the timer, 15 seconds apart. */
const pass = (ms: number) => bench.supervise(ms / 15_000);
const waiting = () => scenes.listed('waiting');

async function cutOff(): Promise<void> {
  await scenes.provision(person('boss'));
  cut = 'references';
  await scenes.provision(person('1', { [ENTERPRISE]: { manager: { value: 'boss' } } }));
  expect(await waiting()).toEqual(['1']);
}

test('within a sweep of the end, and not forty minutes later', async () => {
  await cutOff();
  cut = 'everything';
  await scenes.provision(person('2')); // who fails, so that the timer asks
  await pass(30 * MINUTE);
  cut = 'nothing';
  await pass(5 * MINUTE);
  expect(await waiting()).toEqual([]);
});

test('and nobody looks at it while the target is known to be away', async () => {
  await cutOff();
  cut = 'everything';
  await scenes.provision(person('2'));
  await pass(MINUTE);
  tries = 0;
  await pass(30 * MINUTE);
  expect(tries).toBe(0);
});

test('where nobody else fails, it is tried less and less soon by itself', async () => {
  await cutOff();
  await pass(20 * MINUTE);
  cut = 'nothing';
  await pass(5.5 * MINUTE);
  expect(await waiting()).toEqual([]);
});
