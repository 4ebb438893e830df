import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { StoreConflict } from '../../../shared/store/contract/table';
import { createJobStore, type JobStore } from '../../../shared/store/jobs/jobs';
import { JOB_ID, PRINCIPAL_ID, someJob, somePrincipal } from '../../support/jobs';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const SCHEMA = defaultSchema('API2AAD', { id: JOB_ID });

let table: WatchedTable;
let jobs: JobStore;
beforeEach(async () => {
  table = await watchedTable();
  jobs = createJobStore(table);
});

describe('service principals', () => {
  test('are kept, replaced and listed', async () => {
    await jobs.putPrincipal(somePrincipal());
    await jobs.putPrincipal(somePrincipal({ id: 'other', displayName: 'Other' }));
    await jobs.putPrincipal(somePrincipal({ displayName: 'Renamed' }));
    expect((await jobs.listPrincipals()).map(({ displayName }) => displayName).sort()).toEqual(['Other', 'Renamed']);
    expect(await jobs.getPrincipal(PRINCIPAL_ID)).toEqual(somePrincipal({ displayName: 'Renamed' }));
  });

  test('are known by their id in either case', async () => {
    await jobs.putPrincipal(somePrincipal());
    await jobs.putPrincipal(somePrincipal({ id: PRINCIPAL_ID.toUpperCase() }));
    expect(await jobs.listPrincipals()).toHaveLength(1);
    expect(await jobs.getPrincipal(PRINCIPAL_ID)).toBeDefined();
  });

  test('that are not there are nothing', async () => {
    expect(await jobs.getPrincipal('nobody')).toBeUndefined();
    expect(await jobs.listPrincipals()).toEqual([]);
  });
});

describe('a job', () => {
  test('comes back as it was made, with its schema', async () => {
    await jobs.create(someJob(), SCHEMA);
    expect((await jobs.get(JOB_ID))?.value).toEqual(someJob());
    expect((await jobs.getSchema(JOB_ID))?.value).toEqual(SCHEMA);
  });

  test('is made once', async () => {
    await jobs.create(someJob(), SCHEMA);
    await expect(jobs.create(someJob({ state: 'Paused', createdAt: 1 }), SCHEMA)).rejects.toThrow(StoreConflict);
    expect((await jobs.get(JOB_ID))?.value.state).toBe('Active');
  });

  test.each(['before', 'after'] as const)(
    'is listed whenever it is there: storage fails %s a write',
    async (moment) => {
      for (const method of ['insert', 'upsert', 'transact'] as const) {
        const id = `${JOB_ID}-${method}`;
        table.failNext(method, moment);
        await jobs.create(someJob({ id }), SCHEMA).catch(() => undefined);
        const isThere = (await jobs.get(id)) !== undefined;
        expect(isThere && !(await jobs.listJobIds()).includes(id)).toBe(false);
      }
    },
  );

  test('can be made again when making it failed half-way', async () => {
    table.failNext('transact', 'before');
    await expect(jobs.create(someJob(), SCHEMA)).rejects.toThrow('the request was lost');
    await jobs.create(someJob(), SCHEMA);
    expect(await jobs.listJobIds()).toEqual([JOB_ID]);
    expect((await jobs.get(JOB_ID))?.value).toEqual(someJob());
  });

  test('that is not there is nothing', async () => {
    expect(await jobs.get(JOB_ID)).toBeUndefined();
    expect(await jobs.getSchema(JOB_ID)).toBeUndefined();
    expect(await jobs.change(JOB_ID, (job) => job)).toBeUndefined();
  });

  test('is gone from every list and look-up once it is removed, and may be removed again', async () => {
    await jobs.create(someJob(), SCHEMA);
    await jobs.remove(JOB_ID, 7);
    await jobs.remove(JOB_ID, 7);
    expect(await jobs.listJobIds()).toEqual([]);
    expect(await jobs.get(JOB_ID)).toBeUndefined();
    expect(await jobs.getSchema(JOB_ID)).toBeUndefined();
  });
});

describe('the list of jobs', () => {
  beforeEach(async () => {
    await jobs.create(someJob({ id: 'b-young', createdAt: 3 }), SCHEMA);
    await jobs.create(someJob({ id: 'z-old', createdAt: 1 }), SCHEMA);
    await jobs.create(someJob({ id: 'a-young', createdAt: 3 }), SCHEMA);
    await jobs.create(someJob({ id: 'else', createdAt: 2, servicePrincipalId: 'other' }), SCHEMA);
  });

  test('is oldest first, and by id among those of one moment', async () => {
    expect(await jobs.listJobIds()).toEqual(['z-old', 'else', 'a-young', 'b-young']);
  });

  test('may be that of one service principal', async () => {
    expect(await jobs.listJobIds(PRINCIPAL_ID)).toEqual(['z-old', 'a-young', 'b-young']);
    expect(await jobs.listJobIds('nobody')).toEqual([]);
  });
});

describe('changing a job', () => {
  beforeEach(() => jobs.create(someJob(), SCHEMA));

  test('is refused for one that changed since it was read', async () => {
    const read = await jobs.get(JOB_ID);
    await jobs.update(someJob({ state: 'Paused' }), read?.etag ?? '');
    await expect(jobs.update(someJob({ state: 'Disabled' }), read?.etag ?? '')).rejects.toThrow(StoreConflict);
    expect((await jobs.get(JOB_ID))?.value.state).toBe('Paused');
  });

  test('again and again until nobody came between loses nobody’s change', async () => {
    const other = createJobStore(table);
    const names = Array.from({ length: 8 }, (_, index) => `setting-${index}`);
    await Promise.all(
      names.map((name, index) =>
        (index % 2 === 0 ? jobs : other).change(JOB_ID, (job) => ({
          ...job,
          settings: { ...job.settings, [name]: 'on' },
        })),
      ),
    );
    const settings = (await jobs.get(JOB_ID))?.value.settings ?? {};
    expect(names.filter((name) => settings[name] !== 'on')).toEqual([]);
  });

  test('to nothing leaves it, unwritten', async () => {
    const before = await jobs.get(JOB_ID);
    expect(await jobs.change(JOB_ID, () => undefined)).toEqual(someJob());
    expect(await jobs.get(JOB_ID)).toEqual(before);
  });

  test('gives the job as it is now', async () => {
    expect(await jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }))).toEqual(someJob({ state: 'Paused' }));
  });

  test('does not touch its schema, nor the other way round', async () => {
    const [job, schema] = [await jobs.get(JOB_ID), await jobs.getSchema(JOB_ID)];
    await jobs.change(JOB_ID, (found) => ({ ...found, state: 'Paused' }));
    expect((await jobs.getSchema(JOB_ID))?.etag).toBe(schema?.etag);
    await jobs.putSchema(JOB_ID, { ...SCHEMA, version: 'v2.0' });
    expect((await jobs.getSchema(JOB_ID))?.value.version).toBe('v2.0');
    expect((await jobs.getSchema(JOB_ID))?.etag).not.toBe(schema?.etag);
    expect((await jobs.get(JOB_ID))?.etag).not.toBe(job?.etag);
  });

  test.each([
    { name: 'the schema', others: { schema: 'W/"0"' } },
    { name: 'the job', others: { job: 'W/"0"' } },
  ])('is saved with its schema or not at all: $name has changed', async ({ others }) => {
    const [job, schema] = [await jobs.get(JOB_ID), await jobs.getSchema(JOB_ID)];
    const etags = { job: job?.etag ?? '', schema: schema?.etag ?? '', ...others };
    const value = someJob({ state: 'Paused' });
    const after = { value: { ...SCHEMA, version: 'v2.0' }, saved: { at: 1, by: 'Muster' as const, changes: 1 } };
    const saving = jobs.saveSchema(after, { value: SCHEMA, etag: etags.schema }, { value, etag: etags.job });
    await expect(saving).rejects.toThrow(StoreConflict);
    expect([await jobs.get(JOB_ID), await jobs.getSchema(JOB_ID)]).toEqual([job, schema]);
  });
});
