/** Where some deletions may go at once, the timer need not come for it; all that holds a deletion otherwise holds it still. */
import { OPERATIONS_FIRST_QUEUE } from '../../../../shared/composition/services';
import { type Message, readMessage } from '../../../../shared/pipeline/queue/messages';
import { guardAtOnce } from '../../../../shared/pipeline/supervise/deletions/guardAtOnce';
import { openAgent, runByAgents } from '../../../support/agents';
import { type Scenes, scenesOf } from '../../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../../support/workbench';

const leaver = (externalId: string) => person(externalId, { active: false });

let bench: Workbench;
let scenes: Scenes;

async function open(settings: Record<string, string>): Promise<void> {
  bench = await createWorkbench(settings);
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'), person('3'));
  await bench.supervise(8); // its cycle is over
}

const RELEASE: Message = { kind: 'errand', errand: 'release', jobId: JOB_ID, cycleId: 'c', anchors: ['1'], work: null };

const enabled = () => Promise.all(['1', '2', '3'].map((externalId) => scenes.enabled(externalId)));
const looks = () => jest.spyOn(bench.services.house.index, 'list');

test('who leaves is disabled without the timer', async () => {
  await open({ DELETIONS_AT_ONCE: '2' });
  await scenes.provision(leaver('1'));
  expect(await enabled()).toEqual([false, true, true]);
  expect(await scenes.log('1')).toContain('1 disable success');
});

test.each([
  { name: 'no setting asks for it', settings: {} },
  { name: 'more leave than may go at once', settings: { DELETIONS_AT_ONCE: '1' } },
])('who leaves waits for the window where $name', async ({ settings }) => {
  await open(settings);
  await scenes.provision(leaver('1'), leaver('2'));
  expect(await enabled()).toEqual([true, true, true]);
  await bench.supervise(6);
  expect(await enabled()).toEqual([false, false, true]);
});

test('an upload that leaves in several messages is let go when all of it is answered', async () => {
  await open({ DELETIONS_AT_ONCE: '3', OPERATIONS_PER_MESSAGE: '1' });
  await bench.upload([leaver('1'), leaver('2'), leaver('3')]);
  const [late, ...others] = await bench.storage.queue(OPERATIONS_FIRST_QUEUE).receive(32, 600);
  for (const { text } of others) await bench.services.gatherer.submit(readMessage(text));
  await bench.drain();
  expect(await enabled()).toEqual([true, true, true]);
  await bench.services.gatherer.submit(readMessage(late?.text));
  await bench.drain();
  expect(await enabled()).toEqual([false, false, false]);
});

test('above the threshold all of it is staged, and the job is quarantined', async () => {
  await open({ DELETIONS_AT_ONCE: '3' });
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '1' });
  await scenes.provision(leaver('1'), leaver('2'));
  expect(await enabled()).toEqual([true, true, true]);
  expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes' });
});

test('who is held back from before keeps nobody waiting', async () => {
  await open({ DELETIONS_AT_ONCE: '1' });
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '1' });
  await scenes.provision(leaver('1'), leaver('2'));
  await bench.supervise(8); // both are staged, and their cycle is over
  await scenes.restart('QuarantineState');
  await scenes.provision(leaver('3'));
  expect(await enabled()).toEqual([true, true, false]);
});

test('who came the ordinary way, and what a verdict sends, cost no look', async () => {
  await open({ DELETIONS_AT_ONCE: '2' });
  const listed = looks();
  await scenes.provision(person('1', { title: 'Guide' }));
  expect(listed).not.toHaveBeenCalled();
  await scenes.provision(leaver('1'));
  const calls = listed.mock.calls.length;
  expect(calls).toBeGreaterThan(0);
  await guardAtOnce(JOB_ID, [RELEASE], bench.services.house);
  expect(listed).toHaveBeenCalledTimes(calls);
});

test('a look that fails is told, fails no message, and is had by the timer', async () => {
  await open({ DELETIONS_AT_ONCE: '2' });
  const listed = looks().mockImplementationOnce(() => {
    throw new Error('Storage does not answer.');
  });
  await scenes.provision(leaver('1'));
  expect(await enabled()).toEqual([true, true, true]);
  expect(bench.logger.lines).toContainEqual(
    expect.objectContaining({ message: 'Held deletions could not be looked at' }),
  );
  listed.mockRestore();
  await bench.supervise();
  expect(await enabled()).toEqual([false, true, true]);
});

test('an agent leaves it to the service, whose timer judges', async () => {
  await open({ DELETIONS_AT_ONCE: '2' });
  await runByAgents(bench, true);
  const agent = openAgent(bench, 'agent-a');
  await agent.report();
  await bench.upload([leaver('1')]);
  await agent.drain();
  await agent.drain();
  expect(await enabled()).toEqual([true, true, true]);
  await bench.supervise();
  await agent.drain();
  expect(await enabled()).toEqual([false, true, true]);
});
