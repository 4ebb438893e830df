import { deedOf, type LogEntry, type LogStep, warningsOf } from '../../../shared/engine/person/logEntry';

const step = (parts: Partial<LogStep>) =>
  ({ activity: 'EntryExportUpdate', status: 'success', details: {}, ...parts }) as LogStep;
const entry = (status: string, ...steps: readonly LogStep[]) =>
  ({ action: 'create', status, steps }) as unknown as LogEntry;
const restore = (status: LogStep['status']) => step({ activity: 'EntryExportRestore', status });

test('a restored account is one whose restoring and whose whole attempt went well', () => {
  expect(deedOf(entry('success', step({}), restore('success')))).toBe('restored');
  expect(deedOf(entry('success', restore('failure'), step({})))).toBe('create');
  expect(deedOf(entry('failure', restore('success')))).toBe('create');
  expect(deedOf(entry('success', step({})))).toBe('create');
});

test('a warning goes by its remark, by its code, or by no name of its own', () => {
  const steps = [
    step({ description: 'fine' }),
    step({ status: 'warning', description: 'one', details: { Remark: 'DisabledAlone', ErrorCode: 'X' } }),
    step({ status: 'warning', description: 'two', details: { ErrorCode: 'NotApplied' } }),
    step({ status: 'warning', description: 'three' }),
    step({ status: 'failure', description: 'four' }),
  ];
  expect(warningsOf({ steps })).toEqual([
    { code: 'DisabledAlone', message: 'one' },
    { code: 'NotApplied', message: 'two' },
    { code: 'Warning', message: 'three' },
  ]);
});
