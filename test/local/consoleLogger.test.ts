import { createConsoleLogger } from '../../local/consoleLogger';

function logged(options: { colour?: boolean; verbose?: boolean; json?: boolean } = {}) {
  const texts: string[] = [];
  const logger = createConsoleLogger({
    write: (text) => texts.push(text),
    now: () => new Date('2026-01-15T09:30:12.345Z'),
    colour: false,
    verbose: false,
    ...options,
  });
  return { logger, texts };
}

test('a line has time, level, message and short fields', () => {
  const { logger, texts } = logged();
  logger.warn('Port 7071 is taken', { using: 7072, because: undefined });
  expect(texts).toEqual(['09:30:12.345 warn  Port 7071 is taken  using=7072\n']);
});

test('what has several lines stands below', () => {
  const { logger, texts } = logged();
  logger.error('Failed', { id: 'x', error: 'Error: no\n    at once' });
  expect(texts).toEqual(['09:30:12.345 error Failed  id=x\n  Error: no\n      at once\n']);
});

test.each([
  { verbose: false, lines: 1 },
  { verbose: true, lines: 2 },
])('debug lines are for those who ask: verbose $verbose', ({ verbose, lines }) => {
  const { logger, texts } = logged({ verbose });
  logger.debug('small');
  logger.info('large');
  expect(texts).toHaveLength(lines);
});

test('a terminal gets colours', () => {
  const { logger, texts } = logged({ colour: true });
  logger.info('green');
  expect(texts).toEqual(['09:30:12.345 \u001b[32minfo \u001b[39m green\n']);
});

test('what a function logs as JSON is a sentence with its facts', () => {
  const { logger, texts } = logged();
  logger.info('{"message":"Upload accepted","operations":50}', { function: 'bulkUpload' });
  logger.info('{not JSON');
  expect(texts).toEqual([
    '09:30:12.345 info  Upload accepted  operations=50 function=bulkUpload\n',
    '09:30:12.345 info  {not JSON\n',
  ]);
});

test('programs get an object a line, and nothing else', () => {
  const { logger, texts } = logged({ json: true });
  logger.warn('{"message":"Upload accepted","operations":50}', { error: 'two\nlines' });
  expect(texts.map((text) => JSON.parse(text))).toEqual([
    {
      time: '2026-01-15T09:30:12.345Z',
      level: 'warn',
      message: 'Upload accepted',
      operations: 50,
      error: 'two\nlines',
    },
  ]);
  expect(texts[0]?.split('\n')).toHaveLength(2);
});
