import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { ProvisioningError } from '../../../shared/errors';
import type { House } from '../../../shared/pipeline/ports';
import type { PlanLine } from '../../../shared/pipeline/preview/planLine';
import { peopleOf, planPeople } from '../../../shared/pipeline/preview/planPeople';
import { addLine, NO_PLAN_TOTALS, type PlanTotals } from '../../../shared/pipeline/preview/planTotals';
import type { Json, JsonObject } from '../../../shared/scim/json';
import fc from '../../support/property';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const reportingTo = (manager: string) => ({ [ENTERPRISE]: { manager: { value: manager } } });
const withManager = (externalId: string, manager: string) => person(externalId, reportingTo(manager));

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const everyoneOf = (people: readonly JsonObject[]) =>
  peopleOf(people.map((data, index) => ({ bulkId: `bulk-${index + 1}`, data })));

async function begin(people: readonly JsonObject[], from = 0, ports: Partial<House> = {}) {
  const context = await bench.services.house.contexts.get(JOB_ID);
  if (context === undefined) throw new Error('The workbench has no job.');
  return planPeople(everyoneOf(people), from, context, { ...bench.services.house, ...ports });
}

async function planOf(...people: JsonObject[]): Promise<readonly PlanLine[]> {
  const lines: PlanLine[] = [];
  for await (const some of await begin(people)) lines.push(...some);
  return lines;
}

async function lineOf(...people: JsonObject[]): Promise<PlanLine> {
  const line = (await planOf(...people)).at(-1);
  if (line === undefined) throw new Error('Nothing was planned.');
  return line;
}

const summed = (lines: readonly PlanLine[]): PlanTotals => lines.reduce(addLine, NO_PLAN_TOTALS);
const told = ({ externalId, action, status }: PlanLine) => `${externalId} ${action} ${status}`;
const changeOf = ({ changes }: PlanLine, name: string) => changes.find((change) => change.name === name);

/** Everything that is stored, down to the etags. */
function everything(): string {
  const tables = ['jobs', 'people', 'staging', 'directory', 'audit'].map((name) => bench.storage.table(name).rows());
  return JSON.stringify([tables, bench.storage.queue('operations').messages()]);
}

describe('a line says', () => {
  test('that a person would be created, and with what', async () => {
    const line = await lineOf(person('1', { title: 'Tour Guide' }));
    expect(line).toMatchObject({
      index: 0,
      bulkId: 'bulk-1',
      externalId: '1',
      action: 'create',
      status: 'success',
      skipReason: null,
      targetId: null,
      scope: { inScope: true },
      match: { found: false },
      errorCode: null,
      failures: [],
      warnings: [],
    });
    expect(changeOf(line, 'jobTitle')).toEqual({ name: 'jobTitle', oldValue: null, newValue: 'Tour Guide' });
  });

  test('what would be updated, and in which account', async () => {
    await scenes.provision(person('1'));
    const [found] = await bench.services.directory.find('employeeId', '1', 1);
    expect(await lineOf(person('1', { title: 'Tour Lead' }))).toMatchObject({
      action: 'update',
      status: 'success',
      targetId: found?.id,
      match: { found: true, reason: "Retrieved User 'user1@adatum.example' from Azure Active Directory (linked)" },
      changes: [{ name: 'jobTitle', oldValue: null, newValue: 'Tour Lead' }],
    });
  });

  test('that nothing would be done, and why', async () => {
    await scenes.provision(person('1'));
    expect(await lineOf(person('1'))).toMatchObject({
      action: 'other',
      status: 'skipped',
      skipReason: 'RedundantExport',
    });
  });

  test('that a person would be disabled, although the guard would look at it first', async () => {
    await scenes.provision(person('1'));
    expect(await lineOf(person('1', { active: false }))).toMatchObject({
      action: 'disable',
      status: 'success',
      changes: [{ name: 'accountEnabled', oldValue: 'True', newValue: 'False' }],
    });
  });

  describe('that the payload leaves out what enables', () => {
    const { active, ...rest } = person('1');
    const takesOmissionForANo = () =>
      scenes.changeMappings((one) =>
        one.targetAttributeName === 'accountEnabled' && one.source !== null
          ? {
              ...one,
              source: { ...one.source, type: 'Function', expression: 'Switch([active], "False", "True", "True")' },
            }
          : one,
      );

    test('which disables somebody new', async () => {
      await takesOmissionForANo();
      const line = await lineOf(rest);
      expect(told(line)).toBe('1 create success');
      expect(line.warnings.map(({ code }) => code)).toEqual(['DisablesWhenOmitted']);
      expect(summed([line]).disabledByOmission).toBe(1);
    });

    test('but nobody who has an account', async () => {
      await scenes.provision({ ...rest, active: active ?? true });
      await takesOmissionForANo();
      const line = await lineOf(rest);
      expect(told(line)).toBe('1 other skipped');
      expect(line.warnings).toEqual([]);
    });
  });

  test('every fault of a person who would fail', async () => {
    const line = await lineOf({ schemas: [], externalId: '1' });
    expect(told(line)).toBe('1 create failure');
    expect(line.errorCode).toBe('MandatoryFieldsMissing');
    expect(line.failures.map(({ code }) => code)).toEqual(['userPrincipalName', 'displayName', 'mailNickname']);
  });

  test('that an operation without externalId is skipped', async () => {
    const line = await lineOf(person('1'), person('', { externalId: null }));
    expect(line).toMatchObject({
      index: 1,
      externalId: null,
      status: 'skipped',
      skipReason: 'ImportSkipped',
      scope: null,
    });
  });

  test('that a person out of scope is skipped, before any account is looked for', async () => {
    const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Sales'] } }];
    const scope = { groups: [{ name: 'Sales only', clauses }], inputFilterGroups: [], categoryFilterGroups: [] };
    await scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((all) => ({ ...all, scope })),
      })),
    }));
    expect(await lineOf(person('1', { title: 'Tour Guide' }))).toMatchObject({
      skipReason: 'NotInScope',
      scope: {
        inScope: false,
        reason:
          "User '1' was evaluated against the scoping filters. No filter group holds: \"Sales only\" needs title EQUALS 'Sales'.",
      },
      match: null,
    });
  });
});

describe('a manager', () => {
  test.each([
    { name: 'before the report', people: [person('1'), withManager('2', '1')] },
    { name: 'behind the report', people: [withManager('2', '1'), person('1')] },
  ])('who would be created by the same plan, $name, is named by who it will be', async ({ people }) => {
    const line = (await planOf(...people)).find(({ externalId }) => externalId === '2');
    expect(line && changeOf(line, 'manager')).toEqual({ name: 'manager', oldValue: null, newValue: 'planned:1' });
    expect(line?.warnings).toEqual([]);
  });

  test('far away in the plan is found as well', async () => {
    const crowd = Array.from({ length: 250 }, (_, index) => person(`p${index}`));
    const lines = await planOf(withManager('first', 'boss'), ...crowd, person('boss'), withManager('last', 'first'));
    for (const [report, manager] of [
      ['first', 'planned:boss'],
      ['last', 'planned:first'],
    ]) {
      const line = lines.find(({ externalId }) => externalId === report);
      expect(line && changeOf(line, 'manager')?.newValue).toBe(manager);
    }
  });

  test('who has an account is named by it', async () => {
    await scenes.provision(person('1'));
    const [found] = await bench.services.directory.find('employeeId', '1', 1);
    expect(changeOf(await lineOf(withManager('2', '1')), 'manager')?.newValue).toBe(found?.id);
  });

  test('who would fail is waited for', async () => {
    const crowd = Array.from({ length: 150 }, (_, index) => person(`p${index}`));
    const line = await lineOf({ schemas: [], externalId: 'boss' }, ...crowd, withManager('2', 'boss'));
    expect(changeOf(line, 'manager')).toBeUndefined();
    expect(line.warnings).toEqual([
      {
        code: 'ReferenceNotFound',
        message:
          "The manager 'boss' of User '2' has no account yet. The reference is written as soon as it gets one; nothing needs to be done.",
      },
    ]);
  });
});

test('a person who is there several times is planned in turn, and every line says so', async () => {
  const lines = await planOf(person('1', { title: 'First' }), person('2'), person('1', { title: 'Second' }));
  expect(lines.map(({ index }) => index)).toEqual([0, 2, 1]);
  expect(lines.map(told)).toEqual(['1 create success', '1 update success', '2 create success']);
  expect(lines[1]?.changes).toEqual([{ name: 'jobTitle', oldValue: 'First', newValue: 'Second' }]);
  expect(lines.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
    ['DuplicateSourceEntries'],
    ['DuplicateSourceEntries'],
    [],
  ]);
  expect(summed(lines)).toMatchObject({ operations: 3, create: 2, update: 1, duplicates: 2, warned: 2 });
});

test('a unique name that one person takes is not free for those who come later', async () => {
  const expression = 'SelectUniqueValue([userName], Join("", "b.", [userName]))';
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'userPrincipalName' ? mapping('userPrincipalName', expression) : one,
  );
  const namesake = (externalId: string) => person(externalId, { userName: 'b.jensen@adatum.example' });
  const crowd = Array.from({ length: 120 }, (_, index) => person(`p${index}`));
  const lines = await planOf(namesake('first'), ...crowd, namesake('last'));
  const nameOf = (externalId: string) => {
    const line = lines.find((one) => one.externalId === externalId);
    return line && changeOf(line, 'userPrincipalName')?.newValue;
  };
  expect(nameOf('first')).toBe('b.jensen@adatum.example');
  expect(nameOf('last')).toBe('b.b.jensen@adatum.example');
});

test('nothing is written, not even where the guard holds somebody', async () => {
  await scenes.provision(person('1'), withManager('2', 'nobody'), person('3', { userName: 'x@elsewhere.example' }));
  await scenes.provision(person('1', { active: false }));
  const before = everything();
  const lines = await planOf(person('1', { active: false }), withManager('2', '4'), person('3'), person('4'));
  expect(lines.map(told)).toEqual(['1 disable success', '2 update success', '3 create success', '4 create success']);
  expect(everything()).toBe(before);
});

describe('memory', () => {
  /** Counts what the plan has looked at. */
  function counted() {
    const { people } = bench.services.house;
    let loaded = 0;
    const watched: House['people'] = {
      ...people,
      async load(jobId, anchors) {
        loaded += anchors.length;
        return people.load(jobId, anchors);
      },
    };
    return { people: watched, loaded: () => loaded };
  }

  test('nobody is looked at before a line is asked for, and then one stretch of people only', async () => {
    const watch = counted();
    const crowd = Array.from({ length: 1_000 }, (_, index) => person(`p${index}`));
    const lines = await begin(crowd, 0, { people: watch.people });
    expect(watch.loaded()).toBe(0);
    await lines.next();
    expect(watch.loaded()).toBe(100);
    for (let taken = 1; taken < 100; taken += 1) await lines.next();
    expect(watch.loaded()).toBe(100);
    await lines.next();
    expect(watch.loaded()).toBe(200);
  });

  test('who stops asking has nobody else looked at', async () => {
    const watch = counted();
    const crowd = Array.from({ length: 1_000 }, (_, index) => person(`p${index}`));
    for await (const [line] of await begin(crowd, 0, { people: watch.people })) if (line?.externalId === 'p7') break;
    expect(watch.loaded()).toBe(100);
  });

  test('a plan may go on where an earlier one ended', async () => {
    const lines: string[] = [];
    for await (const some of await begin([person('1'), person('2'), person('3')], 2)) lines.push(...some.map(told));
    expect(lines).toEqual(['3 create success']);
  });
});

test('a target that refuses everybody ends the plan, after those it was found out with', async () => {
  const context = await bench.services.house.contexts.get(JOB_ID);
  if (context === undefined) throw new Error('The workbench has no job.');
  const find = () => Promise.reject(new ProvisioningError('InvalidCredentials', 'The token has expired.'));
  const crowd = Array.from({ length: 300 }, (_, index) => person(`p${index}`));
  const refusing = { ...context, target: { ...context.target, find } };
  const lines: PlanLine[] = [];
  const take = async () => {
    for await (const some of planPeople(everyoneOf(crowd), 0, refusing, bench.services.house)) lines.push(...some);
  };
  await expect(take()).rejects.toThrow('The token has expired.');
  expect(lines.length).toBe(100);
  expect(lines[0]).toMatchObject({ status: 'failure', errorCode: 'InvalidCredentials' });
});

describe('plan, then upload', () => {
  const ANCHORS = ['a', 'b', 'c', 'd', 'e', 'f'];
  const anchor = fc.constantFrom(...ANCHORS);
  const someone = fc
    .record({
      externalId: anchor,
      title: fc.constantFrom<Json>('Tour Guide', 'Tour Lead', null),
      active: fc.constantFrom(true, true, false),
      department: fc.constantFrom<Json>('Sales', 'Travel'),
      manager: fc.option(fc.constantFrom(...ANCHORS, 'nobody'), { nil: undefined }),
      nameless: fc.constantFrom(false, false, false, false, true),
    })
    .map(({ externalId, title, active, department, manager, nameless }): JsonObject => {
      const enterprise = { department, ...(manager !== undefined && { manager: { value: manager } }) };
      const whole = person(externalId, { title, active, [ENTERPRISE]: enterprise });
      return nameless ? { ...whole, displayName: null } : whole;
    });
  const upload = fc.array(someone, { minLength: 1, maxLength: 10 });

  /** What came of each operation of the last upload, the deletion guard's time included. */
  async function upToTheEnd(people: readonly JsonObject[]): Promise<readonly string[]> {
    const { upload: accepted } = await bench.upload(people);
    await bench.drain();
    await bench.supervise(8);
    const entries = (await bench.log()).map(({ entry }) => entry);
    return people.map((_, index) => {
      const sequence = accepted.first + index;
      const first = entries.findLast(({ operation }) => operation?.sequence === sequence);
      if (first === undefined) throw new Error(`Operation ${index} has no entry.`);
      return outcome(index, first.action, first.status, first.modified);
    });
  }

  /**
   * Nothing of managers: a leaver goes ahead of the manager who comes with the same upload, is told to be as before, and gets the
   * reference by a look of its own.
   */
  function outcome(
    index: number,
    action: string,
    status: string,
    changes: readonly { readonly name: string; readonly newValue: unknown }[],
  ): string {
    const others = changes.filter(({ name }) => name !== 'manager').map(({ name, newValue }) => [name, newValue]);
    const isAsBefore = others.length === 0 && ['update success', 'other skipped'].includes(`${action} ${status}`);
    return isAsBefore ? `${index} as before` : `${index} ${action} ${status} ${JSON.stringify(others)}`;
  }

  test('what was planned is what happens', async () => {
    await fc.assert(
      fc.asyncProperty(upload, upload, async (before, next) => {
        bench = await createWorkbench();
        scenes = scenesOf(bench);
        await upToTheEnd(before);
        const planned = [...(await planOf(...next))].sort((left, right) => left.index - right.index);
        const happened = await upToTheEnd(next);
        expect(planned.map(({ index, action, status, changes }) => outcome(index, action, status, changes))).toEqual(
          happened,
        );
      }),
      { numRuns: 60 },
    );
  });
});
