import { gzipSync } from 'node:zlib';
import type { Reply } from '../../../shared/api/http/endpoint';
import { receiveBulkUpload } from '../../../shared/api/uploads/bulkUpload';
import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { type Called, callOf, refusal } from '../../support/httpCall';
import {
  bulkBody,
  CLIENT_ID,
  createWorkbench,
  JOB_ID,
  PRINCIPAL_ID,
  person,
  type Workbench,
} from '../../support/workbench';

const ANY = 'SynchronizationData-User.Upload';
const OWNED = 'SynchronizationData-User.Upload.OwnedBy';
const SCIM = { 'content-type': 'application/scim+json' };
const BODY = JSON.stringify(bulkBody([person('701984'), person('701985')]));

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench({ MAX_REQUEST_BYTES: '4096', MAX_OPERATIONS_PER_REQUEST: '3' });
});

/** An upload nobody can object to, but for what `called` changes. */
function send(called: Called = {}): Promise<Reply> {
  const params = { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID, ...called.params };
  const call = callOf({ method: 'POST', roles: [ANY], headers: SCIM, body: BODY, ...called, params });
  return receiveBulkUpload(call, bench.services.house, bench.services.limits.upload);
}

const queued = () => bench.storage.queue(OPERATIONS_QUEUE).messages().length;

/** Status, message and every detail of a refusal; nothing may have been kept. */
async function refused(called: Called) {
  const { status, code, message, details } = await refusal(() => send(called));
  expect(queued()).toBe(0);
  expect(await bench.services.house.intake.getUpload(JOB_ID, 1)).toBeUndefined();
  return { status, code, message, details };
}

describe('an upload that is accepted', () => {
  test('is answered without a body, with the log of the job and a receipt', async () => {
    expect(await send()).toEqual({
      status: 202,
      headers: {
        Location: `https://muster.example/v1.0/auditLogs/provisioning/?$filter=jobid%20eq%20'${JOB_ID}'`,
        'Muster-Upload-Id': `${JOB_ID}~1`,
        Link: `<https://muster.example/muster/uploads/${JOB_ID}~1>; rel="status"`,
      },
    });
    expect(queued()).toBe(1);
  });

  test('is pointed to the log of the version it called', async () => {
    const { headers } = await send({ version: 'beta' });
    expect(headers?.Location).toBe(
      `https://muster.example/beta/auditLogs/provisioning/?$filter=jobid%20eq%20'${JOB_ID}'`,
    );
  });

  test('may be packed with gzip', async () => {
    const reply = await send({ body: gzipSync(BODY), headers: { ...SCIM, 'content-encoding': 'gzip' } });
    expect(reply.status).toBe(202);
    await bench.drain();
    expect((await bench.log()).map(({ entry }) => entry.source.id).sort()).toEqual(['701984', '701985']);
  });

  test.each(['application/scim+json', 'application/scim+json; charset=utf-8', 'Application/SCIM+JSON ;charset=UTF-8'])(
    'may be of the type "%s"',
    async (type) => {
      expect((await send({ headers: { 'content-type': type } })).status).toBe(202);
    },
  );

  test.each([
    { name: 'paused', change: { state: 'Paused' as const } },
    { name: 'disabled', change: { state: 'Disabled' as const } },
    { name: 'never started', change: { state: 'Disabled' as const, started: false } },
  ])('may be for a job that is $name', async ({ change }) => {
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, ...change }));
    bench.services.house.contexts.forget(JOB_ID);
    expect((await send()).status).toBe(202);
  });
});

describe('an upload that is sent again under its client-request-id', () => {
  const id = '92cd10f6-fcc3-4d61-898e-a6dd35e460ef';

  test('is answered as it was the first time', async () => {
    const first = await send({ givenClientRequestId: id });
    const second = await send({ givenClientRequestId: id });
    expect(second).toEqual(first);
  });

  test('is refused when its body is another one', async () => {
    await send({ givenClientRequestId: id });
    const { status, message, details } = await refusal(() =>
      send({ givenClientRequestId: id, body: JSON.stringify(bulkBody([person('9')])) }),
    );
    expect([status, message]).toEqual([400, 'Invalid Data Format']);
    expect(details).toEqual([
      {
        code: 'DuplicateRequestId',
        target: 'client-request-id',
        message: 'This client-request-id was used for another body within the last 24 hours; use a fresh one.',
      },
    ]);
  });

  test('is another upload when it names no id', async () => {
    const [first, second] = [await send(), await send()];
    expect(first.headers?.['Muster-Upload-Id']).toBe(`${JOB_ID}~1`);
    expect(second.headers?.['Muster-Upload-Id']).toBe(`${JOB_ID}~3`);
  });
});

describe('an upload of another type is 400, not 415', () => {
  test.each([
    { name: 'none', headers: { 'content-type': '' }, got: 'none' },
    { name: 'plain JSON', headers: { 'content-type': 'application/json' }, got: "'application/json'" },
    {
      name: 'one that only begins alike',
      headers: { 'content-type': 'application/scim+json5' },
      got: "'application/scim+json5'",
    },
    { name: 'a form', headers: { 'content-type': 'multipart/form-data; boundary=x' }, got: "'multipart/form-data'" },
  ])('$name', async ({ headers, got }) => {
    expect(await refused({ headers })).toEqual({
      status: 400,
      code: 'BadRequest',
      message: 'Invalid Data Format',
      details: [
        {
          code: 'InvalidContentType',
          target: 'Content-Type',
          message: `Content-Type must be application/scim+json, got ${got}.`,
        },
      ],
    });
  });
});

describe('an upload that is malformed', () => {
  test.each([
    { name: 'empty', body: '' },
    { name: 'no JSON', body: 'externalId,userName\n1,mira' },
    { name: 'cut short', body: BODY.slice(0, -3) },
    { name: 'in an old code page', body: Buffer.from(BODY.replace('Person', 'Übung'), 'latin1') },
  ])('says it must be JSON when it is $name', async ({ body }) => {
    const { status, message, details } = await refused({ body });
    expect([status, message]).toEqual([400, 'Invalid Data Format']);
    expect(details).toEqual([
      { code: 'InvalidJson', target: '', message: expect.stringMatching(/^The body must be JSON: .+\.$/) },
    ]);
  });

  test('tells everything that is wrong: Postman’s “Send non-SCIM data”', async () => {
    const { status, message, details } = await refused({ body: '{"name":"John Doe"}' });
    expect([status, message]).toEqual([400, 'Invalid Data Format']);
    expect(details.map(({ code, target }) => [code, target])).toEqual([
      ['MissingProperty', 'schemas'],
      ['MissingProperty', 'Operations'],
    ]);
  });

  test('tells the limit when it has too many operations', async () => {
    const people = ['1', '2', '3', '4'].map((id) => ({ ...person(id), name: null }));
    const { status, details } = await refused({ body: JSON.stringify(bulkBody(people)) });
    expect(status).toBe(400);
    expect(details).toEqual([
      {
        code: 'TooManyOperations',
        target: 'Operations',
        message: 'Operations must hold at most 3 operations, got 4.',
      },
    ]);
  });

  test('is 413 when it is too large', async () => {
    const { status, code, message } = await refused({ body: JSON.stringify({ padding: 'x'.repeat(4_096) }) });
    expect([status, code, message]).toEqual([
      413,
      'RequestEntityTooLarge',
      'The request body must not be larger than 4096 bytes.',
    ]);
  });
});

describe('who may upload', () => {
  test('the owner of the service principal', async () => {
    expect((await send({ roles: [OWNED], appId: CLIENT_ID })).status).toBe(202);
  });

  test('no other application with that permission', async () => {
    expect(await refused({ roles: [OWNED], appId: 'somebody' })).toMatchObject({
      status: 403,
      code: 'Authorization_RequestDenied',
    });
  });

  test.each([
    { name: 'a job there is not', params: { jobId: 'API2AAD.x.y' } },
    { name: 'a job of another service principal', params: { servicePrincipalId: 'other' } },
  ])('nobody, to $name', async ({ params }) => {
    expect(await refused({ params })).toMatchObject({ status: 404, code: 'Request_ResourceNotFound' });
  });

  test('nobody learns from the body whether a job exists: the job comes first', async () => {
    expect(await refused({ params: { jobId: 'x' }, headers: {}, body: 'x' })).toMatchObject({ status: 404 });
  });
});

describe('the rate limit', () => {
  beforeEach(async () => {
    bench = await createWorkbench({ RATE_LIMIT_PROFILE: 'entra' });
  });

  const sendMany = async (count: number) => {
    for (let upload = 0; upload < count; upload += 1) await send();
  };

  test('refuses the upload after the last one allowed, says when one may come, and keeps nothing of it', async () => {
    await sendMany(40);
    bench.clock.advance(1_001);
    expect(await refusal(() => send())).toMatchObject({
      status: 429,
      code: 'TooManyRequests',
      message: 'Too many requests. Please try again later.',
      headers: { 'Retry-After': '4' },
    });
    expect(queued()).toBe(40);
    bench.clock.advance(4_000);
    await expect(send()).resolves.toMatchObject({ status: 202 });
  });

  test('counts what is refused for another reason, and nothing of those who may not upload', async () => {
    for (let call = 0; call < 39; call += 1) await refusal(() => send({ body: 'no JSON' }));
    for (let call = 0; call < 5; call += 1) await refusal(() => send({ roles: [OWNED], appId: 'somebody else' }));
    await send();
    expect(await refusal(() => send())).toMatchObject({ status: 429 });
  });

  test('is off unless it is asked for', async () => {
    bench = await createWorkbench();
    await sendMany(50);
    expect(queued()).toBe(50);
  });
});
