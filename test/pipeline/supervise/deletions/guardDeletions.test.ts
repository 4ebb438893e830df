import { OPERATIONS_QUEUE } from '../../../../shared/composition/services';
import type { SynchronizationSchema } from '../../../../shared/engine/synchronizationSchema';
import { readMessage } from '../../../../shared/pipeline/queue/messages';
import { beginReevaluateAll } from '../../../../shared/pipeline/queue/reevaluateAll';
import { type Scenes, scenesOf } from '../../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../../support/workbench';

const leaver = (externalId: string) => person(externalId, { active: false });
const ALL = ['1', '2', '3', '4'];

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(...ALL.map((externalId) => person(externalId)));
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '2' });
  await bench.supervise();
});

const enabled = () => Promise.all(ALL.map((externalId) => scenes.enabled(externalId)));
const NOBODY_TOUCHED = [true, true, true, true];

/** Only people with this title are in scope. */
function onlyInScope(title: string): (schema: SynchronizationSchema) => SynchronizationSchema {
  const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: [title] } }];
  return (schema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({
        ...mapping,
        scope: { groups: [{ name: 'In scope', clauses }] },
      })),
    })),
  });
}

describe('within the threshold', () => {
  test('a termination is held for the settle window, and runs within 90 seconds of being sent', async () => {
    await scenes.provision(leaver('1'));
    await bench.supervise(3); // 45 seconds
    expect(await scenes.enabled('1')).toBe(true);
    await bench.supervise(3);
    expect(await scenes.enabled('1')).toBe(false);
    expect((await scenes.log('1'))[0]).toBe('1 disable success');
  });

  test.each([1, 4_000, 8_000, 12_000, 14_999])(
    'a termination sent %i ms after a round of the timer takes effect within 90 seconds',
    async (ms) => {
      bench.clock.advance(ms);
      const sent = bench.clock.now();
      await scenes.provision(leaver('1'));
      bench.clock.advance(-ms); // rounds come when they come
      let took = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 8 && took === Number.POSITIVE_INFINITY; round += 1) {
        await bench.supervise();
        if ((await scenes.enabled('1')) === false) took = bench.clock.now() - sent;
      }
      expect(took).toBeLessThanOrEqual(90_000);
      expect(took).toBeGreaterThanOrEqual(60_000);
    },
  );

  test('the threshold itself may go', async () => {
    await scenes.provision(leaver('1'), leaver('2'));
    await bench.supervise(6);
    expect(await enabled()).toEqual([false, false, true, true]);
    expect((await scenes.job()).quarantine).toBeNull();
  });

  test('an endless trickle of other people delays nobody', async () => {
    await scenes.provision(leaver('1'));
    for (let round = 0; round < 6; round += 1) {
      await bench.upload([person(`new-${round}`)]); // not worked on when the timer comes round
      await bench.supervise();
    }
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('as many may go in each cycle', async () => {
    for (const externalId of ALL) {
      await scenes.provision(leaver(externalId));
      await bench.supervise(8);
      expect(await scenes.isRunning()).toBe(false);
    }
    expect(await enabled()).toEqual([false, false, false, false]);
  });
});

describe('above the threshold', () => {
  beforeEach(async () => {
    await scenes.provision(leaver('1'), leaver('2'), leaver('3'));
    await bench.supervise(2);
  });

  test('nobody is touched, each is logged as staged, and the job is quarantined with the numbers', async () => {
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
    for (const externalId of ['1', '2', '3']) {
      expect((await scenes.log(externalId))[0]).toBe(`${externalId} stagedDelete skipped`);
    }
    const { quarantine, state } = await scenes.job();
    expect(state).toBe('Active');
    expect(quarantine).toMatchObject({
      reason: 'TooManyDeletes',
      error: {
        code: 'TooManyDeletes',
        message: '3 accounts would be deleted or disabled in one cycle; the threshold is 2.',
      },
    });
    await bench.supervise(20);
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
  });

  test('so does what a later cycle takes away within the threshold, unless the job is paused', async () => {
    await scenes.provision(leaver('4'));
    await bench.supervise(8);
    expect(await enabled()).toEqual([true, true, true, false]);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes' });
  });

  test('creates and updates go on', async () => {
    await scenes.provision(person('5'), person('4', { title: 'Tour Lead' }));
    expect((await scenes.log()).slice(0, 2).sort()).toEqual(['4 update success', '5 create success']);
  });

  test('allowed, they run, and do not count towards what comes next', async () => {
    await scenes.restart('ForceDeletes');
    await bench.drain();
    expect(await enabled()).toEqual([false, false, false, true]);
    expect((await scenes.job()).quarantine).toBeNull();
    expect(await scenes.listed('held')).toEqual([]);

    await scenes.provision(leaver('4'));
    await bench.supervise(6);
    expect(await scenes.enabled('4')).toBe(false);
    expect((await scenes.job()).quarantine).toBeNull();
  });

  test('rejected with better data, nobody is held any more, and the quarantine ends in the next round', async () => {
    await scenes.provision(person('1'), person('2'), person('3'));
    expect(await scenes.listed('held')).toEqual([]);
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
    expect((await scenes.job()).quarantine).not.toBeNull();
    await bench.supervise();
    expect((await scenes.job()).quarantine).toBeNull();
    const { records } = await bench.services.house.audit.list(JOB_ID, 1);
    expect(records[0]).toMatchObject({ activity: 'LeaveQuarantine', detail: 'No deletion is held back any more.' });
  });

  test('restarted before the cause is gone, they are held again and the guard trips again', async () => {
    await scenes.restart('QuarantineState', 'Watermark', 'Escrows');
    expect((await scenes.job()).quarantine).toBeNull();
    await bench.supervise(3);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes' });
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
  });

  test('lifting another quarantine is not what allowing them does', async () => {
    await scenes.changeJob({
      quarantine: {
        reason: 'EncounteredQuarantineException',
        error: null,
        seriesBegan: 0,
        currentBegan: 0,
        seriesCount: 0,
        nextAttempt: Number.MAX_SAFE_INTEGER,
      },
    });
    await scenes.restart('ForceDeletes');
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'EncounteredQuarantineException' });
  });
});

describe('a mass deletion that takes many rounds to come in', () => {
  const MANY = Array.from({ length: 12 }, (_, index) => `m${index + 1}`);
  beforeEach(() => scenes.provision(...MANY.map((externalId) => person(externalId))));

  const enabledOf = async (people: readonly string[]) => {
    const states = await Promise.all(people.map((externalId) => scenes.enabled(externalId)));
    return people.filter((_, index) => states[index] === true);
  };

  test.each([
    { how: 'upload by upload', leave: (...people: string[]) => scenes.provision(...people.map(leaver)) },
    {
      how: 'as one sweep, part by part',
      async leave(...people: string[]) {
        const { intake, random, clock, gatherer } = { ...bench.services.house, ...bench.services };
        const cycleId = await intake.beginWork(JOB_ID, ['sweep-long-0'], random.uuid(), clock.now());
        await gatherer.submit({
          kind: 'errand',
          errand: 'reevaluate',
          jobId: JOB_ID,
          cycleId,
          anchors: people,
          work: null,
        });
      },
    },
  ])('is held back to the last person: $how', async ({ leave, how }) => {
    if (how.includes('sweep')) await scenes.changeSchema(onlyInScope('Nobody'));
    for (let first = 0; first < MANY.length; first += 3) {
      await leave(...MANY.slice(first, first + 3));
      await bench.supervise();
    }
    await leave('1'); // one more, which by itself would be within the threshold
    await bench.services.house.intake.endWork(JOB_ID, (await scenes.person('1')).held?.cycleId ?? '', 'sweep-long-0');
    await bench.supervise(10);
    expect(await enabledOf([...MANY, '1'])).toEqual([...MANY, '1']);
    expect(await scenes.listed('held')).toEqual([...MANY, '1'].sort());
    expect((await scenes.log('1'))[0]).toBe('1 stagedDelete skipped');
  });

  test('does not count whose deletion is wanted no more', async () => {
    await scenes.provision(leaver('1'), leaver('2'), leaver('3'));
    await bench.supervise();
    await scenes.provision(person('1'), person('2'), person('3'), leaver('4'));
    await bench.supervise(6);
    expect(await enabled()).toEqual([true, true, true, false]);
  });
});

describe('deletions that no upload asks for', () => {
  test('a scoping filter that removes everybody is seen whole, and nobody is touched', async () => {
    await scenes.changeSchema(onlyInScope('Nobody'));
    await beginReevaluateAll(JOB_ID, bench.services.house);
    await bench.supervise(3);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes' });
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
    expect(await scenes.listed('held')).toEqual(ALL);
    expect((await scenes.log('1'))[0]).toBe('1 stagedDelete skipped');
  });

  test('a corrected filter and a restart let go of all that was held', async () => {
    await scenes.changeSchema(onlyInScope('Nobody'));
    await beginReevaluateAll(JOB_ID, bench.services.house);
    await bench.supervise(3);
    await scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((mapping) => ({ ...mapping, scope: null })),
      })),
    }));
    await scenes.restart('QuarantineState', 'Watermark', 'Escrows');
    await bench.supervise(3);
    expect(await scenes.listed('held')).toEqual([]);
    expect((await scenes.job()).quarantine).toBeNull();
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
  });

  test('a filter that few leave disables them when the window has passed', async () => {
    await scenes.provision(...['3', '4'].map((externalId) => person(externalId, { title: 'Staff' })));
    await scenes.changeSchema(onlyInScope('Staff'));
    await beginReevaluateAll(JOB_ID, bench.services.house);
    await bench.supervise(3);
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
    await bench.supervise(4);
    expect(await enabled()).toEqual([false, false, true, true]);
    expect((await scenes.log('1'))[0]).toBe('1 disable success');
    await bench.supervise();
    expect(await scenes.isRunning()).toBe(false);
  });

  test('nothing is let go while a sweep is still finding more', async () => {
    await scenes.changeSchema(onlyInScope('Nobody'));
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '3' });
    await scenes.provision(person('1'), person('2'));
    const { intake, random, clock } = bench.services.house;
    await intake.beginWork(JOB_ID, ['sweep-unfinished-0'], random.uuid(), clock.now());
    await bench.supervise(10);
    expect(await enabled()).toEqual(NOBODY_TOUCHED);
    expect(await scenes.listed('held')).toEqual(['1', '2']);
  });

  test('a disable that failed when it was released is retried without being held or counted again', async () => {
    const { directory } = bench.services;
    await scenes.provision(leaver('1'));
    const update = jest.spyOn(directory, 'update').mockRejectedValueOnce(new Error('Refused.'));
    await bench.supervise(6);
    expect((await scenes.log('1'))[0]).toBe('1 disable failure');
    update.mockRestore();
    await scenes.provision(leaver('2'));
    await scenes.pass(60_000);
    expect(await scenes.enabled('1')).toBe(false);
    expect((await scenes.log('1'))[0]).toBe('1 disable success');
    expect(await scenes.listed('escrow')).toEqual([]);
    await bench.supervise(6);
    expect(await scenes.enabled('2')).toBe(false);
  });
});

describe('a verdict that arrives late', () => {
  const release = async (since: number) => {
    const { held } = await scenes.person('1');
    const cycleId = held?.cycleId ?? '';
    const about = { errand: 'release', anchors: ['1'], since: [since] } as const;
    await bench.services.gatherer.submit({ kind: 'errand', jobId: JOB_ID, cycleId, ...about, work: null });
  };

  test('runs no other deletion than the one it is about', async () => {
    await scenes.provision(leaver('1'));
    const { held } = await scenes.person('1');
    await release((held?.since ?? 0) - 1);
    expect(await scenes.enabled('1')).toBe(true);
    await release(held?.since ?? 0);
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('does not run what has been staged meanwhile', async () => {
    await scenes.provision(leaver('1'), leaver('2'), leaver('3'));
    await bench.supervise(2);
    await release((await scenes.person('1')).held?.since ?? 0);
    expect(await scenes.enabled('1')).toBe(true);
    expect(await scenes.listed('held')).toEqual(['1', '2', '3']);
  });
});

test('a deletion whose worker died when it had run counts towards what its cycle may do', async () => {
  const { directory } = bench.services;
  await scenes.provision(leaver('1'));
  const [account] = await directory.find('employeeId', '1', 1);
  await directory.update(account?.id ?? '', { accountEnabled: false }); // by the worker that died
  await bench.services.house.intake.beginWork(JOB_ID, ['retry-1'], 'another', bench.clock.now()); // keeps the cycle open
  await bench.supervise(6);
  expect(await scenes.listed('held')).toEqual([]);
  await scenes.provision(leaver('2'), leaver('3'));
  await bench.supervise(2);
  expect((await scenes.log('2'))[0]).toBe('2 stagedDelete skipped');
});

test('access that comes back through a write that was late is taken away again, by way of the guard', async () => {
  const { directory } = bench.services;
  const operations = bench.storage.queue(OPERATIONS_QUEUE);
  await bench.upload([person('1', { title: 'Late' })]);
  const [late] = await operations.receive(1, 3_600);
  const [account] = await directory.find('employeeId', '1', 1);
  await directory.update(account?.id ?? '', { accountEnabled: false });
  await scenes.provision(leaver('1')); // as it is already: nothing to hold
  await directory.update(account?.id ?? '', { accountEnabled: true }); // the other operation's write
  await bench.services.gatherer.submit(readMessage(late?.text));
  expect(await scenes.listed('held')).toEqual(['1']);
  await bench.supervise(6);
  expect(await scenes.enabled('1')).toBe(false);
});

test('a guard that is switched off holds nothing', async () => {
  await scenes.changeSettings({ DeleteThresholdEnabled: 'False' });
  await scenes.provision(...ALL.map(leaver));
  expect(await enabled()).toEqual([false, false, false, false]);
});

test('a share of the people trips the guard where it is set', async () => {
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '500', QuarantineTooManyDeletesPercent: '25' });
  await scenes.provision(leaver('1'), leaver('2'));
  await bench.supervise(2);
  expect((await scenes.job()).quarantine?.error?.message).toBe(
    '2 of 4 accounts (50 %) would be deleted or disabled in one cycle; the threshold is 25 %.',
  );
});
