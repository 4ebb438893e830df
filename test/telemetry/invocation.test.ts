import { createInvocationLogger, withinInvocation } from '../../shared/telemetry/invocation';

function lines(isHosted: boolean) {
  const written: string[] = [];
  return { written, logger: createInvocationLogger(isHosted, (line) => void written.push(line)) };
}

test('within an invocation a line goes through it, at its own level, whatever its words say', async () => {
  const { written, logger } = lines(true);
  const invocation = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  await withinInvocation(invocation, async () => {
    await Promise.resolve();
    logger.info('Nothing failed', { jobId: 'j' });
  });
  expect(invocation.info.mock.calls).toEqual([['{"message":"Nothing failed","jobId":"j"}']]);
  expect([invocation.warn.mock.calls, invocation.error.mock.calls, written]).toEqual([[], [], []]);
});

test.each([
  { isHosted: true, begins: 'LanguageWorkerConsoleLog{"time":"' },
  { isHosted: false, begins: '{"time":"' },
])('outside of any it is a line on stderr (hosted: $isHosted)', ({ isHosted, begins }) => {
  const { written, logger } = lines(isHosted);
  logger.warn('The disk is full');
  expect(written).toEqual([expect.stringMatching(/","level":"warn","message":"The disk is full"\}\n$/)]);
  expect(written[0]?.startsWith(begins)).toBe(true);
});
