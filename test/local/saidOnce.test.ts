import { saidOnce } from '../../local/saidOnce';
import type { LogFields } from '../../shared/ports';
import { ManualClock } from './support/manualClock';

function terminal() {
  const lines: [level: string, message: string, fields: LogFields][] = [];
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push([level, message, fields]);
  const clock = new ManualClock();
  const inner = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const { logger, end } = saidOnce(inner, { sleep: (ms) => clock.sleep(ms) });
  return { lines, clock, logger, end };
}

/** As a function logs it. */
const accepted = (upload: number) => JSON.stringify({ message: 'Upload accepted', jobId: 'J', upload, operations: 50 });

test('a sentence is said at once, and after a while how often it came again', async () => {
  const { lines, clock, logger } = terminal();
  for (const upload of [1, 51, 101])
    logger.info(accepted(upload), { function: 'bulkUpload', invocationId: `${upload}` });
  expect(lines).toEqual([['info', 'Upload accepted', { jobId: 'J', upload: 1, operations: 50 }]]);
  await clock.advance(10_000);
  expect(lines.slice(1)).toEqual([['info', 'Upload accepted, 2 times more', {}]]);
  await clock.advance(10_000);
  logger.info(accepted(151));
  expect(lines.slice(2)).toEqual([['info', 'Upload accepted', { upload: 151, operations: 50 }]]);
});

test('what came once is not told of again', async () => {
  const { lines, clock, logger } = terminal();
  logger.warn('The target is away', { jobId: 'J' });
  await clock.advance(60_000);
  expect(lines).toHaveLength(1);
});

test('the same sentence of another job, for another reason or of another weight is another', () => {
  const { lines, logger } = terminal();
  const parked = 'A message could not be processed and is parked';
  logger.error(parked, { jobId: 'J', reason: 'no JSON' });
  logger.error(parked, { jobId: 'J', reason: 'too old' });
  logger.error(parked, { jobId: 'K', reason: 'too old' });
  logger.warn(parked, { jobId: 'K', reason: 'too old' });
  expect(lines.map(([, , fields]) => fields)).toEqual([
    { jobId: 'J', reason: 'no JSON' },
    { reason: 'too old' },
    { jobId: 'K', reason: 'too old' },
    { reason: 'too old' },
  ]);
});

test('a stack stands once', async () => {
  const { lines, clock, logger } = terminal();
  for (let time = 0; time < 2; time += 1) logger.error('It failed', { code: 'X', stack: 'Error: no\n  at once' });
  await clock.advance(10_000);
  expect(lines[1]).toEqual(['error', 'It failed, once more', { code: 'X' }]);
});

test('what is gathered is said before the end', () => {
  const { lines, logger, end } = terminal();
  logger.info('Cycle ended');
  logger.info('Cycle ended');
  end();
  end();
  expect(lines.map(([, message]) => message)).toEqual(['Cycle ended', 'Cycle ended, once more']);
});
