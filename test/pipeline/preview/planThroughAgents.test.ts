/** The plan of a job that is run by agents is the plan that the service itself would make. */
import { ProvisioningError } from '../../../shared/errors';
import type { PlanLine } from '../../../shared/pipeline/preview/planLine';
import { peopleOf, planPeople } from '../../../shared/pipeline/preview/planPeople';
import type { JsonObject } from '../../../shared/scim/json';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openAgent, runByAgents, type WorkbenchAgent } from '../../support/agents';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { seededRandom } from '../../support/world';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let bench: Workbench;
let scenes: Scenes;
let agent: WorkbenchAgent;
beforeEach(async () => {
  bench = await createWorkbench({ AGENT_ANSWER_SECONDS: '220', DELETION_SETTLE_SECONDS: '0' });
  scenes = scenesOf(bench);
  agent = openAgent(bench, 'agent-1');
});

async function planOf(people: readonly JsonObject[]): Promise<readonly PlanLine[]> {
  const context = await bench.services.house.contexts.get(JOB_ID);
  if (context === undefined) throw new Error('The workbench has no job.');
  const everyone = peopleOf(people.map((data, index) => ({ bulkId: `bulk-${index + 1}`, data })));
  const lines: PlanLine[] = [];
  for await (const some of planPeople(everyone, 0, context, bench.services.house)) lines.push(...some);
  return lines;
}

/** The same plan, by an agent. */
async function planByAgent(people: readonly JsonObject[]): Promise<readonly PlanLine[]> {
  await runByAgents(bench, true);
  await agent.report();
  let isDone = false;
  const planning = planOf(people).finally(() => {
    isDone = true;
  });
  let questions = 0;
  while (!isDone) questions += await agent.answer();
  expect(questions).toBeGreaterThan(1); // for the domain, and for the plan
  return planning;
}

const managed = (externalId: string, manager: string, more: JsonObject = {}) =>
  person(externalId, { ...more, [ENTERPRISE]: { manager: { value: manager } } });

test.each([
  {
    name: 'creates, updates, disables, skips and failures',
    people: [
      person('1', { title: 'Tour Lead' }),
      person('2', { active: false }),
      person('3'),
      person('4'),
      person('5', { userName: 'five@elsewhere.example' }),
      { ...person('6'), externalId: null },
      person('4', { title: 'Twice' }),
    ],
  },
  {
    name: 'managers of another stretch, known, planned and unknown',
    people: [
      ...Array.from({ length: 120 }, (_, index) => person(`p${index}`)),
      managed('x', 'p119'),
      managed('y', '1'),
      managed('z', 'nobody'),
      managed('p5', 'z'),
    ],
  },
  {
    name: 'people who are too large for one question together',
    people: Array.from({ length: 40 }, (_, index) =>
      managed(`p${index}`, `p${39 - index}`, { profileUrl: 'x'.repeat(50_000) }),
    ),
  },
])('it is the same for $name', async ({ people }) => {
  await scenes.provision(person('1'), person('2'), person('3'));
  await bench.supervise(2);
  const expected = await planOf(people);
  expect(expected.length).toBe(people.length);
  expect(await planByAgent(people)).toEqual(JSON.parse(JSON.stringify(expected)));
});

test('nothing is written by it, and no question is left', async () => {
  await runByAgents(bench, true);
  await planByAgent([person('1')]);
  expect(await bench.log()).toEqual([]);
  expect(bench.storage.table('people').rows()).toEqual([]);
  expect(await bench.services.house.questions.open(JOB_ID)).toEqual([]);
});

test('a directory that refuses the agent ends it, with what the directory says', async () => {
  const find = async () => {
    throw new ProvisioningError('InvalidCredentials', 'The domain refuses the password.');
  };
  const directory = createDirectoryTarget(bench.services.directory, seededRandom());
  agent = openAgent(bench, 'agent-1', { target: { ...directory, find } });
  await expect(planByAgent([person('1')])).rejects.toThrow('The domain refuses the password.');
});
