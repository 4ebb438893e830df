/** A target that answers with success and does not do what it was told: the log says so, and it is not told so for ever. */
import type { LogStep } from '../../../shared/engine/person/logEntry';
import type { ScopeFilter } from '../../../shared/engine/synchronizationSchema';
import { ProvisioningError } from '../../../shared/errors';
import { saveSchema } from '../../../shared/pipeline/jobs/changeSchema';
import { peopleOf, planPeople } from '../../../shared/pipeline/preview/planPeople';
import { provisionOnDemand } from '../../../shared/pipeline/preview/provisionOnDemand';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import type { Json } from '../../../shared/scim/json';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { type StubbornTarget, stubborn } from '../../support/stubbornTarget';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const working = (department: string, more: Record<string, Json> = {}) => ({ [ENTERPRISE]: { department }, ...more });

const IN_SALES: ScopeFilter = {
  groups: [
    {
      name: 'g',
      clauses: [
        {
          sourceOperandName: `${ENTERPRISE}:department`,
          operatorName: 'EQUALS',
          targetOperand: { values: ['Sales'] },
        },
      ],
    },
  ],
};

let real: Target;
let target: StubbornTarget;
let bench: Workbench;
let scenes: Scenes;

beforeEach(async () => {
  const { directory, random } = await openTestDirectory();
  real = createDirectoryTarget(directory, random);
  target = stubborn(real);
  bench = await createWorkbench({}, { target: target.target });
  scenes = scenesOf(bench);
});

const entryOf = async (externalId: string) => {
  const [found] = await bench.log(externalId);
  if (found === undefined) throw new Error(`Nothing was logged of ${externalId}.`);
  return found.entry;
};
const warnings = (steps: readonly LogStep[]) => steps.filter(({ details }) => details.ErrorCode === 'NotApplied');
const account = async (externalId: string) => {
  const anchor = (await scenes.person(externalId)).link?.targetAnchor ?? '';
  return (await real.read(anchor, ['accountEnabled', 'jobTitle', 'department', 'manager']))?.attributes ?? {};
};
const byHand = async (externalId: string, change: Record<string, string>) =>
  real.update((await scenes.person(externalId)).link?.targetAnchor ?? '', change);
/** What was written since this was last asked. */
const written = () => target.writes.splice(0).map(({ attributes }) => attributes);
async function provision(...people: Parameters<Scenes['provision']>): Promise<readonly object[]> {
  written();
  await scenes.provision(...people);
  return written();
}

describe.each([
  { name: 'a target that tells what it holds', silent: false },
  { name: 'a target whose answers are silent', silent: true },
])('$name', ({ silent }) => {
  beforeEach(() => {
    target.silent = silent;
  });

  test('and files an attribute elsewhere is named in a warning, and told once: fifty people cause no second write', async () => {
    target.ignored.add('department');
    const staff = Array.from({ length: 50 }, (_, n) => person(`E${n}`, working('Sales')));
    await provision(...staff);
    expect(await entryOf('E7')).toMatchObject({ action: 'create', status: 'success' });
    expect(warnings((await entryOf('E7')).steps)).toMatchObject([
      {
        type: 'export',
        status: 'warning',
        description: expect.stringContaining('did not take department of User'),
        details: { department: "'Sales' was written, and the account holds no value." },
      },
    ]);
    expect((await entryOf('E7')).modified.map(({ name }) => name)).not.toContain('department');

    expect(await provision(...staff)).toEqual([]);
    expect(await entryOf('E7')).toMatchObject({
      status: 'skipped',
      error: {
        code: 'RedundantExport',
        reason: 'department did not take when last written; all else matches already.',
      },
    });
    expect(warnings((await entryOf('E7')).steps)).toMatchObject([
      { description: expect.stringContaining('still lacks what was written of department before') },
    ]);
  });

  test('is told a new value, and what else changes, and neither again', async () => {
    target.ignored.add('department');
    await provision(person('1', working('Sales')));
    expect(await provision(person('1', working('Law')))).toEqual([{ department: 'Law' }]);
    expect(await entryOf('1')).toMatchObject({ action: 'update', status: 'success', modified: [] });
    expect((await entryOf('1')).steps.filter(({ type }) => type === 'export')).toHaveLength(1);
    expect(await provision(person('1', working('Law', { title: 'Lead' })))).toEqual([{ jobTitle: 'Lead' }]);
    expect((await entryOf('1')).modified).toMatchObject([{ name: 'jobTitle', newValue: 'Lead' }]);
    expect(await provision(person('1', working('Law', { title: 'Lead' })))).toEqual([]);
    expect(await provision(person('1', working('Sales', { title: 'Lead' })))).toEqual([{ department: 'Sales' }]);
  });

  test('that keeps a value in a form of its own is not told it for ever', async () => {
    target.form = (name, value) => (name === 'jobTitle' ? `${value}.` : value);
    await provision(person('1', { title: 'Lead' }));
    expect(warnings((await entryOf('1')).steps)).toMatchObject([
      { details: { jobTitle: "'Lead' was written, and the account holds 'Lead.'." } },
    ]);
    expect(await provision(person('1', { title: 'Lead' }))).toEqual([]);
  });

  test.each([
    { what: 'a restart', change: () => scenes.restart('Watermark') },
    {
      what: 'a change of the schema',
      change: async () => {
        const { house } = bench.services;
        const before = (await house.jobs.getSchema(JOB_ID))?.value;
        await scenes.changeMappings((one) =>
          one.targetAttributeName === 'mobile' ? { ...one, defaultValue: '1' } : one,
        );
        const after = (await house.jobs.getSchema(JOB_ID))?.value;
        if (before === undefined || after === undefined) throw new Error('The schema is gone.');
        await house.jobs.putSchema(JOB_ID, before);
        await saveSchema(await scenes.job(), after, 'Muster', house);
      },
    },
  ])('is told again after $what, and what takes then is as any other', async ({ change }) => {
    target.ignored.add('department');
    await provision(person('1', working('Sales')));
    await change();
    await scenes.pass(MINUTE);
    expect(written()).toEqual([{ department: 'Sales' }]);
    expect(warnings((await entryOf('1')).steps)).toHaveLength(1);

    target.ignored.clear();
    expect(await provision(person('1', working('Sales')))).toEqual([]);
    await scenes.restart('Watermark');
    await scenes.pass(MINUTE);
    expect(written()).toEqual([{ department: 'Sales' }]);
    expect(warnings((await entryOf('1')).steps)).toEqual([]);
    expect((await account('1')).department).toBe('Sales');
    expect(await provision(person('1', working('Sales')))).toEqual([]);
    expect((await scenes.person('1')).writes?.untaken).toBeUndefined();
  });

  test('is told again by whoever asks on demand', async () => {
    target.ignored.add('department');
    await provision(person('1', working('Sales')));
    const definition = await bench.services.house.contexts.find(JOB_ID);
    if (definition === undefined) throw new Error('The workbench has no job.');
    const question = { anchor: '1', data: undefined, dryRun: false };
    const answer = await provisionOnDemand(question, definition, bench.services.house);
    expect(written().at(-1)).toEqual({ department: 'Sales' });
    expect(answer).toMatchObject({
      entry: { steps: expect.arrayContaining([expect.objectContaining({ status: 'warning' })]) },
    });
  });

  test('is not planned to be told again either', async () => {
    target.ignored.add('department');
    await provision(person('1', working('Sales')));
    const context = await bench.services.house.contexts.get(JOB_ID);
    if (context === undefined) throw new Error('The workbench has no job.');
    const asked = peopleOf([{ bulkId: 'b', data: person('1', working('Sales')) }]);
    const lines = [];
    for await (const some of planPeople(asked, 0, context, bench.services.house)) lines.push(...some);
    expect(lines).toMatchObject([{ skipReason: 'RedundantExport', changes: [], warnings: [{ code: 'NotApplied' }] }]);
  });

  test('is told again what somebody undid by hand, every time', async () => {
    await provision(person('1', working('Sales')));
    await provision(person('1', working('Law')));
    for (const _ of [1, 2, 3]) {
      await byHand('1', { department: 'Sales' });
      expect(await provision(person('1', working('Law')))).toEqual([{ department: 'Law' }]);
      expect(warnings((await entryOf('1')).steps)).toEqual([]);
    }
  });

  test('that does not take a manager is told so once', async () => {
    target.ignored.add('manager');
    const people = [person('B'), person('R', { [ENTERPRISE]: { manager: { value: 'B' } } })];
    await provision(...people);
    await scenes.pass(MINUTE);
    expect(warnings((await entryOf('R')).steps)).toMatchObject([
      { description: expect.stringContaining('did not take manager') },
    ]);
    expect((await entryOf('R')).modified.map(({ name }) => name)).not.toContain('manager');
    expect(await provision(...people)).toEqual([]);
    expect(warnings((await entryOf('R')).steps)).toHaveLength(1);
    target.ignored.clear();
    await scenes.restart('Watermark');
    await scenes.pass(MINUTE);
    expect((await account('R')).manager).toBe((await scenes.person('B')).link?.targetAnchor);
  });

  describe('and does not disable', () => {
    async function leave(): Promise<void> {
      await provision(person('1', { title: 'Lead' }));
      target.ignored.add('accountEnabled');
      await scenes.provision(person('1', { title: 'Boss', active: false }));
      await scenes.pass(2 * MINUTE); // the guard lets it go
    }

    test('fails the attempt: permanently, escrowed and counted', async () => {
      await leave();
      expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Boss' });
      expect(await entryOf('1')).toMatchObject({
        action: 'disable',
        status: 'failure',
        error: { code: 'NotApplied', reason: expect.stringContaining('is still enabled, although') },
      });
      expect((await scenes.person('1')).escrow).toMatchObject({ failure: { code: 'NotApplied' }, attempts: 1 });
      expect(await scenes.listed('escrow')).toEqual(['1']);
      expect((await bench.services.house.intake.readStatus(JOB_ID)).completed.escrowed).toBe(1);
    });

    test('is asked again on the ladder, until it does', async () => {
      await leave();
      written();
      await scenes.pass(7 * HOUR);
      expect(written()).toEqual([{ accountEnabled: false }]);
      expect((await scenes.person('1')).escrow).toMatchObject({ attempts: 2 });
      target.ignored.clear();
      await scenes.pass(40 * HOUR);
      expect((await account('1')).accountEnabled).toBe(false);
      expect(await entryOf('1')).toMatchObject({ action: 'disable', status: 'success' });
      expect(await scenes.listed('escrow')).toEqual([]);
    });

    test('is asked again with every upload that owes it', async () => {
      await leave();
      for (const _ of [1, 2]) {
        written();
        await scenes.provision(person('1', { title: 'Boss', active: false }));
        await scenes.pass(2 * MINUTE);
        expect(written()).toEqual([{ accountEnabled: false }]);
        expect(await entryOf('1')).toMatchObject({ status: 'failure', error: { code: 'NotApplied' } });
      }
    });

    test('also whoever is out of scope', async () => {
      await provision(person('1', working('Sales')));
      await scenes.changeSchema((schema) => ({
        ...schema,
        synchronizationRules: schema.synchronizationRules.map((rule) => ({
          ...rule,
          objectMappings: rule.objectMappings.map((one) => ({ ...one, scope: IN_SALES })),
        })),
      }));
      target.ignored.add('accountEnabled');
      await scenes.provision(person('1', working('Law')));
      await scenes.pass(2 * MINUTE);
      expect(await entryOf('1')).toMatchObject({ action: 'disable', status: 'failure', error: { code: 'NotApplied' } });
    });

    test('whoever is created disabled is disabled at once, and fails where that does not take either', async () => {
      target.ignored.add('accountEnabled');
      await provision(person('1', { active: false }));
      expect(await entryOf('1')).toMatchObject({ status: 'failure', error: { code: 'NotApplied' } });
      expect((await scenes.person('1')).link).not.toBeNull();
      expect((await scenes.person('1')).escrow).toMatchObject({ failure: { code: 'NotApplied' } });
      written();
      target.ignored.clear();
      await scenes.pass(7 * HOUR);
      await scenes.pass(2 * MINUTE);
      expect(written()).toEqual([{ accountEnabled: false }]); // no second account
      expect((await account('1')).accountEnabled).toBe(false);
      expect(await scenes.listed('escrow')).toEqual([]);
    });
  });
});

describe('a target whose answers are silent', () => {
  beforeEach(() => {
    target.silent = true;
  });

  test('is read again until a kind of write was seen to take, and once a disabling', async () => {
    await provision(person('1', { title: 'a' }), person('2', { title: 'a' }));
    await provision(person('1', { title: 'b' }));
    target.reads = 0;
    await provision(person('2', { title: 'b' }));
    expect(target.reads).toBe(1); // before the write
    target.reads = 0;
    await scenes.provision(person('2', { title: 'b', active: false }));
    await scenes.pass(2 * MINUTE);
    expect(target.reads).toBe(3); // held, let go, and looked at
  });

  test('that does not take one value of a kind it takes is told it twice, because it may have been undone by hand', async () => {
    await provision(person('1', working('Sales')), person('2', working('Sales')));
    target.form = (name, value) => (name === 'department' && value === 'Law' ? 'Sales' : value);
    expect(await provision(person('2', working('Law')))).toEqual([{ department: 'Law' }]);
    expect(await provision(person('2', working('Law')))).toEqual([{ department: 'Law' }]);
    expect(warnings((await entryOf('2')).steps)).toHaveLength(1);
    expect(await provision(person('2', working('Law')))).toEqual([]);
  });

  test('and that cannot be read after a write is believed until the next upload', async () => {
    await provision(person('1', working('Sales')));
    const { read } = target.target;
    let isAway = false;
    Object.assign(target.target, {
      update: async (anchor: string, changes: Record<string, string>) => {
        isAway = true;
        return real.update(anchor, changes).then(() => ({}));
      },
      read: async (...asked: Parameters<Target['read']>) => {
        if (isAway) throw new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
        return read(...asked);
      },
    });
    await scenes.provision(person('1', working('Sales', { title: 'Lead' })));
    expect(await entryOf('1')).toMatchObject({ action: 'update', status: 'success' });
  });
});

test('what an operation that comes late may have written over is written again, whatever did not take before', async () => {
  target.ignored.add('department');
  await bench.upload([person('1', working('Law'))]);
  await bench.upload([person('1', working('Sales'))]);
  const queue = bench.storage.queue('operations');
  const [late, newest] = await queue.receive(2, 600);
  if (late === undefined || newest === undefined) throw new Error('Two messages were sent.');
  await bench.services.gatherer.submit(readMessage(newest.text));
  await queue.remove(newest);
  expect(warnings((await entryOf('1')).steps)).toHaveLength(1);
  target.ignored.clear(); // the late one's worker died when it had written
  await byHand('1', { department: 'Law' });
  written();
  await bench.services.gatherer.submit(readMessage(late.text));
  expect(written()).toEqual([{ department: 'Sales' }]);
  expect((await account('1')).department).toBe('Sales');
});

test('a late operation tries again even what its newer one saw untaken, because the two may have crossed', async () => {
  target.ignored.add('department');
  await bench.upload([person('1', working('Law'))]);
  await bench.upload([person('1', working('Sales'))]);
  const queue = bench.storage.queue('operations');
  const [late, newest] = await queue.receive(2, 600);
  if (late === undefined || newest === undefined) throw new Error('Two messages were sent.');
  await bench.services.gatherer.submit(readMessage(newest.text));
  written();
  await bench.services.gatherer.submit(readMessage(late.text));
  expect(written()).toEqual([{ department: 'Sales' }]);
});

test('so does the release of a deletion that was held when the late one came', async () => {
  await scenes.provision(person('1', working('Finance')));
  target.ignored.add('department');
  await bench.upload([person('1', working('Law'))]);
  const [late] = await bench.storage.queue('operations').receive(1, 600);
  await scenes.provision(person('1', working('Sales')));
  await scenes.provision(person('1', working('Sales', { active: false })));
  written();
  await bench.services.gatherer.submit(readMessage(late?.text ?? ''));
  await bench.supervise(8);
  expect(written().map((changes) => Object.keys(changes))).toContainEqual(['accountEnabled', 'department']);
});
