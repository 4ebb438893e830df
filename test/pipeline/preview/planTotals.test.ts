import type { PlanLine } from '../../../shared/pipeline/preview/planLine';
import { addLine, forecastGuard, NO_PLAN_TOTALS, type PlanTotals } from '../../../shared/pipeline/preview/planTotals';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const LINE: PlanLine = {
  index: 0,
  bulkId: 'bulk-1',
  externalId: '1',
  action: 'other',
  status: 'success',
  skipReason: null,
  targetId: null,
  scope: null,
  match: null,
  changes: [],
  errorCode: null,
  failures: [],
  warnings: [],
};

describe('a plan comes to', () => {
  test.each<{ name: string; line: Partial<PlanLine>; expected: Partial<PlanTotals> }>([
    { name: 'one create', line: { action: 'create' }, expected: { create: 1 } },
    { name: 'one update', line: { action: 'update' }, expected: { update: 1 } },
    { name: 'one disable', line: { action: 'disable' }, expected: { disable: 1 } },
    { name: 'one delete', line: { action: 'delete' }, expected: { delete: 1 } },
    {
      name: 'a failure, whatever was attempted',
      line: { action: 'create', status: 'failure' },
      expected: { failed: 1 },
    },
    {
      name: 'a skip, by its reason',
      line: { status: 'skipped', skipReason: 'NotInScope' },
      expected: { skipped: { NotInScope: 1 } },
    },
    {
      name: 'a warning, counted once however many there are',
      line: {
        action: 'create',
        warnings: [
          { code: 'DisablesWhenOmitted', message: '' },
          { code: 'DuplicateSourceEntries', message: '' },
        ],
      },
      expected: { create: 1, warned: 1, disabledByOmission: 1, duplicates: 1 },
    },
  ])('$name', ({ line, expected }) => {
    expect(addLine(NO_PLAN_TOTALS, { ...LINE, ...line })).toEqual({ ...NO_PLAN_TOTALS, operations: 1, ...expected });
  });

  test('the same reasons added up', () => {
    const skipped = (skipReason: string): PlanLine => ({ ...LINE, status: 'skipped', skipReason });
    const lines = [skipped('RedundantExport'), skipped('NotInScope'), skipped('RedundantExport')];
    expect(lines.reduce(addLine, NO_PLAN_TOTALS).skipped).toEqual({ RedundantExport: 2, NotInScope: 1 });
  });
});

describe('the deletion guard would say', () => {
  let bench: Workbench;
  let scenes: Scenes;
  beforeEach(async () => {
    bench = await createWorkbench();
    scenes = scenesOf(bench);
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '3' });
    await scenes.provision(...Array.from({ length: 8 }, (_, index) => person(`p${index}`)));
    await bench.supervise(2);
  });

  async function forecast(disable: number, planned: readonly string[] = []) {
    const definition = await bench.services.house.contexts.find(JOB_ID);
    if (definition === undefined) throw new Error('The workbench has no job.');
    const totals = { ...NO_PLAN_TOTALS, operations: disable, disable };
    return forecastGuard(totals, definition, (anchor) => planned.includes(anchor), bench.services.house);
  }

  test.each([
    {
      name: 'nothing to nobody',
      disable: 0,
      expected: { count: 0, tripped: false, reason: 'Nobody would be disabled or deleted.' },
    },
    {
      name: 'that the threshold itself is within',
      disable: 3,
      expected: { count: 3, tripped: false, reason: 'Within the threshold.' },
    },
    {
      name: 'that one more is not',
      disable: 4,
      expected: {
        count: 4,
        tripped: true,
        reason:
          '4 accounts would be deleted or disabled in one cycle; the threshold is 3. None of them would run, and the job would be quarantined.',
      },
    },
  ])('$name', async ({ disable, expected }) => {
    expect(await forecast(disable)).toEqual({
      enabled: true,
      planned: disable,
      inOpenCycle: 0,
      threshold: 3,
      percent: null,
      percentThreshold: null,
      ...expected,
    });
  });

  test('that a share of the accounts is too much, where shares are looked at', async () => {
    await scenes.changeSettings({ QuarantineTooManyDeletesPercent: '20' });
    expect(await forecast(1)).toMatchObject({ percent: 12.5, percentThreshold: 20, tripped: false });
    expect(await forecast(2)).toMatchObject({ percent: 25, percentThreshold: 20, tripped: true });
  });

  test('a share of everybody who has an account by now, whenever the timer looked', async () => {
    await scenes.changeSettings({ QuarantineTooManyDeletesPercent: '20' });
    await scenes.provision(...Array.from({ length: 30 }, (_, index) => person(`q${index}`)));
    expect(await forecast(3)).toMatchObject({ percent: 7.9, tripped: false }); // of 38
    await bench.supervise(2);
    expect(await forecast(3)).toMatchObject({ percent: 7.9 });
  });

  test('nothing where it is switched off', async () => {
    await scenes.changeSettings({ DeleteThresholdEnabled: 'False' });
    expect(await forecast(8)).toMatchObject({ enabled: false, tripped: false, reason: 'The guard is switched off.' });
  });

  test('what the open cycle holds already counts, but not twice', async () => {
    await scenes.provision(person('p0', { active: false }), person('p1', { active: false }));
    expect(await forecast(2)).toMatchObject({ planned: 2, inOpenCycle: 2, count: 4, tripped: true });
    expect(await forecast(2, ['p1'])).toMatchObject({ planned: 2, inOpenCycle: 1, count: 3, tripped: false });
  });

  test('what an earlier cycle disabled counts no more', async () => {
    await scenes.provision(person('p0', { active: false }), person('p1', { active: false }));
    await bench.supervise(8);
    expect(await scenes.enabled('p1')).toBe(false);
    expect(await forecast(2)).toMatchObject({ inOpenCycle: 0, count: 2, tripped: false });
  });
});
