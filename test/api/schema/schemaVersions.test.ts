/** Who saved which schema, and nobody over another's without knowing. */
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { CLIENT_ID, createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

const SCHEMA = `${JOB}/schema`;
const VERSIONS = `${MUSTER_JOB}/schema/versions`;

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['schema', 'schemaVersions', 'jobs']);
});

/** The schema as it is, its rule under another name. */
async function changed(name: string): Promise<SynchronizationSchema> {
  const { '@odata.context': _, ...body } = (await host.call(`GET ${SCHEMA}`)).body;
  const schema = body as unknown as SynchronizationSchema;
  return { ...schema, synchronizationRules: schema.synchronizationRules.map((rule) => ({ ...rule, name })) };
}

const put = (schema: unknown, ifMatch?: string, person?: readonly string[]) =>
  host.call(`PUT ${SCHEMA}`, {
    body: schema,
    ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
    ...(person && { person }),
  });
const versions = async () => (await host.call(`GET ${VERSIONS}`)).body.value as { version: string }[];

describe('a tag', () => {
  test('comes with the schema, and with what was saved', async () => {
    expect((await host.call(`GET ${SCHEMA}`)).headers.ETag).toBe('"v1.0"');
    const saved = await put(await changed('one'), '"v1.0"');
    expect([saved.status, saved.headers.ETag]).toEqual([204, '"v1.1"']);
    const same = await put(await changed('one'), '"v1.1"');
    expect([same.status, same.headers.ETag]).toEqual([204, '"v1.1"']);
  });

  test.each(['"v1.1"', 'W/"v1.1"', '"v9.9", "v1.1"', '*'])('%s is the schema’s own', async (tag) => {
    await put(await changed('one'));
    expect((await put(await changed('two'), tag)).status).toBe(204);
  });

  test('of another schema saves nothing, and is told who saved that one and when', async () => {
    const mine = await changed('mine');
    bench.clock.advance(60_000);
    await put(await changed('theirs'), '"v1.0"', ['Muster.Admin']);
    const { status, error, headers } = await put(mine, '"v1.0"');
    expect([status, error.code, headers.ETag]).toEqual([412, 'PreconditionFailed', '"v1.1"']);
    expect(error.message).toBe(
      'The schema is another one by now, version v1.1. Ada Dahl saved it at 2026-01-15T09:31:00.000Z. Read it again.',
    );
    const { body } = await host.call(`GET ${SCHEMA}`);
    expect(body).toMatchObject({ version: 'v1.1', synchronizationRules: [{ name: 'theirs' }] });
  });

  test('guards the way back to the template as well', async () => {
    await put(await changed('one'));
    const stale = await host.call(`DELETE ${SCHEMA}`, { headers: { 'if-match': '"v1.0"' } });
    expect([stale.status, stale.error.message]).toEqual([
      412,
      `The schema is another one by now, version v1.1. The application ${CLIENT_ID} saved it at 2026-01-15T09:30:00.000Z. Read it again.`,
    ]);
    const { status, headers } = await host.call(`DELETE ${SCHEMA}`, { headers: { 'if-match': '"v1.1"' } });
    expect([status, headers.ETag]).toEqual([204, '"v1.2"']);
  });

  test.each(['v1.0', '"v1.0', 'x, "v1.0"'])('%s is none', async (tag) => {
    expect((await put(await changed('one'), tag)).status).toBe(400);
  });

  test('is looked at again when somebody comes between', async () => {
    const { jobs } = bench.services.house;
    const mine = await changed('mine');
    const theirs = await changed('theirs');
    const save = jobs.saveSchema;
    const between = jest.spyOn(jobs, 'saveSchema').mockImplementationOnce(async (...args) => {
      between.mockRestore();
      await put(theirs);
      return save(...args);
    });
    expect((await put(mine, '"v1.0"')).status).toBe(412);
  });
});

describe('versions', () => {
  test('of a job that was made just now are the one it began with', async () => {
    expect(await versions()).toEqual([{ version: 'v1.0', savedDateTime: null, savedBy: null, changes: null }]);
  });

  test('are told newest first, with who saved what when', async () => {
    await put(await changed('one'));
    bench.clock.advance(60_000);
    await put(await changed('two'), undefined, ['Muster.Admin']);
    expect(await versions()).toEqual([
      {
        version: 'v1.2',
        savedDateTime: '2026-01-15T09:31:00.000Z',
        savedBy: { user: { id: 'ada', displayName: 'Ada Dahl', userPrincipalName: 'ada@contoso.com' } },
        changes: 2, // one rule less, and one more
      },
      {
        version: 'v1.1',
        savedDateTime: '2026-01-15T09:30:00.000Z',
        savedBy: { app: { appId: CLIENT_ID, objectId: 'object-1' } },
        changes: 2, // one rule less, and one more
      },
      { version: 'v1.0', savedDateTime: null, savedBy: null, changes: null },
    ]);
  });

  test('are the last twenty, and in the order of their numbers', async () => {
    for (let n = 1; n <= 25; n += 1) await put(await changed(`company ${n}`));
    expect((await versions()).map(({ version }) => version)).toEqual(
      Array.from({ length: 20 }, (_, index) => `v1.${25 - index}`),
    );
    expect((await host.call(`GET ${VERSIONS}/v1.5`)).status).toBe(404);
    expect((await host.call(`GET ${VERSIONS}/v1.6`)).status).toBe(200);
  });

  test('are read whole, and one put again is a new one', async () => {
    const first = await changed('USER_INBOUND_USER');
    await put(await changed('one'));
    const { body } = await host.call(`GET ${VERSIONS}/v1.0`);
    expect(body).toMatchObject({ version: 'v1.0', savedBy: null, schema: { id: JOB_ID, version: 'v1.0' } });
    expect((await put(body.schema, '"v1.1"')).headers.ETag).toBe('"v1.2"');
    const now = (await host.call(`GET ${VERSIONS}/v1.2`)).body.schema as SynchronizationSchema;
    expect(now).toEqual({ ...first, version: 'v1.2' });
  });

  test.each(['v9.9', 'latest', 'v1'])('%s is 404', async (version) => {
    expect((await host.call(`GET ${VERSIONS}/${version}`)).status).toBe(404);
  });

  test('go with the job', async () => {
    await put(await changed('one'));
    await host.call(`DELETE ${JOB}`);
    await bench.services.house.removedJobs.purge(JOB_ID, 1_000);
    expect(await bench.services.house.schemaVersions.list(JOB_ID)).toEqual([]);
  });
});
