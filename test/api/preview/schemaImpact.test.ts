/** What saving a draft would do to everybody, told before it is saved, and held against what then happens. */
import type { ScopeFilter, SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { openAgent, runByAgents } from '../../support/agents';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { storageCalls } from '../../support/storageCalls';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

interface Line {
  readonly kind: 'person' | 'totals' | 'continue';
  readonly externalId: string;
  readonly [member: string]: unknown;
}

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['plan', 'schema', 'jobs']);
  await scenes.provision(
    ...['1', '2', '3', '4', '5'].map((id) => person(id, { title: id === '1' ? 'Boss' : 'Staff' })),
  );
  await bench.supervise(2);
});

async function ask(schema: unknown, query = ''): Promise<readonly Line[]> {
  const { status, text } = await host.call(`POST ${MUSTER_JOB}/schema/impact${query}`, { body: schema });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}
const people = (lines: readonly Line[]) =>
  lines.filter(({ kind }) => kind === 'person').sort((a, b) => a.externalId.localeCompare(b.externalId));

type ObjectMapping = SynchronizationSchema['synchronizationRules'][number]['objectMappings'][number];

async function draft(change: (mapping: ObjectMapping) => ObjectMapping): Promise<SynchronizationSchema> {
  const { '@odata.context': _, ...body } = (await host.call(`GET ${JOB}/schema`)).body;
  const schema = body as unknown as SynchronizationSchema;
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map(change),
    })),
  };
}

const upperNames = () =>
  draft((mapping) => ({
    ...mapping,
    attributeMappings: mapping.attributeMappings.map((one) =>
      one.targetAttributeName === 'displayName'
        ? ({
            ...one,
            source: {
              type: 'Function',
              name: 'Append([displayName], "!")',
              expression: 'Append([displayName], "!")',
              parameters: [],
            },
          } as never)
        : one,
    ),
  }));
const onlyBosses = () => {
  const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Boss'] } }];
  const scope: ScopeFilter = { groups: [{ name: 'bosses', clauses }] };
  return draft((mapping) => ({ ...mapping, scope }));
};

test('of the schema that is there is nothing', async () => {
  expect(await ask(await draft((mapping) => mapping))).toEqual([
    {
      kind: 'totals',
      people: 5,
      changed: 0,
      unchanged: 5,
      create: 0,
      update: 0,
      disable: 0,
      delete: 0,
      skipped: {},
      failed: 0,
      warned: 0,
      disabledByOmission: 0,
      guard: expect.objectContaining({ planned: 0, tripped: false }),
      notes: [],
      stopped: null,
    },
  ]);
});

test('writes nothing, and tells everybody’s change as it comes when the draft is saved', async () => {
  const schema = await upperNames();
  let lines: readonly Line[] = [];
  const calls = await storageCalls(bench, async () => {
    lines = await ask(schema);
  });
  expect(Object.keys(calls).filter((call) => !/^(get|query) /.test(call))).toEqual([]);
  expect(people(lines).map(({ externalId, action, changes }) => [externalId, action, changes])).toEqual(
    ['1', '2', '3', '4', '5'].map((id) => [
      id,
      'update',
      [{ name: 'displayName', oldValue: `Person ${id}`, newValue: `Person ${id}!` }],
    ]),
  );
  expect(lines.at(-1)).toMatchObject({ people: 5, changed: 5, unchanged: 0, update: 5 });
  const before = await scenes.log();
  await host.call(`PUT ${JOB}/schema`, { body: schema });
  await bench.supervise(3);
  bench.clock.advance(10_000);
  await bench.drain();
  expect((await scenes.log()).slice(0, -before.length).sort()).toEqual(
    ['1', '2', '3', '4', '5'].map((id) => `${id} update success`),
  );
  expect(people(await ask(schema))).toEqual([]);
});

test('names who would lose access, and what the guard would say', async () => {
  await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 3 } } });
  const lines = await ask(await onlyBosses());
  expect(people(lines).map(({ externalId, action, status }) => `${externalId} ${action} ${status}`)).toEqual([
    '2 disable success',
    '3 disable success',
    '4 disable success',
    '5 disable success',
  ]);
  expect(lines.at(-1)).toMatchObject({
    changed: 4,
    unchanged: 1,
    disable: 4,
    guard: { planned: 4, count: 4, threshold: 3, tripped: true },
  });
});

test('counts those for whom nothing is done, and tells who would fail', async () => {
  await scenes.provision({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], externalId: '6', active: true });
  await bench.supervise(2);
  const lines = await ask(await draft((mapping) => mapping));
  expect(people(lines)).toMatchObject([{ externalId: '6', status: 'failure', errorCode: expect.any(String) }]);
  expect(lines.at(-1)).toMatchObject({ people: 6, changed: 1, unchanged: 5, failed: 1 });
});

test('ends where an answer is full, and goes on with the same draft', async () => {
  const schema = await upperNames();
  const limits = jest.replaceProperty(bench.services.limits, 'plan', { ...bench.services.limits.plan, answerBytes: 1 });
  const found: Line[] = [];
  let answers = 0;
  for (let query: string | undefined = ''; query !== undefined; answers += 1) {
    const lines = await ask(schema, query);
    found.push(...lines);
    const last = lines.at(-1);
    const next = last?.kind === 'continue' ? String(last.next) : undefined;
    query = next?.slice(next.indexOf('?'));
    if (query !== undefined) {
      const other = await host.call(`POST ${MUSTER_JOB}/schema/impact${query}`, { body: await onlyBosses() });
      expect(other.error.message).toBe('continue belongs to another schema: send the one that was begun with.');
    }
  }
  limits.restore();
  expect(answers).toBeGreaterThan(2);
  expect(people(found)).toEqual(people(await ask(schema)));
  expect(found.at(-1)).toMatchObject({ kind: 'totals', people: 5, changed: 5, update: 5 });
});

test.each(['x', Buffer.from('{}').toString('base64url'), Buffer.from('[1]').toString('base64url')])(
  'continue=%s is 400',
  async (text) => {
    const { status } = await host.call(`POST ${MUSTER_JOB}/schema/impact?continue=${text}`, {
      body: await upperNames(),
    });
    expect(status).toBe(400);
  },
);

test('a draft with faults is 400, each with its place', async () => {
  const { status, error } = await host.call(`POST ${MUSTER_JOB}/schema/impact`, { body: {} });
  expect([status, error.message]).toEqual([400, expect.stringMatching(/^The schema cannot be saved: /)]);
});

test('agents look where the service does not reach the directory', async () => {
  await runByAgents(bench, true);
  const agent = openAgent(bench, 'agent-1');
  await agent.report();
  const schema = await upperNames();
  let isDone = false;
  const asked = ask(schema).finally(() => {
    isDone = true;
  });
  while (!isDone) await agent.answer();
  expect((await asked).at(-1)).toMatchObject({ kind: 'totals', people: 5, changed: 5, update: 5 });
});
