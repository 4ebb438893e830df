import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import type { FoundEntry } from '../../../shared/pipeline/logs/queryLogs';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import type { JobStatus } from '../../../shared/store/jobs/jobStatus';
import { NO_TOTALS } from '../../../shared/store/people/entryPacks';
import type { IntakeState } from '../../../shared/store/uploads/intake';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0' });
});

/** One round of the timer, without the work it gives out. */
const round = () => superviseJobs(bench.services.house);
const status = (): Promise<JobStatus> => bench.services.house.intake.readStatus(JOB_ID);

async function intake(): Promise<IntakeState> {
  const found = await bench.services.house.intake.read(JOB_ID);
  if (found === undefined) throw new Error('Nothing was accepted.');
  return found.state;
}

/** Uploads people and works on them. */
async function provision(...people: Parameters<typeof bench.upload>[0]): Promise<void> {
  await bench.upload(people);
  await bench.drain();
}

const foreign = (id: string) => person(id, { userName: `user${id}@elsewhere.example` });
const told = ({ entry }: FoundEntry) => `${entry.source.id} ${entry.action} ${entry.status}`;

describe('a cycle', () => {
  test('stays open as long as an operation has no answer, and tells how far it is', async () => {
    await provision(person('a'));
    await bench.upload([person('b'), person('c')]);
    await round();
    expect((await intake()).cycle).not.toBeNull();
    expect(await status()).toMatchObject({
      lastExecution: null,
      open: [{ accepted: 3, totals: { operations: 1, success: 1, exported: 1, linked: 1 } }],
      observedAt: bench.clock.now(),
    });
  });

  test('ends when all of them are answered, with what it has come to', async () => {
    const began = bench.clock.now();
    await provision(person('a'), foreign('b'), person('', { externalId: null }));
    await provision(person('a'));
    const { id = '' } = (await intake()).cycle ?? {};
    bench.clock.advance(4_000);
    await round();
    expect(await intake()).toMatchObject({ cycle: null, completedCycles: 1, next: 5 });
    expect(await status()).toMatchObject({
      lastExecution: {
        cycleId: id,
        began,
        ended: began + 4_000,
        accepted: 4,
        state: 'EntryLevelErrors',
        totals: { operations: 4, success: 1, failure: 1, skipped: 2, exported: 1, linked: 1, escrowed: 1 },
      },
      open: [],
      steadyStateFirst: began + 4_000,
      steadyStateLast: began + 4_000,
    });
  });

  test('is added up from nothing each round: another round changes nothing', async () => {
    await provision(person('a'), person('b'));
    await bench.upload([person('c')]);
    await round();
    const before = await status();
    await round();
    expect(await status()).toEqual(before);

    await bench.drain();
    await round();
    const after = await status();
    await round();
    await round();
    expect((await intake()).completedCycles).toBe(1);
    expect((await status()).completed).toEqual(after.completed);
    expect(after.completed).toMatchObject({ operations: 3, success: 3, linked: 3 });
  });

  test('ends once, when two timers run at the same time', async () => {
    await provision(person('a'));
    await Promise.all([round(), round()]);
    expect((await intake()).completedCycles).toBe(1);
  });

  test('is not ended by messages that come twice', async () => {
    const queue = bench.storage.queue('operations');
    await bench.upload([person('a')]);
    for (const { text } of queue.messages()) await queue.send(text);
    await bench.upload([person('b')]);
    const waiting = await queue.receive(32, 30);
    for (const message of waiting.slice(0, 2)) {
      await queue.extend(message, 0);
    }
    await bench.drain();
    await round();
    expect((await status()).open).toMatchObject([{ accepted: 2, totals: { operations: 1 } }]);
  });

  test('is followed by another with an id of its own', async () => {
    await provision(person('a'));
    await round();
    await provision(person('a', { title: 'New' }));
    await round();
    const cycles = (await bench.log()).map(({ entry }) => entry.cycleId);
    expect(new Set(cycles).size).toBe(2);
    expect((await intake()).completedCycles).toBe(2);
    expect((await status()).lastExecution?.cycleId).toBe(cycles[0]);
  });

  test('that an endless trickle would keep open is cut off after forty minutes', async () => {
    for (let minute = 0; minute < 42; minute += 1) {
      await bench.upload([person(`p${minute}`)]);
      await round();
      bench.clock.advance(MINUTE);
    }
    const { cycle, full } = await intake();
    expect(full).toMatchObject([{ first: 1, end: 42 }]);
    expect(cycle).toMatchObject({ first: 42 });
    await bench.drain();
    await round();
    expect(await intake()).toMatchObject({ cycle: null, full: [], completedCycles: 2 });
    expect((await status()).completed).toMatchObject({ operations: 42, success: 42 });
  });
});

describe('what a cycle came to', () => {
  test.each([
    { name: 'everybody is well', people: () => [person('a'), person('b')], state: 'Succeeded', failures: 0 },
    { name: 'somebody failed', people: () => [person('a'), foreign('b')], state: 'EntryLevelErrors', failures: 0 },
    { name: 'everybody failed', people: () => [foreign('a'), foreign('b')], state: 'Failed', failures: 1 },
    {
      name: 'nobody was to be written',
      people: () => [person('', { externalId: null })],
      state: 'Succeeded',
      failures: 0,
    },
  ])('when $name: $state', async ({ people, state, failures }) => {
    await provision(...people());
    await round();
    const { lastExecution, successiveCompleteFailures } = await status();
    expect(lastExecution?.state).toBe(state);
    expect(successiveCompleteFailures).toBe(failures);
  });

  test('with nothing but failures says why', async () => {
    await provision(foreign('a'));
    await round();
    expect((await status()).lastExecution?.error).toMatchObject({ code: 'InvalidDomain', tenantActionable: true });
  });

  test('counts failures in a row until one goes well', async () => {
    const counts: number[] = [];
    for (const people of [[foreign('a')], [foreign('a')], [person('b')], [foreign('a')]]) {
      await provision(...people);
      await round();
      counts.push((await status()).successiveCompleteFailures);
    }
    expect(counts).toEqual([1, 2, 0, 1]);
  });

  test('is remembered as the last good one, and the last one that wrote', async () => {
    await provision(person('a'));
    await round();
    const wrote = (await status()).lastExecution?.cycleId;
    await provision(person('a'));
    await round();
    const good = (await status()).lastExecution?.cycleId;
    await provision(foreign('b'));
    await round();
    const { lastExecution, lastSuccessful, lastSuccessfulWithExports } = await status();
    expect([lastSuccessfulWithExports?.cycleId, lastSuccessful?.cycleId]).toEqual([wrote, good]);
    expect(lastExecution?.cycleId).not.toBe(good);
  });
});

describe('what is due', () => {
  async function takeName(name: string) {
    return bench.services.directory.create({
      userPrincipalName: `${name}@adatum.example`,
      displayName: 'Somebody else',
      mailNickname: name,
      accountEnabled: true,
      passwordProfile: { password: 'x7!Qp2#Lm9&Zt4' },
    });
  }

  test('an escrow is tried again at its time, as another attempt in a cycle of its own', async () => {
    const other = await takeName('usera');
    await provision(person('a'));
    await round();
    expect((await bench.log()).map(told)).toEqual(['a create failure']);
    await bench.services.directory.delete(other.id);
    await bench.services.directory.purge(other.id);

    bench.clock.advance(6 * HOUR - 20_000);
    await bench.supervise();
    expect(await bench.log()).toHaveLength(1);
    await bench.supervise(2);
    const [again] = await bench.log('a');
    expect(again && told(again)).toBe('a create success');
    expect(again?.entry).toMatchObject({ attempt: 2, operation: null });
    await bench.supervise();
    expect((await status()).completed).toMatchObject({ operations: 1, failure: 1, success: 1, escrowed: 0, linked: 1 });
  });

  test('is not given out twice while it is still in the queue', async () => {
    await provision(foreign('a'));
    await round();
    bench.clock.advance(6 * HOUR);
    await round();
    await round();
    expect(bench.storage.queue('operations').messages()).toHaveLength(1);
  });

  test('waits while the job is paused', async () => {
    await provision(foreign('a'));
    await round();
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    bench.services.house.contexts.forget(JOB_ID);
    bench.clock.advance(7 * HOUR);
    await round();
    expect(bench.storage.queue('operations').messages()).toHaveLength(0);
  });
});

describe('several jobs', () => {
  const OTHER = 'API2AAD.other.1';

  test('are each supervised, though one of them makes trouble', async () => {
    const found = (await bench.services.house.jobs.get(JOB_ID))?.value;
    if (found === undefined) throw new Error('The job is gone.');
    await bench.services.house.jobs.create(
      { ...found, id: OTHER, createdAt: 0 },
      defaultSchema('API2AAD', { id: OTHER }),
    );
    await provision(person('a'));

    const supervise = bench.services.house;
    await superviseJobs({
      ...supervise,
      jobs: {
        ...supervise.jobs,
        get: (jobId) => (jobId === OTHER ? Promise.reject(new Error('row is broken')) : supervise.jobs.get(jobId)),
      },
    });
    expect((await intake()).completedCycles).toBe(1);
    expect(bench.logger.lines).toContainEqual({
      level: 'error',
      message: 'Supervising a job failed',
      fields: { jobId: OTHER, error: 'Error: row is broken' },
    });
  });

  test('that are listed and not there are passed over', async () => {
    const supervise = bench.services.house;
    await superviseJobs({
      ...supervise,
      jobs: { ...supervise.jobs, listJobIds: async () => ['API2AAD.gone', JOB_ID] },
    });
    expect(bench.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('that never had an upload are left alone', async () => {
    await round();
    expect(await status()).toMatchObject({ lastExecution: null, open: [], completed: NO_TOTALS });
  });
});
