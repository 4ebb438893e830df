import { EventEmitter, once } from 'node:events';
import type { Listener } from '../../../../local/host/listener';
import { parseSchedule } from '../../../../local/host/timer/schedule';
import type { ScheduleMonitor } from '../../../../local/host/timer/scheduleMonitor';
import { startTimerListener } from '../../../../local/host/timer/timerListener';
import { invokeWith, triggeredFunction } from '../../support/functions';
import { ManualClock, settle } from '../../support/manualClock';

const START = '2026-01-15T09:30:00Z';

let clock: ManualClock;
let remembered: Map<string, number>;
let listener: Listener | undefined;

beforeEach(() => {
  clock = new ManualClock(START);
  remembered = new Map();
});

afterEach(() => listener?.stop());

const monitor: ScheduleMonitor = {
  lastDue: async (name) => remembered.get(name),
  record: async (name, lastDue) => {
    remembered.set(name, lastDue);
  },
};

interface TimerData {
  readonly IsPastDue: boolean;
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string };
}

async function listen(schedule: string, options: object = {}, run: () => Promise<void> = async () => undefined) {
  const runs: { at: string; data: TimerData }[] = [];
  listener = await startTimerListener({
    trigger: triggeredFunction('timer', { schedule, ...options }),
    schedule: parseSchedule(schedule),
    monitor,
    invoke: invokeWith(async ({ inputData }) => {
      const at = new Date(clock.now()).toISOString();
      runs.push({ at, data: JSON.parse(inputData[0]?.data.json ?? '{}') });
      await run();
    }),
    clock,
  });
  await settle();
  return runs;
}

test('the function runs at each due time', async () => {
  const runs = await listen('*/15 * * * * *');
  await clock.advance(35_000);
  expect(runs.map(({ at }) => at)).toEqual(['2026-01-15T09:30:15.000Z', '2026-01-15T09:30:30.000Z']);
});

test('a due time that passes while the computer sleeps is noticed within a minute', async () => {
  const runs = await listen('0 0 0 1 3 *');
  clock.jump(60 * 86_400_000);
  await clock.advance(60_000);
  expect(runs).toHaveLength(1);
});

test('the function learns when it ran last and when it is due next', async () => {
  const runs = await listen('0 */5 * * * *');
  await clock.advance(600_000);
  expect(runs.map(({ data }) => data.ScheduleStatus)).toEqual([
    { Last: '0001-01-01T00:00:00+00:00', Next: '2026-01-15T09:40:00.000Z', LastUpdated: '0001-01-01T00:00:00+00:00' },
    { Last: '2026-01-15T09:35:00.000Z', Next: '2026-01-15T09:45:00.000Z', LastUpdated: '2026-01-15T09:35:00.000Z' },
  ]);
});

test('one run at a time: due times that pass during a run are skipped', async () => {
  const runs = await listen('*/10 * * * * *', {}, () => clock.sleep(25_000));
  await clock.advance(66_000);
  expect(runs.map(({ at }) => at)).toEqual(['2026-01-15T09:30:10.000Z', '2026-01-15T09:30:40.000Z']);
});

test('a run that fails does not end the series', async () => {
  const runs = await listen('*/10 * * * * *', {}, async () => {
    throw new Error('this time');
  });
  await clock.advance(20_000);
  expect(runs).toHaveLength(2);
});

test('a run is remembered when it has ended: one that the end of the process cuts off is made up for', async () => {
  let finish = (): void => undefined;
  const runs = await listen('0 */5 * * * *', {}, () => new Promise((resolve) => (finish = resolve)));
  const remembering = () => [...remembered.values()].map((due) => new Date(due).toISOString());
  await clock.advance(5 * 60_000);
  expect([runs.length, ...remembering()]).toEqual([1, '2026-01-15T09:30:00.000Z']);
  finish();
  await settle();
  expect(remembering()).toEqual(['2026-01-15T09:35:00.000Z']);
});

test('runOnStartup runs the function at once', async () => {
  const runs = await listen('0 0 * * * *', { runOnStartup: true });
  expect(runs.map(({ at, data }) => [at, data.IsPastDue])).toEqual([['2026-01-15T09:30:00.000Z', false]]);
});

test('a due time missed while nothing ran is made up for once, and told apart', async () => {
  remembered.set('sample', Date.parse('2026-01-15T06:00:00Z'));
  const runs = await listen('0 0 * * * *', { runOnStartup: true });
  await clock.advance(1_800_000);
  expect(runs.map(({ at, data }) => [at, data.IsPastDue])).toEqual([
    ['2026-01-15T09:30:00.000Z', true],
    ['2026-01-15T10:00:00.000Z', false],
  ]);
});

test('a timer seen for the first time has missed nothing, and is remembered from then on', async () => {
  await listen('0 0 * * * *');
  expect(remembered.get('sample')).toBe(Date.parse(START));
  await clock.advance(1_800_000);
  expect(remembered.get('sample')).toBe(Date.parse('2026-01-15T10:00:00Z'));
});

test.each([
  { name: 'a schedule of less than a minute', schedule: '*/30 * * * * *', options: {} },
  { name: 'a timer that asks not to be monitored', schedule: '0 0 * * * *', options: { useMonitor: false } },
])('$name is not remembered', async ({ schedule, options }) => {
  remembered.set('sample', Date.parse('2020-01-01T00:00:00Z'));
  const runs = await listen(schedule, options);
  await clock.advance(29_000);
  expect(runs).toEqual([]);
  expect(remembered.get('sample')).toBe(Date.parse('2020-01-01T00:00:00Z'));
});

test('stopping waits for the run under way', async () => {
  const work = new EventEmitter();
  await listen('0 0 * * * *', { runOnStartup: true }, async () => {
    await once(work, 'finish');
  });
  let stopped = false;
  const stopping = listener?.stop().then(() => {
    stopped = true;
  });
  await settle();
  expect(stopped).toBe(false);
  work.emit('finish');
  await stopping;
  expect(stopped).toBe(true);
});
