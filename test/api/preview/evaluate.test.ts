/** A draft tried on people, before anything is saved. */
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { openAgent, runByAgents } from '../../support/agents';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { storageCalls } from '../../support/storageCalls';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

interface Evaluated {
  readonly externalId: string;
  readonly known: boolean;
  readonly [member: string]: unknown;
}

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['plan', 'schema']);
  await scenes.provision(person('1'), person('2'));
});

const evaluate = (body: object) => host.call(`POST ${MUSTER_JOB}/evaluate`, { body });
const evaluated = async (body: object) => {
  const { status, body: answer, error } = await evaluate(body);
  expect([status, error.message]).toEqual([200, '']);
  return answer.value as readonly Evaluated[];
};
const attribute = ({ attributes }: Evaluated, name: string) =>
  (attributes as { target: string }[]).find(({ target }) => target === name);

/** The schema with another expression for one target attribute. */
async function draft(target: string, expression: string): Promise<SynchronizationSchema> {
  const { '@odata.context': _, ...body } = (await host.call(`GET ${JOB}/schema`)).body;
  const schema = body as unknown as SynchronizationSchema;
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({
        ...mapping,
        attributeMappings: mapping.attributeMappings.map((one) =>
          one.targetAttributeName === target
            ? { ...one, source: { type: 'Function', name: expression, expression, parameters: [] } as never }
            : one,
        ),
      })),
    })),
  };
}

test('people are told as they are: scope, match, and every mapping with its reason', async () => {
  const [first] = await evaluated({ subjects: [{ externalId: '1' }] });
  expect(first).toMatchObject({
    externalId: '1',
    known: true,
    status: 'skipped',
    skipReason: 'RedundantExport',
    targetId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    scope: { inScope: true },
    changes: [],
    errorCode: null,
    failures: [],
    warnings: [],
  });
  expect(attribute(first as Evaluated, 'displayName')).toEqual({
    target: 'displayName',
    sourceValues: { displayName: 'Person 1' },
    expression: '[displayName]',
    result: 'Person 1',
    comparedWith: 'Person 1',
    written: false,
    reason: 'The account has it already.',
  });
});

test('a draft shows what it would change, and changes nothing', async () => {
  const schema = await draft('displayName', 'Append([displayName], "!")');
  const calls = await storageCalls(bench, async () => {
    const people = await evaluated({ schema, subjects: [{ externalId: '1' }, { externalId: '2' }] });
    expect(people.map(({ action, status, changes }) => [action, status, changes])).toEqual([
      ['update', 'success', [{ name: 'displayName', oldValue: 'Person 1', newValue: 'Person 1!' }]],
      ['update', 'success', [{ name: 'displayName', oldValue: 'Person 2', newValue: 'Person 2!' }]],
    ]);
    expect(attribute(people[0] as Evaluated, 'displayName')).toMatchObject({ written: true, result: 'Person 1!' });
  });
  expect(Object.keys(calls).filter((call) => !/^(get|query) /.test(call))).toEqual([]);
  expect((await host.call(`GET ${JOB}/schema`)).body.version).toBe('v1.0');
  expect((await bench.services.directory.find('employeeId', '1', 1))[0]?.properties.displayName).toBe('Person 1');
});

test('data that is sent along comes over what is known, of strangers as well', async () => {
  const [known, stranger] = await evaluated({
    subjects: [{ data: { externalId: '1', displayName: 'Other' } }, { data: person('9') }],
  });
  expect(known).toMatchObject({ action: 'update', changes: [{ name: 'displayName', newValue: 'Other' }] });
  expect(stranger).toMatchObject({ externalId: '9', known: true, action: 'create', status: 'success', targetId: null });
  expect((await scenes.person('9')).data).toBeNull();
});

test('somebody of whom nothing is known is told so', async () => {
  expect(await evaluated({ subjects: [{ externalId: 'nobody' }] })).toEqual([{ externalId: 'nobody', known: false }]);
});

test('who would fail, or be disabled, is told why', async () => {
  const [failed] = await evaluated({ subjects: [{ data: { externalId: '9', active: true } }] });
  expect(failed).toMatchObject({ status: 'failure', errorCode: expect.any(String), reason: expect.any(String) });
  const [disabled] = await evaluated({ subjects: [{ data: { externalId: '1', active: false } }] });
  expect(disabled).toMatchObject({ action: 'disable', status: 'success' });
});

test('an agent evaluates where the service does not reach the directory', async () => {
  await runByAgents(bench, true);
  const agent = openAgent(bench, 'agent-1');
  await agent.report();
  const schema = await draft('displayName', 'Append([displayName], "!")');
  let isDone = false;
  const asked = evaluated({ schema, subjects: [{ externalId: '1' }] }).finally(() => {
    isDone = true;
  });
  while (!isDone) await agent.answer();
  expect((await asked)[0]).toMatchObject({ action: 'update', changes: [{ newValue: 'Person 1!' }] });
});

test.each([
  { name: 'nobody', body: { subjects: [] }, target: 'subjects' },
  {
    name: 'too many',
    body: { subjects: Array.from({ length: 21 }, (_, n) => ({ externalId: `${n}` })) },
    target: 'subjects',
  },
  {
    name: 'somebody twice',
    body: { subjects: [{ externalId: '1' }, { data: { externalId: '1' } }] },
    target: 'subjects',
  },
  { name: 'data of nobody', body: { subjects: [{ data: { active: true } }] }, target: 'subjects[0].data.externalId' },
  {
    name: 'data of another',
    body: { subjects: [{ externalId: '2', data: { externalId: '1' } }] },
    target: 'subjects[0].data.externalId',
  },
  {
    name: 'a rounded number',
    body: { subjects: [{ data: { externalId: '1', x: 2 ** 60 } }] },
    target: 'subjects[0].data.x',
  },
  { name: 'another member', body: { people: [], subjects: [{ externalId: '1' }] }, target: 'people' },
  {
    name: 'no schema',
    body: { schema: {}, subjects: [{ externalId: '1' }] },
    target: expect.stringMatching(/^schema/),
  },
  { name: 'a schema that is none', body: { schema: 1, subjects: [{ externalId: '1' }] }, target: 'schema' },
])('$name is 400', async ({ body, target }) => {
  const { status, error } = await evaluate(body);
  expect([status, error.details?.[0]?.target]).toEqual([400, target]);
});
