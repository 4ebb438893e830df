/** What a receipt tells of an operation that failed, however much was logged of its person since. */
import { ProvisioningError } from '../../../shared/errors';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const AWAY = new ProvisioningError('EndpointUnavailable', 'The service cannot be reached (ECONNREFUSED).');

let bench: Workbench;
let scenes: Scenes;
let isAway: boolean;

beforeEach(async () => {
  isAway = false;
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  const unlessAway = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isAway) throw AWAY;
    return ask();
  };
  bench = await createWorkbench(
    {},
    {
      target: {
        ...target,
        find: (...asked) => unlessAway(() => target.find(...asked)),
        read: (...asked) => unlessAway(() => target.read(...asked)),
        testConnection: (...asked) => unlessAway(() => target.testConnection(...asked)),
      },
    },
  );
  scenes = scenesOf(bench);
});

async function failOnce(): Promise<number> {
  isAway = true;
  const { upload } = await bench.upload([person('1')]);
  await bench.drain();
  await bench.supervise(4); // the timer learns that the target is away
  isAway = false;
  await bench.supervise(4);
  return upload.first;
}

async function toldOf(first: number) {
  const [operation] = (await readReceipt(await scenes.job(), first, bench.services.house))?.operations ?? [];
  const { outcome, sequel } = operation ?? {};
  return [outcome?.entry.status, sequel?.latest?.entry.status, sequel?.latest?.entry.action, sequel?.nextAttempt];
}

test.each([
  { name: 'two', packs: 2 },
  { name: 'more than a row names', packs: 12 },
  { name: 'very many', packs: 60 },
])('the success that settled it is told behind $name failures of later operations', async ({ packs }) => {
  const first = await failOnce();
  expect(await toldOf(first)).toEqual(['failure', 'success', 'create', undefined]);
  bench.clock.advance(10 * MINUTE);
  isAway = true;
  for (let count = 0; count < packs; count += 1) {
    await scenes.provision(person('1', { title: `Title ${count}` }));
    bench.clock.advance(MINUTE);
  }
  expect(await toldOf(first)).toEqual(['failure', 'success', 'create', undefined]);
});
