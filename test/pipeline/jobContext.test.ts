import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { ProvisioningError } from '../../shared/errors';
import { createJobContexts, type JobContexts } from '../../shared/pipeline/jobContext';
import { createJobStore, type Job, type JobStore } from '../../shared/store/jobs/jobs';
import type { Target } from '../../shared/targets/target';
import { JOB_ID, PRINCIPAL_ID, someJob, somePrincipal } from '../support/jobs';
import { type WatchedTable, watchedTable } from '../support/watchedTable';
import { type FakeClock, fakeClock } from '../support/world';

const SCHEMA = defaultSchema('API2AAD', { id: JOB_ID });
const TARGET = {
  capabilities: { displayName: 'Azure Active Directory' },
  defaultDomain: async () => 'adatum.example',
} as Target;

let table: WatchedTable;
let jobs: JobStore;
let clock: FakeClock;
let contexts: JobContexts;
let openTarget: jest.Mock<Promise<Target>, [Job]>;
beforeEach(async () => {
  table = await watchedTable();
  jobs = createJobStore(table);
  clock = fakeClock();
  openTarget = jest.fn(async (_job: Job) => TARGET);
  contexts = createJobContexts({ jobs, clock, openTarget, guard: { settleMs: 60_000, mostAtOnce: 0 } });
});

async function make(change: Partial<Job> = {}): Promise<void> {
  await jobs.putPrincipal(somePrincipal());
  await jobs.create(someJob(change), SCHEMA);
  table.calls.length = 0;
}

const pause = () => jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
const state = async () => (await contexts.get(JOB_ID))?.job.state;

describe('what a worker is told', () => {
  test('job, principal, schema, systems, target and what expressions ask', async () => {
    await make();
    const context = await contexts.get(JOB_ID);
    expect(context).toMatchObject({
      job: someJob(),
      principal: somePrincipal(),
      systems: { source: 'API', target: 'Azure Active Directory' },
      defaultDomain: 'adatum.example',
      skipOutOfScopeDeletions: false,
    });
    expect(context?.target).toBe(TARGET);
    expect(context?.jobEtag).toBe((await jobs.get(JOB_ID))?.etag);
    expect(context?.compiled.source.name).toBe('API');
    expect(openTarget).toHaveBeenCalledWith(someJob());
  });

  test.each([
    { value: 'True', expected: true },
    { value: 'true', expected: true },
    { value: '1', expected: true },
    { value: 'False', expected: false },
    { value: '0', expected: false },
    { value: '', expected: false },
  ])('whether accounts leaving scope are left alone: "$value" is $expected', async ({ value, expected }) => {
    await make({ settings: { SkipOutOfScopeDeletions: value } });
    expect((await contexts.get(JOB_ID))?.skipOutOfScopeDeletions).toBe(expected);
  });
});

describe('what is told without the target', () => {
  test('is everything else, and nobody asks the target for it', async () => {
    await make();
    expect(await contexts.find(JOB_ID)).toMatchObject({ job: someJob(), principal: somePrincipal() });
    expect(openTarget).not.toHaveBeenCalled();
  });

  test('is told also when the target is down', async () => {
    await make();
    openTarget.mockRejectedValue(new ProvisioningError('EndpointUnavailable', 'The target does not answer.'));
    await expect(contexts.get(JOB_ID)).rejects.toThrow('The target does not answer.');
    expect((await contexts.find(JOB_ID))?.job.id).toBe(JOB_ID);
  });
});

describe('what there is not', () => {
  test.each([
    { name: 'no such job', prepare: async () => undefined },
    {
      name: 'a job whose schema is missing',
      prepare: async () => {
        await make();
        await table.remove(`job!${JOB_ID}`, 'schema');
      },
    },
    {
      name: 'a job whose service principal is gone',
      prepare: async () => {
        await make();
        await table.remove('principals', PRINCIPAL_ID);
      },
    },
  ])('is nothing: $name', async ({ prepare }) => {
    await prepare();
    expect(await contexts.get(JOB_ID)).toBeUndefined();
    expect(await contexts.find(JOB_ID)).toBeUndefined();
    expect(openTarget).not.toHaveBeenCalled();
  });

  test('is not remembered: a job that appears is seen at once', async () => {
    expect(await contexts.get(JOB_ID)).toBeUndefined();
    await make();
    expect(await state()).toBe('Active');
  });
});

describe('what is remembered', () => {
  test('is loaded once for all who ask at the same time', async () => {
    await make();
    await Promise.all([contexts.get(JOB_ID), contexts.get(JOB_ID), contexts.find(JOB_ID)]);
    expect(table.calls).toEqual(['get', 'get', 'get']);
    expect(openTarget).toHaveBeenCalledTimes(1);
  });

  test('stands for five seconds', async () => {
    await make();
    await state();
    await pause();
    clock.advance(4_999);
    expect(await state()).toBe('Active');
    clock.advance(1);
    expect(await state()).toBe('Paused');
  });

  test('is forgotten after a change made here', async () => {
    await make();
    await state();
    await pause();
    contexts.forget(JOB_ID);
    expect(await state()).toBe('Paused');
  });

  test('of one job is not forgotten with another’s', async () => {
    await make();
    await state();
    await pause();
    contexts.forget('other');
    expect(await state()).toBe('Active');
  });

  test('is not a failure of storage: the next one to ask tries again', async () => {
    await make();
    table.failNext('get', 'before');
    await expect(contexts.get(JOB_ID)).rejects.toThrow('the request was lost');
    expect(await state()).toBe('Active');
  });

  test('is not a target that did not answer: the next one to ask tries again', async () => {
    await make();
    openTarget.mockRejectedValueOnce(new ProvisioningError('EndpointUnavailable', 'The target does not answer.'));
    await expect(contexts.get(JOB_ID)).rejects.toThrow(ProvisioningError);
    expect(await state()).toBe('Active');
  });

  test('is the compiled schema, for as long as it is the same', async () => {
    await make();
    const first = await contexts.get(JOB_ID);
    clock.advance(10_000);
    const second = await contexts.get(JOB_ID);
    await jobs.putSchema(JOB_ID, { ...SCHEMA, version: 'v2.0' });
    clock.advance(10_000);
    const third = await contexts.get(JOB_ID);
    expect(second?.compiled).toBe(first?.compiled);
    expect(third?.compiled).not.toBe(first?.compiled);
  });
});
