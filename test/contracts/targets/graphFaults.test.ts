/** What the Graph target makes of lost answers, lag, throttling and outages: never a second account, never a wrong "gone". */
import type { GraphRequest } from '../../../shared/api/directory/request';
import type { Target, TargetAttributes } from '../../../shared/targets/target';
import type { GraphFault } from '../../support/graphServer';
import { type OpenedGraph, openGraph } from '../../support/graphTarget';
import { failureOf } from './contract';

const MIRA: TargetAttributes = {
  accountEnabled: true,
  displayName: 'Mira Okafor',
  mailNickname: 'mira',
  userPrincipalName: 'Mira@adatum.example',
  employeeId: '810042',
  employeeHireDate: '2026-02-01',
  'employeeOrgData.division': 'Corporate',
  otherMails: ['mira@private.example'],
};
const MINUTE_MS = 60_000;
/** In the world: longer than any true answer takes on a busy machine. */
const SILENCE_MS = 1_500;

const LOST: GraphFault = { kind: 'answer', status: 504, code: 'serviceNotAvailable', after: 'effect' };
const REFUSED: GraphFault = { kind: 'answer', status: 503, code: 'serviceNotAvailable' };
const MISSING: GraphFault = { kind: 'answer', status: 404, code: 'Request_ResourceNotFound' };
const byName = ({ method, params }: GraphRequest) => method === 'GET' && (params.id ?? '').includes('@');
const repeated = (count: number, fault: GraphFault) => Array.from({ length: count }, () => fault);

let graph: OpenedGraph;
let target: Target;

async function open(...[settings, faults]: Parameters<typeof openGraph>): Promise<void> {
  await graph?.close();
  graph = await openGraph(settings, faults);
  target = graph.target;
}
beforeEach(() => open());
afterAll(() => graph.close());

const accounts = async () => (await graph.directory.list({ limit: 999 })).users;
const posts = () => graph.server.received.filter(({ method }) => method === 'POST').length;

describe('a create whose answer is lost', () => {
  const LOSSES: readonly { name: string; fault: GraphFault; code: string }[] = [
    { name: 'with a time-out of the gateway', fault: LOST, code: 'Timeout' },
    { name: 'in an outage', fault: { ...LOST, status: 503 } as GraphFault, code: 'EndpointUnavailable' },
    { name: 'in silence', fault: { kind: 'silence', after: 'effect' }, code: 'Timeout' },
  ];

  test.each(LOSSES)('$name is found to have been carried out', async ({ fault }) => {
    await open({ timeoutMs: SILENCE_MS });
    graph.server.fail('POST', fault);
    const created = await target.create(MIRA);
    expect(await accounts()).toMatchObject([{ id: created.anchor }]);
    expect(created).toMatchObject({ reportableIdentifier: 'Mira@adatum.example', displayName: 'Mira Okafor' });
    expect(posts()).toBe(1);
  });

  test('shows after some moments only: it is waited for', async () => {
    graph.server.fail('POST', LOST);
    graph.server.fail(byName, ...repeated(3, MISSING));
    const created = await target.create(MIRA);
    expect(await accounts()).toMatchObject([{ id: created.anchor }]);
  });

  test.each(LOSSES)(
    '$name, and that cannot be seen: the next attempt finds it past lists that lag',
    async ({ fault, code }) => {
      await open({ timeoutMs: SILENCE_MS }, { listLagMs: 10 * MINUTE_MS });
      graph.server.fail('POST', fault);
      graph.server.fail(byName, ...repeated(4, MISSING));
      expect(await failureOf(target.create(MIRA))).toMatchObject({ code, category: 'transient' });
      graph.clock.pass(MINUTE_MS);
      const found = await target.find('employeeId', '810042', ['displayName']);
      expect(found).toMatchObject([
        { reportableIdentifier: 'Mira@adatum.example', attributes: { displayName: 'Mira Okafor' } },
      ]);
      expect(await accounts()).toHaveLength(1);
    },
  );

  test('and looking for it fails as well: what happened to the create is told, and the next attempt finds it', async () => {
    await open({}, { listLagMs: 10 * MINUTE_MS });
    graph.server.fail('POST', LOST);
    graph.server.fail(byName, { kind: 'answer', status: 500 });
    expect(await failureOf(target.create(MIRA))).toMatchObject({ code: 'Timeout' });
    expect(await target.find('employeeId', '810042', [])).toHaveLength(1);
  });

  test('is found by a name with an apostrophe as well', async () => {
    graph.server.fail('POST', LOST);
    const created = await target.create({ ...MIRA, userPrincipalName: "o'kafor@adatum.example" });
    expect(await accounts()).toMatchObject([{ id: created.anchor }]);
  });

  test('is told as what it was when nothing was created', async () => {
    graph.server.fail('POST', REFUSED);
    expect(await failureOf(target.create(MIRA))).toMatchObject({ code: 'EndpointUnavailable', category: 'transient' });
    expect(await accounts()).toEqual([]);
    graph.clock.pass(MINUTE_MS);
    expect(await target.find('employeeId', '810042', [])).toEqual([]);
    await target.create(MIRA);
    expect(await accounts()).toHaveLength(1);
  });

  test('is not taken for done because somebody else has the name', async () => {
    await target.create({ ...MIRA, employeeId: '7' });
    graph.server.fail('POST', REFUSED);
    expect(await failureOf(target.create(MIRA))).toMatchObject({ code: 'EndpointUnavailable' });
  });

  test('a moment later, "not found" is not believed: it would create a second one', async () => {
    graph.server.fail('POST', LOST);
    graph.server.fail(byName, ...repeated(8, MISSING));
    await failureOf(target.create(MIRA));
    expect(await failureOf(target.find('employeeId', '810042', []))).toMatchObject({
      code: 'EndpointUnavailable',
      message: 'The account was written moments ago and Microsoft Graph does not show it yet. Nothing was changed.',
    });
  });
});

describe('a create whose worker died before it heard the answer', () => {
  test('is taken over by the next worker, although lists lag', async () => {
    await open({}, { listLagMs: 10 * MINUTE_MS });
    const { anchor } = await target.create(MIRA);
    const another = graph.openAnother();
    expect(await another.find('employeeId', '810042', [])).toEqual([]); // the lag
    expect(await another.create(MIRA)).toMatchObject({ anchor });
    expect(await accounts()).toHaveLength(1);
  });

  test.each([
    { name: 'another value than ours', change: { employeeId: '7' }, laterMs: 0 },
    { name: 'another member of a value', change: { 'employeeOrgData.division': 'Sales' }, laterMs: 0 },
    { name: 'another item of a list', change: { otherMails: ['noor@private.example'] }, laterMs: 0 },
    { name: 'another date', change: { employeeHireDate: '2026-02-02' }, laterMs: 0 },
    { name: 'all our values but is older than any retry', change: {}, laterMs: 21 * MINUTE_MS },
  ])('is told from somebody else’s account that has $name', async ({ change, laterMs }) => {
    await target.create({ ...MIRA, ...change });
    graph.clock.pass(laterMs);
    expect(await failureOf(graph.openAnother().create(MIRA))).toMatchObject({
      code: 'EntryConflict',
      attribute: 'userPrincipalName',
    });
  });

  test('that nobody can see yet is tried again soon, not held against the person', async () => {
    graph.server.fail('POST', LOST);
    graph.server.fail(byName, ...repeated(5, MISSING));
    await failureOf(target.create(MIRA));
    expect(await failureOf(target.create(MIRA))).toMatchObject({
      code: 'EndpointUnavailable',
      message: 'An earlier attempt may have created the account, and Microsoft Graph does not show it yet.',
    });
    expect(await accounts()).toHaveLength(1);
  });
});

describe('lists that lag', () => {
  beforeEach(() => open({}, { listLagMs: 10 * MINUTE_MS }));

  test('do not hide an account that was just created', async () => {
    const { anchor } = await target.create(MIRA);
    expect(await target.find('employeeId', '810042', [])).toMatchObject([{ anchor }]);
    expect(await target.find('mailNickname', 'MIRA', [])).toMatchObject([{ anchor }]);
    expect(await target.isTaken('mailNickname', 'mira')).toBe(true);
  });

  test('do not show an account that was just deleted, nor hide one that was restored', async () => {
    const { anchor } = await target.create(MIRA);
    graph.clock.pass(11 * MINUTE_MS);
    await target.delete(anchor);
    expect(await target.find('employeeId', '810042', [])).toEqual([]);
    await target.restore(anchor);
    expect(await target.find('employeeId', '810042', [])).toMatchObject([{ anchor }]);
  });

  test('do not find an account by the value it had', async () => {
    const { anchor } = await target.create(MIRA);
    graph.clock.pass(11 * MINUTE_MS);
    await target.update(anchor, { employeeId: '7' });
    expect(await target.find('employeeId', '810042', [])).toEqual([]);
    expect(await target.find('employeeId', '7', [])).toMatchObject([{ anchor }]);
  });
});

describe('a replica that has not heard of a new account', () => {
  const READ: GraphRequest['method'] = 'GET';

  test.each<{ name: string; method: GraphRequest['method']; act: (anchor: string) => Promise<unknown> }>([
    { name: 'read', method: READ, act: (anchor) => target.read(anchor, []) },
    { name: 'update', method: 'PATCH', act: (anchor) => target.update(anchor, { city: 'Leeds' }) },
    { name: 'manager', method: 'PUT', act: (anchor) => target.setReference(anchor, 'manager', anchor) },
    { name: 'delete', method: 'DELETE', act: (anchor) => target.delete(anchor) },
  ])('is asked again: $name', async ({ method, act }) => {
    const { anchor } = await target.create(MIRA);
    graph.server.fail(method, ...repeated(3, MISSING));
    await act(anchor);
    expect(graph.server.received.filter((request) => request.method === method).length).toBeGreaterThanOrEqual(3);
  });

  test('is a bad moment when it goes on, and not an account that is gone', async () => {
    const { anchor } = await target.create(MIRA);
    graph.server.fail('PATCH', ...repeated(4, MISSING));
    expect(await failureOf(target.update(anchor, { city: 'Leeds' }))).toMatchObject({ code: 'EndpointUnavailable' });
  });

  test('is believed a minute later', async () => {
    const { anchor } = await target.create(MIRA);
    graph.clock.pass(MINUTE_MS);
    graph.server.fail('PATCH', MISSING);
    expect(await failureOf(target.update(anchor, { city: 'Leeds' }))).toMatchObject({ code: 'InvalidAnchor' });
  });
});

describe('throttling', () => {
  const busy = (headers: Record<string, string>): GraphFault => ({
    kind: 'answer',
    status: 429,
    code: 'TooManyRequests',
    headers,
  });

  test('of one request in a batch delays that one alone, for as long as is asked for', async () => {
    const before = graph.clock.now();
    graph.server.fail('GET', busy({ 'Retry-After': '40' }));
    const done: number[] = [];
    await Promise.all(
      Array.from({ length: 3 }, (_, n) =>
        target.find('employeeId', String(n), []).then(() => done.push(graph.clock.now() - before)),
      ),
    );
    expect(done.filter((ms) => ms < 40_000)).toHaveLength(2);
    expect(done.at(-1)).toBeGreaterThanOrEqual(40_000);
    expect(graph.server.exchanges).toEqual([3, 1]);
  });

  test('of a create delays it and does not double it', async () => {
    graph.server.fail('POST', busy({ 'Retry-After': '5' }), busy({ 'Retry-After': '5' }));
    await target.create(MIRA);
    expect(await accounts()).toHaveLength(1);
    expect(posts()).toBe(3);
  });

  test('of a whole batch delays all of it', async () => {
    graph.server.failExchange({ status: 429, headers: { 'Retry-After': '3' } });
    const found = await Promise.all([target.find('employeeId', '1', []), target.find('employeeId', '2', [])]);
    expect(found).toEqual([[], []]);
    expect(graph.server.exchanges).toEqual([2, 2]);
  });

  test('for longer than may be waited goes back to the queue with the wait', async () => {
    await open({ patienceMs: 10_000 });
    graph.server.fail('GET', busy({ 'Retry-After': '600' }));
    const failure = await failureOf(target.find('employeeId', '1', []));
    expect(failure).toMatchObject({ code: 'TooManyRequests', category: 'transient' });
    expect(failure.retryAfterMs).toBeGreaterThan(500_000);
  });
});

describe('an outage', () => {
  const down = (retryAfter?: string): GraphFault => ({
    kind: 'answer',
    status: 503,
    code: 'serviceNotAvailable',
    ...(retryAfter !== undefined && { headers: { 'Retry-After': retryAfter } }),
  });

  test('that asks for a short break is given it, twice', async () => {
    graph.server.fail('GET', down('1'), down('5'));
    expect(await target.find('employeeId', '1', [])).toEqual([]);
    graph.server.fail('GET', down('1'), down('1'), down('1'));
    expect(await failureOf(target.find('employeeId', '1', []))).toMatchObject({
      code: 'EndpointUnavailable',
      retryAfterMs: 1_000,
    });
  });

  test.each([undefined, '6'])('that asks for a break of %s goes back to the queue at once', async (retryAfter) => {
    graph.server.fail('GET', down(retryAfter));
    expect(await failureOf(target.find('employeeId', '1', []))).toMatchObject({ code: 'EndpointUnavailable' });
    expect(graph.server.received).toHaveLength(1);
  });

  test('of one request in a batch leaves its neighbours alone', async () => {
    graph.server.fail('GET', down());
    const asked = [target.find('employeeId', '1', []), target.find('employeeId', '2', [])];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('of the server itself is told', async () => {
    await graph.server.close();
    expect(await failureOf(target.find('employeeId', '1', []))).toMatchObject({ code: 'EndpointUnavailable' });
    graph = await openGraph();
  });

  test('in silence is a time-out, for every request of the batch', async () => {
    await open({ timeoutMs: SILENCE_MS });
    graph.server.fail('GET', { kind: 'silence' });
    const asked = [target.find('employeeId', '1', []), target.find('employeeId', '2', [])];
    for (const one of asked) expect(await failureOf(one)).toMatchObject({ code: 'Timeout' });
  });
});

describe('a batch', () => {
  test('that is refused as a whole is sent again part by part, so that one malformed part fails alone', async () => {
    graph.server.failExchange({ status: 400, body: { error: { code: 'BadRequest', message: 'no batch' } } });
    const found = await Promise.all([target.find('employeeId', '1', []), target.find('employeeId', '2', [])]);
    expect(found).toEqual([[], []]);
    expect(graph.server.exchanges).toEqual([2, 1, 1]);
  });

  test('that loses an answer fails that request', async () => {
    graph.server.failExchange({ status: 200, body: { responses: [{ id: '2', status: 200, body: { value: [] } }] } });
    const [first, second] = [target.find('employeeId', '1', []), target.find('employeeId', '2', [])];
    expect(await failureOf(first)).toMatchObject({ code: 'WebExceptionProtocolError' });
    expect(await second).toEqual([]);
  });

  test('whose answer is no list of users is not taken for nobody', async () => {
    graph.server.failExchange({ status: 200, body: { ok: true } });
    expect(await failureOf(target.find('employeeId', '1', []))).toMatchObject({
      code: 'WebExceptionProtocolError',
      message: 'Microsoft Graph answered with a list of users without users.',
    });
  });
});

describe('everything at once', () => {
  test('sixty people get one account each: quota, outages, lost answers and lag together', async () => {
    await open(
      {},
      {
        quota: { unitsPer10Seconds: 400, writesPer150Seconds: 300 },
        unavailable: { share: 0.15, retryAfterSeconds: 1 },
        lostAnswers: { share: 0.15 },
        listLagMs: 240_000, // longer than the pause before the next attempt
      },
    );
    /** The first name that is free, as SelectUniqueValue picks it: nothing but the match keeps an account from being doubled. */
    async function freeName(n: number): Promise<string> {
      for (let suffix = 1; ; suffix += 1) {
        const name = `p${n}.${suffix}@adatum.example`;
        if (!(await target.isTaken('userPrincipalName', name))) return name;
      }
    }
    /** As the pipeline does it: look up, create when there is nobody, and begin again in some minutes when it fails. */
    async function provision(n: number): Promise<string> {
      const person = { ...MIRA, employeeId: `E${n}`, mailNickname: `p${n}` };
      for (let attempts = 1; ; attempts += 1) {
        try {
          const [known] = await target.find('employeeId', `E${n}`, []);
          if (known !== undefined) return known.anchor;
          const userPrincipalName = await freeName(n);
          return (await target.create({ ...person, userPrincipalName })).anchor;
        } catch (error) {
          expect(error).toMatchObject({ category: 'transient' });
          if (attempts === 20) throw error;
          await graph.clock.sleep(61_000);
        }
      }
    }
    const anchors = await Promise.all(Array.from({ length: 60 }, (_, n) => provision(n)));
    const ids = (await accounts()).map(({ id }) => id);
    expect(ids).toHaveLength(60);
    expect([...anchors].sort()).toEqual([...ids].sort());
  });
});
