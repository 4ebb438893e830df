import { type Repetition, repeat } from '../../../local/agent/repeat';
import { ManualClock, settle } from '../support/manualClock';
import { RecordingLogger } from '../support/recordingLogger';

const clock = new ManualClock();
let logger: RecordingLogger;
let repetition: Repetition | undefined;
beforeEach(() => {
  logger = new RecordingLogger();
});
afterEach(() => repetition?.stop());

function start(round: () => Promise<number>): void {
  repetition = repeat({ what: 'The sign of life', round, afterFailureMs: 5_000, clock, logger });
}

test('waits after each round for as long as the round says', async () => {
  let rounds = 0;
  start(async () => {
    rounds += 1;
    return rounds * 1_000;
  });
  await settle();
  expect(rounds).toBe(1);
  await clock.advance(1_000);
  expect(rounds).toBe(2);
  await clock.advance(1_999);
  expect(rounds).toBe(2);
  await clock.advance(1);
  expect(rounds).toBe(3);
});

test('outlives failures, and tells of an outage once at each end', async () => {
  let rounds = 0;
  start(async () => {
    rounds += 1;
    if (rounds > 1 && rounds < 5) throw new Error('storage is away');
    return 60_000;
  });
  await clock.advance(60_000);
  await clock.advance(10_000);
  expect(logger.lines).toEqual([
    {
      level: 'warn',
      message: 'The sign of life fails, and is tried again',
      fields: { error: 'Error: storage is away' },
    },
  ]);
  await clock.advance(5_000);
  expect(logger.lines.slice(1)).toEqual([{ level: 'info', message: 'The sign of life works again', fields: {} }]);
});

test('stops between rounds, and lets one under way end', async () => {
  let end: (() => void) | undefined;
  let rounds = 0;
  start(() => {
    rounds += 1;
    return new Promise((resolve) => {
      end = () => resolve(1_000);
    });
  });
  await settle();
  let isStopped = false;
  const stopping = repetition?.stop().then(() => {
    isStopped = true;
  });
  await settle();
  expect(isStopped).toBe(false);
  end?.();
  await stopping;
  await clock.advance(10_000);
  expect(rounds).toBe(1);
});
