/** Batching, pacing, turns and patience, on a clock of their own against a transport that records what leaves. */
import { ProvisioningError } from '../../../../shared/errors';
import type { GraphAnswer, GraphCall } from '../../../../shared/targets/graph/call';
import { type Allowance, createAllowance, quotasOf } from '../../../../shared/targets/graph/pacing/allowance';
import { createDispatcher, type Dispatcher } from '../../../../shared/targets/graph/pacing/dispatcher';
import type { Outcome } from '../../../../shared/targets/graph/transport';
import { type VirtualClock, virtualClock } from '../../../support/virtualClock';
import { graphAnswer } from '../answers';

const START = Date.parse('2026-01-15T09:30:00Z');
const LATENCY_MS = 100;

interface Exchange {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly urls: readonly string[];
}

interface Opened {
  readonly dispatcher: Dispatcher;
  readonly clock: VirtualClock;
  readonly exchanges: Exchange[];
  /** Most exchanges that were under way at once. */
  most(): number;
}

function open(
  reply: (call: GraphCall, exchange: number) => Outcome = () => graphAnswer(200),
  { patienceMs = 60_000, allowance }: { patienceMs?: number; allowance?: (now: () => number) => Allowance } = {},
): Opened {
  const clock = virtualClock(START);
  const exchanges: Exchange[] = [];
  let underWay = 0;
  let most = 0;
  const dispatcher = createDispatcher({
    clock,
    patienceMs,
    allowance: (allowance ?? ((now) => createAllowance(quotasOf('small'), now)))(() => clock.now()),
    transport: {
      async send(calls) {
        const number = exchanges.push({ at: clock.now() - START, urls: calls.map(({ url }) => url) });
        underWay += 1;
        most = Math.max(most, underWay);
        await clock.sleep(LATENCY_MS);
        underWay -= 1;
        return calls.map((call) => reply(call, number));
      },
    },
  });
  return { dispatcher, clock, exchanges, most: () => most };
}

const get = (name: string): GraphCall => ({ method: 'GET', url: `/users/${name}?$select=id` });
const patch = (name: string): GraphCall => ({ method: 'PATCH', url: `/users/${name}`, body: {} });
const several = (count: number, make: (name: string) => GraphCall) =>
  Array.from({ length: count }, (_, index) => make(String(index + 1)));
const sizes = (exchanges: readonly Exchange[]) => exchanges.map(({ urls }) => urls.length);
const tooMany = (retryAfter: string) => graphAnswer(429, { 'Retry-After': retryAfter });

/** All that is asked, and what became of each: its status, or the code it failed with. */
function outcomes(asked: readonly Promise<GraphAnswer>[]): Promise<(number | string)[]> {
  return Promise.all(
    asked.map((one) =>
      one.then(
        ({ status }) => status,
        (error: unknown) => (error instanceof ProvisioningError ? error.code : String(error)),
      ),
    ),
  );
}

describe('requests made at the same time', () => {
  test('travel twenty to a batch', async () => {
    const { dispatcher, clock, exchanges } = open();
    const asked = several(45, get).map((call) => dispatcher.send('job', call));
    expect(await clock.run(outcomes(asked))).toEqual(Array(45).fill(200));
    expect(sizes(exchanges)).toEqual([20, 20, 5]);
  });

  test('a lone one travels alone, within milliseconds', async () => {
    const { dispatcher, clock, exchanges } = open();
    await clock.run(dispatcher.send('job', get('1')));
    expect(exchanges).toEqual([{ at: 5, urls: ['/users/1?$select=id'] }]);
  });

  test('are answered each on their own', async () => {
    const failure = new ProvisioningError('WebExceptionProtocolError', 'left unanswered');
    const { dispatcher, clock, exchanges } = open(({ url }) =>
      url.includes('/2?') ? failure : graphAnswer(url.includes('/3?') ? 404 : 200),
    );
    const asked = several(4, get).map((call) => dispatcher.send('job', call));
    expect(await clock.run(outcomes(asked))).toEqual([200, 'WebExceptionProtocolError', 404, 200]);
    expect(sizes(exchanges)).toEqual([4]);
  });

  test('open the way step by step: one exchange, then two, up to eight at once', async () => {
    const { dispatcher, clock, exchanges, most } = open();
    await clock.run(outcomes(several(1_000, get).map((call) => dispatcher.send('job', call))));
    expect(exchanges.filter(({ at }) => at < 100)).toHaveLength(1);
    expect(exchanges.filter(({ at }) => at >= 100 && at < 200)).toHaveLength(2);
    expect(most()).toBe(8);
  });

  test('a fault of our own fails those it carried, and no others', async () => {
    let broken = true;
    const { dispatcher, clock } = open(() => {
      if (!broken) return graphAnswer(200);
      broken = false;
      throw new TypeError('a bug');
    });
    const first = outcomes(several(2, get).map((call) => dispatcher.send('job', call)));
    expect(await clock.run(first)).toEqual(['TypeError: a bug', 'TypeError: a bug']);
    expect(await clock.run(outcomes([dispatcher.send('job', get('3'))]))).toEqual([200]);
  });
});

describe('a request that is throttled', () => {
  test('is asked again after the wait that is asked for; its neighbours are through', async () => {
    const { dispatcher, clock, exchanges } = open((call, exchange) =>
      exchange === 1 && call.url.includes('/2?') ? tooMany('7') : graphAnswer(200),
    );
    const done: string[] = [];
    const asked = several(3, get).map((call) => dispatcher.send('job', call).finally(() => done.push(call.url)));
    expect(await clock.run(outcomes(asked))).toEqual([200, 200, 200]);
    expect(done.at(-1)).toBe('/users/2?$select=id');
    expect(exchanges.map(({ urls }) => urls.length)).toEqual([3, 1]);
    expect(exchanges[1]?.at).toBeGreaterThanOrEqual(7_105);
  });

  test('narrows the way to one exchange until things go well again', async () => {
    const { dispatcher, clock, exchanges } = open((_, exchange) => (exchange === 6 ? tooMany('3') : graphAnswer(200)));
    await clock.run(outcomes(several(400, get).map((call) => dispatcher.send('job', call))));
    const after = exchanges.filter(({ at }) => at > 3_000);
    const next = after[0]?.at ?? 0;
    expect(after.filter(({ at }) => at < next + LATENCY_MS)).toHaveLength(1);
  });

  test('is given back to the queue when the wait is longer than its patience, and was never carried out', async () => {
    const { dispatcher, clock, exchanges } = open(() => tooMany('90'), { patienceMs: 20_000 });
    const failure = await clock.run(dispatcher.send('job', patch('1')).catch((error: unknown) => error));
    expect(failure).toMatchObject({
      code: 'TooManyRequests',
      category: 'transient',
      message:
        "The quota of Microsoft Graph is used up: within 20 s the request's turn did not come. Nothing was changed.",
    });
    expect((failure as ProvisioningError).retryAfterMs).toBeGreaterThan(69_000);
    expect(exchanges).toHaveLength(1);
  });
});

describe('the quota', () => {
  test('lets a burst through and then what flows in: 2,850 writes, then 20 a second', async () => {
    const { dispatcher, clock, exchanges } = open(undefined, { patienceMs: 1_000_000 });
    await clock.run(outcomes(several(3_450, patch).map((call) => dispatcher.send('job', call))));
    const sent = (from: number, to: number) =>
      exchanges.filter(({ at }) => at >= from && at < to).reduce((sum, { urls }) => sum + urls.length, 0);
    expect(sent(0, 5_000)).toBeGreaterThanOrEqual(2_850);
    expect(sent(0, 5_000)).toBeLessThanOrEqual(2_950);
    expect(sent(10_000, 20_000)).toBeGreaterThanOrEqual(195);
    expect(sent(10_000, 20_000)).toBeLessThanOrEqual(205);
  });

  test('used up for writes leaves reads alone', async () => {
    const { dispatcher, clock, exchanges } = open(undefined, {
      allowance: (now) => ({
        ...createAllowance(quotasOf('small'), now),
        waitMs: ({ writes }) => (writes > 0 ? 1_000 : 0),
      }),
      patienceMs: 2_000,
    });
    const write = dispatcher.send('job', patch('1'));
    const read = dispatcher.send('job', get('2'));
    expect(await clock.run(outcomes([write, read]))).toEqual(['TooManyRequests', 200]);
    expect(exchanges).toEqual([{ at: 5, urls: ['/users/2?$select=id'] }]);
  });

  test('is shared by jobs in turns: a small one does not wait behind a large one', async () => {
    const { dispatcher, clock, exchanges } = open();
    const large = several(60, (name) => get(`large-${name}`)).map((call) => dispatcher.send('large', call));
    const small = several(5, (name) => get(`small-${name}`)).map((call) => dispatcher.send('small', call));
    await clock.run(outcomes([...large, ...small]));
    expect(exchanges[0]?.urls.filter((url) => url.includes('small'))).toHaveLength(5);
    expect(exchanges[0]?.urls).toHaveLength(20);
  });

  test('what waits in vain is dismissed in time, with the wait there is for all of it', async () => {
    const { dispatcher, clock } = open(undefined, { patienceMs: 20_000 });
    const asked = several(4_000, patch).map((call) => dispatcher.send('job', call));
    const results = await clock.run(outcomes(asked));
    const refused = results.filter((result) => result === 'TooManyRequests');
    expect(refused.length).toBeGreaterThan(700);
    expect(refused.length).toBeLessThan(800);
    expect(clock.now() - START).toBeLessThan(21_000);
  });
});
