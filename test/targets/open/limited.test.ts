import { limitConcurrency } from '../../../shared/targets/open/limited';
import type { Target, TargetUser } from '../../../shared/targets/target';
import { fakeClock } from '../../support/world';

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  answer(value: unknown): void;
  fail(error: Error): void;
}

/** A target whose calls stay open until they are answered by hand. */
function openTarget(): { readonly target: Target; readonly calls: Call[] } {
  const calls: Call[] = [];
  const record =
    (name: string) =>
    (...args: readonly unknown[]) =>
      new Promise<never>((answer, fail) => {
        calls.push({ name, args, answer: answer as (value: unknown) => void, fail });
      });
  const names = ['find', 'read', 'create', 'update', 'delete', 'restore', 'setReference', 'isTaken'] as const;
  const free = ['defaultDomain', 'testConnection', 'discover', 'close'] as const;
  const methods = Object.fromEntries([...names, ...free].map((name) => [name, record(name)]));
  return { target: { capabilities: CAPABILITIES, ...methods } as unknown as Target, calls };
}

const CAPABILITIES: Target['capabilities'] = {
  displayName: 'Azure Active Directory',
  realm: 'tenant',
  enabledAttribute: { name: 'accountEnabled', whenEnabled: true },
  softDelete: true,
  referenceAttributes: ['manager'],
  caseInsensitiveLookup: true,
  createsOnce: false,
  needsAgent: false,
};
const MIRA: TargetUser = {
  anchor: '87d3',
  reportableIdentifier: 'mira@adatum.example',
  displayName: 'Mira',
  attributes: {},
  softDeleted: false,
};

const otherWorkIsDone = () => new Promise((resolve) => setImmediate(resolve));

test('no more calls than allowed are under way, and the others come in order as places get free', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 2);
  const results = ['a', 'b', 'c', 'd'].map((anchor) => limited.read(anchor, []));
  const underWay = () => calls.map(({ args }) => args[0]);

  expect(underWay()).toEqual(['a', 'b']);
  calls[1]?.answer(MIRA);
  await otherWorkIsDone();
  expect(underWay()).toEqual(['a', 'b', 'c']);
  calls[0]?.answer(undefined);
  await otherWorkIsDone();
  expect(underWay()).toEqual(['a', 'b', 'c', 'd']);

  calls[2]?.answer(undefined);
  calls[3]?.answer(MIRA);
  expect(await Promise.all(results)).toEqual([undefined, MIRA, undefined, MIRA]);
});

test('a call that fails gives its place away and fails alone', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  const first = limited.delete('a');
  const second = limited.delete('b');
  calls[0]?.fail(new Error('throttled'));
  await expect(first).rejects.toThrow('throttled');
  await otherWorkIsDone();
  calls[1]?.answer(undefined);
  await expect(second).resolves.toBeUndefined();
});

test('a place that nobody waits for stays free for the next call', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  for (const round of [0, 1, 2]) {
    const answered = limited.isTaken('userPrincipalName', 'a');
    calls[round]?.answer(true);
    expect(await answered).toBe(true);
  }
});

test('every call that costs the target shares one limit and arrives as it was made', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  const made = [
    limited.find('employeeId', '1', ['id']),
    limited.read('a', ['id']),
    limited.create({ displayName: 'Mira' }, 'key'),
    limited.update('a', { displayName: null }),
    limited.delete('a'),
    limited.restore('a'),
    limited.setReference('a', 'manager', 'b'),
    limited.isTaken('userPrincipalName', 'mira'),
  ];
  for (const [index] of made.entries()) {
    expect(calls).toHaveLength(index + 1);
    calls[index]?.answer(`answer ${index}`);
    await otherWorkIsDone();
  }
  expect((await Promise.all(made)).sort()).toEqual(made.map((_, index) => `answer ${index}`));
  expect(calls.map(({ name, args }) => [name, ...args])).toEqual([
    ['find', 'employeeId', '1', ['id']],
    ['create', { displayName: 'Mira' }, 'key'],
    ['update', 'a', { displayName: null }],
    ['delete', 'a'],
    ['restore', 'a'],
    ['setReference', 'a', 'manager', 'b'],
    ['read', 'a', ['id']],
    ['isTaken', 'userPrincipalName', 'mira'],
  ]);
});

test('who was looked at is finished before others are begun', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  void limited.read('a', []);
  void limited.read('b', []);
  void limited.find('employeeId', 'c', []);
  void limited.update('a', {});
  void limited.create({});
  for (let round = 0; round < 4; round += 1) {
    calls[round]?.answer(undefined);
    await otherWorkIsDone();
  }
  expect(calls.map(({ name }) => name)).toEqual(['read', 'update', 'create', 'read', 'find']);
});

describe('a create whose turn comes late', () => {
  async function afterWaiting(ms: number) {
    const { target, calls } = openTarget();
    const clock = fakeClock();
    const limited = limitConcurrency(target, 1, { clock, ms: 10_000 });
    void limited.read('a', []);
    const outcome = limited.create({ displayName: 'Mira' }).catch((error: unknown) => error);
    const next = limited.update('b', {});
    clock.advance(ms);
    calls[0]?.answer(undefined);
    await otherWorkIsDone();
    calls.at(-1)?.answer(MIRA);
    await otherWorkIsDone();
    calls.at(-1)?.answer(MIRA);
    await next;
    return { outcome: await outcome, asked: calls.map(({ name }) => name) };
  }

  test('is sent as long as its claim is sure to stand', async () => {
    expect(await afterWaiting(10_000)).toEqual({ outcome: MIRA, asked: ['read', 'create', 'update'] });
  });

  test('is not sent after that, and goes back to the queue; its place goes to the next', async () => {
    const { outcome, asked } = await afterWaiting(10_001);
    expect(outcome).toMatchObject({ code: 'TooManyRequests', category: 'transient', retryAfterMs: 1_000 });
    expect(asked).toEqual(['read', 'update']);
  });
});

test('what an administrator asks for does not wait behind a full load', () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  void limited.read('a', []);
  void limited.testConnection();
  void limited.discover();
  void limited.defaultDomain();
  expect(calls.map(({ name }) => name)).toEqual(['read', 'testConnection', 'discover', 'defaultDomain']);
  expect(limited.capabilities).toBe(CAPABILITIES);
});

test('the target is closed when nothing is under way any more', async () => {
  const { target, calls } = openTarget();
  const limited = limitConcurrency(target, 1);
  const results = [limited.read('a', []), limited.read('b', [])];
  const closed = limited.close();
  const named = () => calls.map(({ name, args }) => [name, ...args].join(' ').trim());

  calls[0]?.answer(MIRA);
  await otherWorkIsDone();
  expect(named()).toEqual(['read a', 'read b']);
  calls[1]?.answer(MIRA);
  await otherWorkIsDone();
  expect(named()).toEqual(['read a', 'read b', 'close']);
  calls[2]?.answer(undefined);
  await Promise.all([...results, closed]);

  const idle = openTarget();
  void limitConcurrency(idle.target, 1).close();
  await otherWorkIsDone();
  expect(idle.calls.map(({ name }) => name)).toEqual(['close']);
});
