import { gunzipSync, gzipSync } from 'node:zlib';
import { answerPlan, type PlanLimits } from '../../../shared/api/preview/plan';
import { ProvisioningError } from '../../../shared/errors';
import type { House } from '../../../shared/pipeline/ports';
import type { JsonObject } from '../../../shared/scim/json';
import { type Called, callOf, refusal } from '../../support/httpCall';
import { type Scenes, scenesOf } from '../../support/scenes';
import { bulkBody, CLIENT_ID, createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ADMIN = ['Synchronization.ReadWrite.All'];
const SCIM = { 'content-type': 'application/scim+json' };

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

function callWith(body: string | Uint8Array, called: Called = {}) {
  const headers = { ...SCIM, ...called.headers };
  return callOf({ method: 'POST', params: { jobId: JOB_ID }, roles: ADMIN, body, ...called, headers });
}

type Line = Readonly<Record<string, unknown>>;

/** What is other than in the workbench. */
interface Changed {
  readonly house?: Partial<House>;
  readonly limits?: Partial<PlanLimits>;
}

async function ask(people: readonly JsonObject[], called: Called = {}, changed: Changed = {}) {
  const call = callWith(JSON.stringify(bulkBody(people)), called);
  const { house, limits } = bench.services;
  const { status, headers, bytes } = await answerPlan(
    call,
    { ...house, ...changed.house },
    { ...limits.plan, ...changed.limits },
  );
  const text = Buffer.from(bytes ?? new Uint8Array());
  const plain = headers?.['Content-Encoding'] === 'gzip' ? gunzipSync(text) : text;
  const lines = plain
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { status, headers, lines, totals: lines.at(-1) };
}

describe('the answer', () => {
  test('is a line for every person, and one for what it all comes to', async () => {
    await scenes.provision(person('1'), person('2'), person('3'));
    await bench.supervise(2);
    const { status, headers, lines } = await ask([
      person('1', { title: 'Tour Lead' }),
      person('2', { active: false }),
      person('3'),
      person('4'),
      { schemas: [...(person('5').schemas as string[])], externalId: '5' },
    ]);
    expect(status).toBe(200);
    expect(headers).toEqual({ 'Content-Type': 'application/x-ndjson; charset=utf-8' });
    expect(lines.map(({ kind, externalId, action, status: came }) => [kind, externalId, action, came])).toEqual([
      ['person', '1', 'update', 'success'],
      ['person', '2', 'disable', 'success'],
      ['person', '3', 'other', 'skipped'],
      ['person', '4', 'create', 'success'],
      ['person', '5', 'create', 'failure'],
      ['totals', undefined, undefined, undefined],
    ]);
    expect(lines.at(-1)).toEqual({
      kind: 'totals',
      people: 5,
      operations: 5,
      create: 1,
      update: 1,
      disable: 1,
      delete: 0,
      skipped: { RedundantExport: 1 },
      failed: 1,
      warned: 0,
      disabledByOmission: 0,
      duplicates: 0,
      guard: {
        enabled: true,
        planned: 1,
        inOpenCycle: 0,
        count: 1,
        threshold: 500,
        percent: null,
        percentThreshold: null,
        tripped: false,
        reason: 'Within the threshold.',
      },
      notes: [expect.stringContaining('leave out what others have (userName, displayName,')],
      stopped: null,
    });
  });

  test('is compressed for those who take it', async () => {
    const { headers, lines } = await ask([person('1')], { headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toMatchObject({ 'Content-Encoding': 'gzip' });
    expect(lines.length).toBe(2);
  });

  test('takes more operations than an upload may have', async () => {
    const { totals } = await ask(Array.from({ length: 120 }, (_, index) => person(`p${index}`)));
    expect(totals).toMatchObject({ people: 120, operations: 120, create: 120 });
  });

  test('takes a compressed body', async () => {
    const body = gzipSync(JSON.stringify(bulkBody([person('1')])));
    const call = callWith(body, { headers: { 'content-encoding': 'gzip' } });
    expect((await answerPlan(call, bench.services.house, bench.services.limits.plan)).status).toBe(200);
  });

  test('says that the guard would trip', async () => {
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '1' });
    await scenes.provision(person('1'), person('2'));
    const { totals } = await ask([person('1', { active: false }), person('2', { active: false })]);
    expect(totals).toMatchObject({ disable: 2, guard: { count: 2, threshold: 1, tripped: true } });
  });

  test('counts people who are there several times once', async () => {
    const { totals } = await ask([person('1'), person('1', { title: 'Tour Lead' })]);
    expect(totals).toMatchObject({ people: 1, operations: 2, duplicates: 2, create: 1, update: 1 });
  });

  test('says that an upload would wait', async () => {
    await scenes.changeJob({ state: 'Paused' });
    expect((await ask([person('1')])).totals).toMatchObject({
      create: 1,
      notes: ['An upload would wait. The job is paused; start it and the upload is processed.'],
    });
  });
});

describe('an answer that gets too long', () => {
  const crowd = Array.from({ length: 7 }, (_, index) => person(`p${index}`));

  async function askToTheEnd(limits: Partial<PlanLimits>) {
    const answers: (readonly Line[])[] = [];
    for (let url = `/muster/jobs/${JOB_ID}/plan`; url !== ''; ) {
      const { lines, totals } = await ask(crowd, { url }, { limits });
      answers.push(lines);
      url = totals?.kind === 'continue' ? String(totals.next) : '';
    }
    return answers;
  }

  test('ends where the next one begins, and the last has the totals of all', async () => {
    const answers = await askToTheEnd({ answerBytes: 1_500, answerMs: 60_000 });
    expect(answers.length).toBeGreaterThan(2);
    const people = answers.flat().filter(({ kind }) => kind === 'person');
    expect(people.map(({ externalId }) => externalId)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    expect(answers.at(-1)?.at(-1)).toMatchObject({ kind: 'totals', people: 7, operations: 7, create: 7 });
  });

  test('ends as well when it has taken too long, and has come further all the same', async () => {
    const answers = await askToTheEnd({ answerBytes: 1e9, answerMs: 0 });
    expect(answers.map((lines) => lines.map(({ kind }) => kind))).toEqual([
      ...Array.from({ length: 6 }, () => ['person', 'continue']),
      ['person', 'totals'],
    ]);
  });

  test('goes on only with the body it was begun with', async () => {
    const limits = { answerBytes: 1, answerMs: 60_000 };
    const { totals } = await ask(crowd, {}, { limits });
    const error = await refusal(() => ask([person('other')], { url: String(totals?.next) }));
    expect([error.status, error.message]).toEqual([
      400,
      'continue belongs to another body: send the one that the plan was begun with.',
    ]);
  });
});

describe('a target that does not let us in', () => {
  const refusing = (error: ProvisioningError): Changed => ({
    house: { contexts: { ...bench.services.house.contexts, get: () => Promise.reject(error) } },
  });

  test('400 with its words when it refuses us', async () => {
    const lost = new ProvisioningError('InvalidCredentials', 'The token has expired.');
    const { status, code, message } = await refusal(() => ask([person('1')], {}, refusing(lost)));
    expect([status, code, message]).toEqual([400, 'InvalidCredentials', 'The token has expired.']);
  });

  test('503 when it has a bad moment', async () => {
    const lost = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
    const { status, headers } = await refusal(() => ask([person('1')], {}, refusing(lost)));
    expect([status, headers['Retry-After']]).toEqual([503, '60']);
  });

  test('when it stops on the way, what was found out is told, and that it stopped', async () => {
    const context = await bench.services.house.contexts.get(JOB_ID);
    if (context === undefined) throw new Error('The workbench has no job.');
    const find = () => Promise.reject(new ProvisioningError('InvalidCredentials', 'The token has expired.'));
    const contexts = {
      ...bench.services.house.contexts,
      get: async () => ({ ...context, target: { ...context.target, find } }),
    };
    const { lines, totals } = await ask([person('1'), person('2')], {}, { house: { contexts } });
    expect(lines.map(({ status }) => status)).toEqual(['failure', 'failure', undefined]);
    expect(totals).toMatchObject({
      failed: 2,
      stopped: { errorCode: 'InvalidCredentials', reason: 'The token has expired.' },
    });
  });
});

describe('refusals', () => {
  test('400 for another content type, as for an upload', async () => {
    const call = callWith('{}', { headers: { 'content-type': 'application/json' } });
    const { status, message } = await refusal(() => answerPlan(call, bench.services.house, bench.services.limits.plan));
    expect([status, message]).toEqual([400, 'Invalid Data Format']);
  });

  test('400 for a malformed upload, with every fault', async () => {
    const body = JSON.stringify({ ...bulkBody([person('1')]), Operations: [{ method: 'PUT', path: '/Users' }] });
    const { status, details } = await refusal(() =>
      answerPlan(callWith(body), bench.services.house, bench.services.limits.plan),
    );
    expect(status).toBe(400);
    expect(details.map(({ target }) => target)).toEqual([
      'Operations[0].method',
      'Operations[0].bulkId',
      'Operations[0].data',
    ]);
  });

  test('400 for more operations than the setting says', async () => {
    const error = await refusal(() => ask([person('1'), person('2'), person('3')], {}, { limits: { operations: 2 } }));
    expect(error.details[0]).toMatchObject({ code: 'TooManyOperations' });
  });

  test('413 for a body larger than its own setting', async () => {
    expect((await refusal(() => ask([person('1')], {}, { limits: { requestBytes: 100 } }))).status).toBe(413);
  });

  test('404 for a job there is not', async () => {
    const call = callWith('{}', { params: { jobId: 'other' } });
    expect((await refusal(() => answerPlan(call, bench.services.house, bench.services.limits.plan))).status).toBe(404);
  });

  test('403 for an application that does not own the job, and none for one that does', async () => {
    const roles = ['Application.ReadWrite.OwnedBy'];
    expect((await refusal(() => ask([person('1')], { roles, appId: 'stranger' }))).status).toBe(403);
    expect((await ask([person('1')], { roles, appId: CLIENT_ID })).status).toBe(200);
  });
});
