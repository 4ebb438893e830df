import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { carryOutPendingRestart } from '../../../shared/pipeline/jobs/restartJob';
import { countLinked } from '../../../shared/pipeline/overview/countLinked';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { unpark } from '../../../shared/pipeline/queue/parking';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

/** A person nobody can be provisioned from: the domain is not the directory's. */
const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });
const DEFAULT = ['QuarantineState', 'Watermark', 'Escrows'] as const;

describe('How does restart provisioning work, scenario 1: the job is running', () => {
  beforeEach(async () => {
    await scenes.provision(failing('bad'));
    await bench.upload([person('1'), person('2')]); // accepted, not worked on yet
    expect(await scenes.isRunning()).toBe(true);
    await scenes.restart(...DEFAULT);
  });

  test('what is staged is processed, and nothing of it is purged', async () => {
    await bench.supervise(2);
    expect((await scenes.log('1')).at(-1)).toBe('1 create success');
    expect((await scenes.log('2')).at(-1)).toBe('2 create success');
  });

  test('the escrows stay until the running cycle has ended, and are cleared then', async () => {
    expect((await scenes.job()).generation.escrows).toBe(0);
    expect((await scenes.job()).restartWhenIdle).toEqual(DEFAULT);
    await bench.supervise(2);
    expect((await scenes.job()).generation.escrows).toBe(1);
    expect((await scenes.job()).restartWhenIdle).toBeNull();
  });

  test('the next cycle takes the new upload', async () => {
    await bench.supervise(3);
    await scenes.provision(person('3'));
    expect(await scenes.log('3')).toEqual(['3 create success']);
  });

  test('a second restart adds to the first one', async () => {
    await scenes.restart('ConnectorDataStore');
    expect((await scenes.job()).restartWhenIdle).toEqual([...DEFAULT, 'ConnectorDataStore']);
    await bench.drain();
    await bench.supervise(2);
    expect((await scenes.job()).generation).toEqual({ links: 1, escrows: 1 });
  });

  test('one that is carried out at once does not drop what waits for the cycle to end', async () => {
    await scenes.restart('QuarantineState');
    expect((await scenes.job()).restartWhenIdle).toEqual([...DEFAULT].filter((scope) => scope !== 'QuarantineState'));
  });

  test('a pause that comes after it stands', async () => {
    await bench.drain();
    await scenes.changeJob({ state: 'Paused' });
    await bench.supervise(3);
    expect((await scenes.job()).restartWhenIdle).toBeNull();
    expect((await scenes.job()).state).toBe('Paused');
  });

  test('carrying it out twice is carrying it out once', async () => {
    await bench.supervise(2);
    const before = await scenes.job();
    await carryOutPendingRestart(JOB_ID, bench.services.house);
    expect(await scenes.job()).toEqual(before);
  });
});

describe('How does restart provisioning work, scenario 2: the job is not running', () => {
  beforeEach(async () => {
    await scenes.provision(person('0'), failing('bad'));
    await bench.supervise(2);
    await scenes.changeJob({ state: 'Paused' });
    await scenes.provision(person('1'), person('bad'));
    await scenes.restart(...DEFAULT);
  });

  test('it is started, and what was uploaded before is purged, each with its entry', async () => {
    await bench.supervise(2);
    expect((await scenes.job()).state).toBe('Active');
    const [entry] = await bench.log('1');
    expect(entry?.entry).toMatchObject({ action: 'other', status: 'skipped' });
    expect(entry?.entry.error?.reason).toContain('Provisioning was restarted');
    expect(await scenes.enabled('1')).toBeUndefined();
    await bench.supervise(2);
    expect(await scenes.isRunning()).toBe(false);
  });

  test('the escrows are cleared, and everybody known is evaluated on the last data that was processed', async () => {
    await bench.supervise(2);
    expect(await scenes.log('bad')).toEqual([
      'bad create failure', // evaluated anew
      'bad other skipped', // purged
      'bad create failure',
    ]);
    expect((await scenes.person('bad')).escrow).toMatchObject({ attempts: 1 });
  });

  test('only what comes afterwards is processed', async () => {
    await scenes.provision(person('2'));
    await bench.supervise(2);
    expect(await scenes.log('2')).toEqual(['2 create success']);
  });
});

describe('what each scope resets', () => {
  test('Escrows: nobody is retried any more, and nothing is left that says so', async () => {
    await scenes.provision(failing('bad'));
    await bench.supervise(2);
    await scenes.restart('Escrows');
    await scenes.pass(7 * HOUR);
    expect(await scenes.log()).toEqual(['bad create failure']);
    expect(await scenes.listed('escrow')).toEqual([]);
    await bench.supervise(2);
    expect(await scenes.isRunning()).toBe(false);
  });

  test('ConnectorDataStore: accounts are matched anew instead of read by their link', async () => {
    await scenes.provision(person('1'));
    await bench.supervise(2);
    await scenes.restart('ConnectorDataStore');
    await scenes.provision(person('1', { title: 'Tour Lead' }));
    const [entry] = await bench.log('1');
    expect(entry?.entry).toMatchObject({ action: 'update', status: 'success' });
    const matched = entry?.entry.steps.find(({ type }) => type === 'matching');
    expect(matched?.description).toContain("employeeId '1'");
  });

  test('Watermark: what somebody changed in the target is put right from the last data', async () => {
    await scenes.provision(person('1', { title: 'Tour Lead' }));
    await bench.supervise(2);
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    await bench.services.directory.update(account?.id ?? '', { jobTitle: 'Impostor' });
    await scenes.restart('Watermark');
    await bench.supervise(2);
    expect((await bench.log('1'))[0]?.entry.modified).toEqual([
      { name: 'jobTitle', oldValue: 'Impostor', newValue: 'Tour Lead' },
    ]);
  });

  test('Watermark: people for whom nothing changes leave no entry', async () => {
    await scenes.provision(person('1'));
    await bench.supervise(2);
    await scenes.restart('Watermark');
    await bench.supervise(2);
    expect(await scenes.log()).toEqual(['1 create success']);
  });

  test('Watermark: people who had failed and are right by now get an entry that says so', async () => {
    await scenes.provision(person('1'));
    const update = jest.spyOn(bench.services.directory, 'update').mockRejectedValueOnce(new Error('Refused.'));
    await scenes.provision(person('1', { title: 'Tour Lead' }));
    update.mockRestore();
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    await bench.services.directory.update(account?.id ?? '', { jobTitle: 'Tour Lead' });
    await bench.supervise(2);
    await scenes.restart('Watermark');
    await bench.supervise(2);
    expect(await scenes.log()).toEqual(['1 other skipped', '1 update failure', '1 create success']);
    expect(await scenes.listed('escrow')).toEqual([]);
  });

  test.each([
    { name: 'QuarantineState lifts the quarantine', scopes: ['QuarantineState'] as const, lifted: true },
    { name: 'none at all is a start, and lifts it too', scopes: [] as const, lifted: true },
    { name: 'Escrows leaves it', scopes: ['Escrows'] as const, lifted: false },
    {
      name: 'ForceDeletes leaves one that has nothing to do with deletes',
      scopes: ['ForceDeletes'] as const,
      lifted: false,
    },
  ])('$name', async ({ scopes, lifted }) => {
    const now = bench.clock.now();
    await scenes.changeJob({
      quarantine: {
        reason: 'EncounteredQuarantineException',
        error: null,
        seriesBegan: now,
        currentBegan: now,
        seriesCount: 0,
        nextAttempt: now + 6 * HOUR,
      },
    });
    await scenes.provision(person('1'));
    await scenes.restart(...scopes);
    expect((await scenes.job()).quarantine === null).toBe(lifted);
    await bench.supervise(2);
    expect((await scenes.log('1'))[0]).toBe(lifted ? '1 create success' : undefined);
  });

  test('what only releases purges nothing that waits', async () => {
    await scenes.changeJob({ state: 'Paused' });
    await scenes.provision(person('1'));
    await scenes.restart('QuarantineState');
    await bench.supervise(2);
    expect(await scenes.log('1')).toEqual(['1 create success']);
  });
});

test('a restart that its process dies over is carried out by the timer', async () => {
  await scenes.provision(person('1', { title: 'Tour Lead' }));
  await bench.supervise(2);
  const [account] = await bench.services.directory.find('employeeId', '1', 1);
  await bench.services.directory.update(account?.id ?? '', { jobTitle: 'Impostor' });
  const dying = jest.spyOn(bench.services.house.intake, 'changeStatus').mockRejectedValueOnce(new Error('Died.'));
  await expect(scenes.restart('ConnectorDataStore', 'Watermark')).rejects.toThrow('Died.');
  dying.mockRestore();

  await bench.supervise(2);
  expect((await scenes.log('1'))[0]).toBe('1 update success');
  expect((await scenes.job()).generation.links).toBe(1);
  await bench.supervise(2);
  const { completed } = await bench.services.house.intake.readStatus(JOB_ID);
  expect(completed.linked).toBe(1);
});

test('who is linked anew before the counts know of the restart is counted, too', async () => {
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(2);
  const dying = jest.spyOn(bench.services.house.intake, 'changeStatus').mockRejectedValueOnce(new Error('Died.'));
  await expect(scenes.restart('ConnectorDataStore')).rejects.toThrow('Died.');
  dying.mockRestore();

  await scenes.provision(person('1', { title: 'Tour Lead' }));
  expect(await countLinked(JOB_ID, bench.services.house)).toBe(1);
  await bench.supervise(3);
  expect(await scenes.isRunning()).toBe(false);
  const { completed, generation } = await bench.services.house.intake.readStatus(JOB_ID);
  expect([completed.linked, generation.links]).toEqual([1, 1]);
});

test('who is linked anew is counted once, also where a cycle was open when the links were forgotten', async () => {
  await scenes.provision(person('1'), person('2')); // counted in the open cycle
  await scenes.changeJob({ state: 'Paused' });
  await scenes.restart('ConnectorDataStore');
  await scenes.provision(person('1', { title: 'Tour Lead' }));
  await bench.supervise(3);
  expect(await scenes.isRunning()).toBe(false);
  expect((await bench.services.house.intake.readStatus(JOB_ID)).completed.linked).toBe(1);
});

test('deletions are allowed as they are held when it is said, also while a cycle runs', async () => {
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
  await scenes.provision(person('1'), person('2'));
  await scenes.provision(person('1', { active: false }));
  await bench.supervise();
  await bench.upload([person('3')]); // accepted, not worked on yet
  expect(await scenes.listed('held')).toEqual(['1']);
  await scenes.restart('ForceDeletes', 'Escrows');
  await scenes.provision(person('2', { active: false }));
  expect(await scenes.enabled('1')).toBe(false);
  await bench.supervise(3);
  expect((await scenes.job()).generation.escrows).toBe(1);
  await bench.supervise(6);
  expect(await scenes.enabled('2')).toBe(true);
});

test('deletions are allowed also where the same restart purges what was uploaded before', async () => {
  await scenes.provision(person('1'), person('2'));
  await scenes.provision(person('1', { active: false }));
  await scenes.changeJob({ state: 'Paused' });
  await scenes.provision(person('2', { title: 'Tour Lead' }));
  await scenes.restart('ForceDeletes', 'Escrows');
  await unpark(JOB_ID, bench.services.house);
  await bench.drain();
  expect((await scenes.log('1'))[0]).toBe('1 disable success');
  expect(await scenes.enabled('1')).toBe(false);
  expect((await scenes.log('2'))[0]).toBe('2 other skipped');
});

test('what is under way since before a schema was saved is evaluated when the cycle has ended, whatever a restart did meanwhile', async () => {
  const { directory } = bench.services;
  const create = directory.create.bind(directory);
  const meanwhile = async () => {
    await scenes.changeMappings((one) =>
      one.targetAttributeName === 'companyName' ? mapping('companyName', '"Adatum"') : one,
    );
    await scenes.changeJob({ state: 'Paused', restartWhenIdle: ['Watermark'] }); // as saving a schema leaves it
    await scenes.restart('Watermark');
    await bench.supervise();
  };
  jest.spyOn(directory, 'create').mockImplementationOnce(async (...account) => {
    const created = await create(...account);
    await meanwhile();
    return created;
  });
  await bench.upload([person('1')]);
  const [message] = await bench.storage.queue(OPERATIONS_QUEUE).receive(1, 600);
  await processMessages(JOB_ID, [readMessage(message?.text ?? '')], bench.services.house);
  await bench.supervise(3);
  expect(await directory.find('employeeId', '1', 1)).toMatchObject([{ properties: { companyName: 'Adatum' } }]);
  expect((await scenes.job()).restartWhenIdle).toBeNull();
});

test('a restart of a job that is gone is nothing', async () => {
  await bench.services.house.jobs.remove(JOB_ID, bench.clock.now());
  await scenes.restart(...DEFAULT);
  expect(await bench.services.house.jobs.get(JOB_ID)).toBeUndefined();
});

describe('a paused job', () => {
  test('keeps its uploads in the order they were accepted, and works on them in that order', async () => {
    await scenes.changeJob({ state: 'Paused' });
    for (const title of ['First', 'Second', 'Third']) await scenes.provision(person('1', { title }));
    expect(await scenes.log()).toEqual([]);
    await scenes.changeJob({ state: 'Active' });
    await unpark(JOB_ID, bench.services.house);
    await bench.drain();
    expect(await scenes.log()).toEqual(['1 update success', '1 update success', '1 create success']);
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    expect(account?.properties.jobTitle).toBe('Third');
  });

  test('loses to an upload that is sent after it was started, whichever is worked on first', async () => {
    await scenes.changeJob({ state: 'Paused' });
    await scenes.provision(person('1', { title: 'Old' }));
    await scenes.changeJob({ state: 'Active' });
    await scenes.provision(person('1', { title: 'New' }));
    await unpark(JOB_ID, bench.services.house);
    await bench.drain();
    expect((await bench.log('1')).map(({ entry }) => entry.steps.at(-1)?.details.SkipReason)).toContain('Superseded');
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    expect(account?.properties.jobTitle).toBe('New');
  });
});
