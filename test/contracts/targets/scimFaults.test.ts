/** What the SCIM target makes of a service that is slow, busy, unreachable, or changed by somebody else meanwhile. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Target } from '../../../shared/targets/target';
import type { Fault } from '../../support/scimFaults';
import { type ScimServer, startScimServer } from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { failureOf } from './contract';

/** For calls that are never answered; a machine may be busy with something else, and the others are waited for. */
const QUICK = { timeoutMs: 400 };

let server: ScimServer;

beforeEach(async () => {
  server = await startScimServer({ versions: true });
});

afterEach(() => server.close());

async function createAda(target: Target): Promise<string> {
  return (await target.create({ userName: 'ada', title: 'Countess' })).anchor;
}

/** One call of each kind of request. */
const CALLS: readonly { readonly method: string; call(target: Target, anchor: string): Promise<unknown> }[] = [
  { method: 'GET', call: (target) => target.find('userName', 'ada', []) },
  { method: 'POST', call: (target) => target.create({ userName: 'ben' }) },
  { method: 'PATCH', call: (target, anchor) => target.update(anchor, { title: 'Lady' }) },
  { method: 'DELETE', call: (target, anchor) => target.delete(anchor) },
];

describe('a service that throttles', () => {
  const busy = (status: number, retryAfter?: string): Fault => ({
    kind: 'answer',
    status,
    ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } }),
  });

  test.each(CALLS)('is given the short break it asks for, then asked again: $method', async ({ method, call }) => {
    const { target, waits } = openScimTarget(server);
    const anchor = await createAda(target);
    server.fail(method, busy(429, '2'), busy(429, 'Sat, 01 Mar 2025 12:00:05 GMT'));
    await call(target, anchor);
    expect(waits).toEqual([2_000, 3_000]);
  });

  test.each(CALLS)('is left to the queue when the break is long: $method', async ({ method, call }) => {
    const { target, waits } = openScimTarget(server);
    const anchor = await createAda(target);
    server.fail(method, busy(429, '120'));
    expect(await failureOf(call(target, anchor))).toMatchObject({ code: 'TooManyRequests', retryAfterMs: 120_000 });
    expect(waits).toEqual([]);
  });

  test('is left to the queue when it goes on and on', async () => {
    const { target, waits } = openScimTarget(server, { patienceMs: 2_500 });
    server.fail('GET', busy(429, '1'), busy(429, '1'), busy(429, '1'));
    expect(await failureOf(target.find('userName', 'ada', []))).toMatchObject({
      code: 'TooManyRequests',
      retryAfterMs: 1_000,
    });
    expect(waits).toEqual([1_000, 1_000]);
  });

  test('with 503 is asked again, except for a create, which may have gone through', async () => {
    const { target, waits } = openScimTarget(server);
    server.fail('GET', busy(503, '1'));
    expect(await target.find('userName', 'ada', [])).toEqual([]);
    expect(waits).toEqual([1_000]);
    server.fail('POST', busy(503, '1'));
    expect(await failureOf(target.create({ userName: 'ada' }))).toMatchObject({
      code: 'InternalServerError',
      retryAfterMs: 1_000,
    });
    expect(waits).toEqual([1_000]);
  });
});

describe('a service that does not answer in time', () => {
  test.each(CALLS)('fails as a timeout that says what is known of the effect: $method', async ({ method, call }) => {
    const anchor = await createAda(openScimTarget(server).target);
    const { target } = openScimTarget(server, QUICK);
    for (const after of ['nothing', 'effect'] as const) {
      server.fail(method, { kind: 'silence', after });
      const failure = await failureOf(call(target, anchor));
      expect(failure).toMatchObject({ code: 'Timeout', category: 'transient' });
      expect(failure.message).toBe(
        `The service did not answer within 400 ms. ${
          method === 'GET' ? 'Nothing was changed.' : `Whether the ${method} took effect is unknown.`
        }`,
      );
    }
  });

  test('and created the user all the same: the next attempt finds the user', async () => {
    const { target } = openScimTarget(server, QUICK);
    server.fail('POST', { kind: 'silence', after: 'effect' });
    await failureOf(target.create({ userName: 'ada' }));
    const { target: patient } = openScimTarget(server);
    expect(await patient.find('userName', 'ada', [])).toHaveLength(1);
    expect(await failureOf(patient.create({ userName: 'ada' }))).toMatchObject({
      code: 'EntryConflict',
      attribute: 'userName',
    });
  });

  test('and deleted the user all the same: deleting again is fine', async () => {
    const anchor = await createAda(openScimTarget(server).target);
    const { target } = openScimTarget(server, QUICK);
    server.fail('DELETE', { kind: 'silence', after: 'effect' });
    await failureOf(target.delete(anchor));
    await expect(openScimTarget(server).target.delete(anchor)).resolves.toBeUndefined();
  });
});

describe('a connection', () => {
  test('that breaks off leaves the effect of a write unknown', async () => {
    const { target } = openScimTarget(server);
    const anchor = await createAda(target);
    server.fail('PATCH', { kind: 'hangUp', after: 'effect' });
    const failure = await failureOf(target.update(anchor, { title: 'Lady' }));
    expect(failure).toMatchObject({ code: 'WebExceptionProtocolError', category: 'transient' });
    expect(failure.message).toContain('Whether the PATCH took effect is unknown.');
    expect((await target.read(anchor, ['title']))?.attributes).toEqual({ title: 'Lady' });
  });

  test('that is refused changes nothing', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const { target } = openScimTarget({ baseUrl: `http://127.0.0.1:${port}`, token: 'any' });
    const failure = await failureOf(target.testConnection());
    expect(failure).toMatchObject({ code: 'EndpointUnavailable', category: 'transient' });
    expect(failure.message).toBe('The service cannot be reached (ECONNREFUSED). Nothing was changed.');
  });
});

describe('two writers of one user', () => {
  test('the loser reads again and writes what is right for the newest version', async () => {
    const { target } = openScimTarget(server);
    const anchor = await createAda(target);
    server.fail('PATCH', { kind: 'meanwhile', run: () => server.touch(anchor, { nickName: 'Ada', title: undefined }) });
    await target.update(anchor, { title: 'Lady' });
    expect((await target.read(anchor, ['title', 'nickName']))?.attributes).toEqual({ title: 'Lady', nickName: 'Ada' });
    const operations = server.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    expect(operations).toEqual([
      expect.objectContaining({ Operations: [{ op: 'replace', path: 'title', value: 'Lady' }] }),
      expect.objectContaining({ Operations: [{ op: 'add', path: 'title', value: 'Lady' }] }),
    ]);
  });

  test('with PUT nothing of the other writer is lost', async () => {
    const { target } = openScimTarget(server, { profile: 'noPatch' });
    const anchor = await createAda(target);
    server.fail('PUT', { kind: 'meanwhile', run: () => server.touch(anchor, { nickName: 'Ada' }) });
    await target.update(anchor, { title: 'Lady' });
    expect((await target.read(anchor, ['title', 'nickName']))?.attributes).toEqual({ title: 'Lady', nickName: 'Ada' });
  });

  test('who loses twice leaves it to the queue, with nothing written', async () => {
    const { target } = openScimTarget(server);
    const anchor = await createAda(target);
    const meanwhile: Fault = { kind: 'meanwhile', run: () => server.touch(anchor, { nickName: 'Ada' }) };
    server.fail('PATCH', meanwhile, meanwhile);
    expect(await failureOf(target.update(anchor, { title: 'Lady' }))).toMatchObject({ category: 'transient' });
    expect((await target.read(anchor, ['title']))?.attributes).toEqual({ title: 'Countess' });
  });

  test('a user who vanishes between reading and writing is gone', async () => {
    const { target } = openScimTarget(server);
    const anchor = await createAda(target);
    server.fail('PATCH', { kind: 'meanwhile', run: () => server.users.delete(anchor) });
    expect(await failureOf(target.update(anchor, { title: 'Lady' }))).toMatchObject({ code: 'InvalidAnchor' });
  });
});
