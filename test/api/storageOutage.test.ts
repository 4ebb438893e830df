/** What clients are told while storage does not answer, and that nothing is left half-done. */
import { type HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Handler } from '../../shared/api/http/endpoint';
import { createEndpoint } from '../../shared/api/http/registration';
import { listEscrows } from '../../shared/api/jobs/escrows';
import { listJobs, readJob } from '../../shared/api/jobs/jobs';
import { listLogs, readLog } from '../../shared/api/logs/logs';
import { receiveBulkUpload } from '../../shared/api/uploads/bulkUpload';
import { readUpload } from '../../shared/api/uploads/uploads';
import { StoreUnavailable } from '../../shared/store/contract/table';
import { type Asked, httpRequest } from '../support/httpCall';
import { scrambled } from '../support/scrambled';
import { bulkBody, createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../support/workbench';

const ROLES = new Set(['SynchronizationData-User.Upload', 'Synchronization.Read.All', 'ProvisioningLog.Read.All']);
const REQUEST_ID = '92cd10f6-fcc3-4d61-898e-a6dd35e460ef';

/** Storage that fails as often as it is told to, beginning with the `at`-th moment: before an effect, after it, before the next … */
function outage() {
  const state = { moment: 0, at: Number.POSITIVE_INFINITY, until: 0 };
  const tick = async () => {
    state.moment += 1;
    if (state.moment >= state.at && state.moment < state.until) throw new StoreUnavailable('storage is away');
  };
  return {
    tick,
    begin(at: number, moments: number) {
      Object.assign(state, { moment: 0, at, until: at + moments });
    },
    /** Whether it has begun. */
    hasFailed: () => state.moment >= state.at,
  };
}

async function ask(handle: Handler['handle'], asked: Asked): Promise<HttpResponseInit> {
  const ports = {
    verify: async () => ({ kind: 'application' as const, appId: 'app-1', objectId: 'object-1', roles: ROLES }),
    publicBaseUrl: undefined,
    ready: async () => undefined,
  };
  const operation: Handler = { roles: [...ROLES], handle };
  const { handler } = createEndpoint(() => ports)('{version}/things', { GET: operation, POST: operation });
  const params = { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID, ...asked.params };
  const context = new InvocationContext({ logHandler: () => undefined });
  return (await handler(httpRequest({ ...asked, params }), context)) as HttpResponseInit;
}

const PEOPLE = [person('a'), person('b')];
/** Too much for a message: it is staged. */
const LARGE = Array.from({ length: 3 }, (_, n) => person(`${n}`, { biography: scrambled(n, 30_000) }));

const send = (bench: Workbench, people = PEOPLE) =>
  ask((call) => receiveBulkUpload(call, bench.services.house, bench.services.limits.upload), {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json', 'client-request-id': REQUEST_ID },
    body: JSON.stringify(bulkBody(people)),
  });

const unavailable = {
  status: 503,
  headers: { 'Retry-After': '10', 'client-request-id': REQUEST_ID },
};

describe.each([
  { name: 'a small upload', people: PEOPLE },
  { name: 'an upload that is staged', people: LARGE },
])('while storage fails at any moment, $name', ({ people }) => {
  test('is kept whole and answered 202, or not at all and answered 503; and is done once', async () => {
    let moments = 0;
    for (let at = 1; ; at += 1) {
      const storage = outage();
      const bench = await createWorkbench({}, { tick: storage.tick });
      storage.begin(at, 1);
      const first = await send(bench, people);
      if (!storage.hasFailed()) break; // it was over before
      moments += 1;
      const isKept = bench.storage
        .table('jobs')
        .rows()
        .some(({ rowKey }) => rowKey.startsWith('payload!'));
      expect(first.status).toBe(isKept ? 202 : 503);
      if (!isKept) {
        expect(first).toMatchObject(unavailable);
        expect(JSON.parse(String(first.body))).toMatchObject({ error: { code: 'serviceNotAvailable' } });
      }

      expect((await send(bench, people)).status).toBe(202);
      await bench.supervise(4); // where no message was sent, the timer sends one
      expect((await bench.log()).map(({ entry }) => entry.source.id).sort()).toEqual(
        people.map(({ externalId }) => externalId).sort(),
      );
      expect((await bench.services.house.intake.read(JOB_ID))?.state.cycle).toBeNull();
    }
    expect(moments).toBeGreaterThanOrEqual(4); // at least one write and one message, before and after each
  });
});

describe('while storage is away', () => {
  test.each<{ name: string; handle: (bench: Workbench) => Handler['handle']; asked: Asked }>([
    {
      name: 'an upload',
      handle:
        ({ services }) =>
        (call) =>
          receiveBulkUpload(call, services.house, services.limits.upload),
      asked: { method: 'POST' },
    },
    {
      name: 'the log',
      handle:
        ({ services }) =>
        (call) =>
          listLogs(call, services.house, services.limits.log),
      asked: {},
    },
    {
      name: 'an entry of the log',
      handle:
        ({ services }) =>
        (call) =>
          readLog(call, services.house, services.limits.log),
      asked: { params: { id: '0196c2a8-3a40-7000-8000-000000000000' } },
    },
    {
      name: 'a receipt',
      handle:
        ({ services }) =>
        (call) =>
          readUpload(call, services.house),
      asked: { params: { id: `${JOB_ID}~1` } },
    },
    {
      name: 'a job',
      handle:
        ({ services }) =>
        (call) =>
          readJob(call, services.house),
      asked: {},
    },
    {
      name: 'the jobs',
      handle:
        ({ services }) =>
        (call) =>
          listJobs(call, services.house),
      asked: {},
    },
    {
      name: 'people who failed',
      handle:
        ({ services }) =>
        (call) =>
          listEscrows(call, services.house),
      asked: {},
    },
  ])('who asks for $name is told to come again', async ({ handle, asked }) => {
    const storage = outage();
    const bench = await createWorkbench({}, { tick: storage.tick });
    storage.begin(1, Number.POSITIVE_INFINITY);
    const headers = { 'content-type': 'application/scim+json', 'client-request-id': REQUEST_ID };
    expect(await ask(handle(bench), { ...asked, headers })).toMatchObject(unavailable);
  });
});
