/** Patience with a service that throttles, on a clock that runs by itself. */
import type { ScimAnswer, ScimRequest } from '../../../shared/targets/scim/exchange';
import { createPacer, type Pacer } from '../../../shared/targets/scim/pacer';
import { type VirtualClock, virtualClock } from '../../support/virtualClock';

const GET: ScimRequest = { method: 'GET', path: '/Users' };
const POST: ScimRequest = { method: 'POST', path: '/Users' };
const PATIENCE_MS = 15_000;

const answer = (status: number, retryAfterMs?: number): ScimAnswer => ({
  status,
  retryAfterMs,
  contentType: '',
  location: undefined,
  text: '',
});

let clock: VirtualClock;
let pacer: Pacer;
let began: number;
/** When each request was sent, milliseconds from the beginning. */
let sent: number[];
beforeEach(() => {
  clock = virtualClock();
  pacer = createPacer({ clock, patienceMs: PATIENCE_MS });
  began = clock.now();
  sent = [];
});

/** Sends a request that is answered so in turn, the last answer again and again; each takes 10 ms. */
function ask(request: ScimRequest, ...answers: readonly ScimAnswer[]): Promise<ScimAnswer> {
  let count = 0;
  return pacer.send(request, async () => {
    sent.push(clock.now() - began);
    const given = answers[Math.min(count, answers.length - 1)] ?? answer(200);
    count += 1;
    await clock.sleep(10);
    return given;
  });
}

describe('a service that throttles', () => {
  test('is asked again when its break is over', async () => {
    expect(await clock.run(ask(POST, answer(429, 2_000), answer(201)))).toMatchObject({ status: 201 });
    expect(sent).toEqual([0, 2_010]);
  });

  test('is given longer and longer breaks when it states none', async () => {
    expect(await clock.run(ask(GET, answer(429)))).toMatchObject({ status: 429 });
    expect(sent).toEqual([0, 1_010, 3_020, 7_030]); // the next would be due after 15 seconds
  });

  test('is left alone by everybody while it wants a break, and then asked by fewer at a time', async () => {
    const refused = Array.from({ length: 4 }, () => ask(GET, answer(429, 3_000), answer(200)));
    await clock.run(clock.sleep(20));
    await clock.run(Promise.all([...refused, ask(GET), ask(GET)]));
    expect(sent).toEqual([0, 0, 0, 0, 3_010, 3_010, 3_020, 3_020, 3_030, 3_030]);
  });

  test('answers at once where its break is longer than may be waited', async () => {
    expect(await clock.run(ask(POST, answer(429, 120_000)))).toMatchObject({ status: 429, retryAfterMs: 120_000 });
    expect(sent).toEqual([0]);
  });

  test('is not asked by who has waited too long already, for others of ours', async () => {
    const late = { ...POST, askedAt: clock.now() - PATIENCE_MS - 1 };
    await expect(clock.run(ask(late))).rejects.toMatchObject({ code: 'TooManyRequests', retryAfterMs: 1_000 });
    expect(sent).toEqual([]);
  });

  test('is not asked at all by who would have to wait too long, and the wait is told', async () => {
    await clock.run(ask(POST, answer(429, 120_000)));
    sent.length = 0;
    await expect(clock.run(ask(POST))).rejects.toMatchObject({ code: 'TooManyRequests', retryAfterMs: 120_000 });
    expect(sent).toEqual([]);
    await clock.run(clock.sleep(120_000));
    expect(await clock.run(ask(POST))).toMatchObject({ status: 200 });
  });
});

describe('an outage with a stated end', () => {
  test('is waited out', async () => {
    expect(await clock.run(ask(GET, answer(503, 1_000), answer(200)))).toMatchObject({ status: 200 });
    expect(sent).toEqual([0, 1_010]);
  });

  test('is told of a create, which may have gone through, and holds up the others', async () => {
    expect(await clock.run(ask(POST, answer(503, 1_000), answer(201)))).toMatchObject({ status: 503 });
    await clock.run(ask(GET));
    expect(sent).toEqual([0, 1_010]);
  });

  test('without one is told at once', async () => {
    expect(await clock.run(ask(GET, answer(503)))).toMatchObject({ status: 503 });
    expect(sent).toEqual([0]);
  });
});

test('a request that breaks off gives its place away', async () => {
  await clock.run(ask(GET, answer(429, 1_000), answer(200)));
  const broken = pacer.send(GET, async () => {
    throw new Error('the line broke');
  });
  await expect(clock.run(broken)).rejects.toThrow('the line broke');
  expect(await clock.run(Promise.all([ask(GET), ask(GET)]))).toHaveLength(2);
});

test('a service of 25 requests a second is used to the full, sixteen at a time, and nobody fails', async () => {
  let [tokens, filledAt, refused, served] = [25, clock.now(), 0, 0];
  const serve = async (): Promise<ScimAnswer> => {
    tokens = Math.min(25, tokens + ((clock.now() - filledAt) * 25) / 1_000);
    filledAt = clock.now();
    const isServed = tokens >= 1;
    if (isServed) tokens -= 1;
    await clock.sleep(50);
    if (isServed) served += 1;
    else refused += 1;
    return isServed ? answer(200) : answer(429, 1_000);
  };
  const worker = async () => {
    for (let count = 0; count < 50; count += 1) {
      expect((await pacer.send(GET, serve)).status).toBe(200);
    }
  };
  await clock.run(Promise.all(Array.from({ length: 16 }, worker)));
  expect(served).toBe(800);
  expect(refused).toBeLessThan(served / 5);
  expect(clock.now() - began).toBeLessThan((800 / 25) * 1_000 * 1.5);
});
