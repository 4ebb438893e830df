import { type PlanProgress, readProgress, writeProgress } from '../../../shared/api/preview/planProgress';
import { NO_PLAN_TOTALS } from '../../../shared/pipeline/preview/planTotals';
import { refusal } from '../../support/httpCall';

const PROGRESS: PlanProgress = {
  from: 1_200,
  fingerprint: 'body-1',
  totals: { ...NO_PLAN_TOTALS, operations: 1_250, create: 1_000, skipped: { RedundantExport: 250 } },
};

test('a plan begins with nobody', () => {
  expect(readProgress(null, 'body-1')).toEqual({ from: 0, fingerprint: 'body-1', totals: NO_PLAN_TOTALS });
});

test('what was written is read back, and fits into a URL as it is', () => {
  const text = writeProgress(PROGRESS);
  expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(readProgress(text, 'body-1')).toEqual(PROGRESS);
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  { name: 'no JSON', text: 'ha!' },
  { name: 'no object', text: encoded(5) },
  { name: 'no totals', text: encoded({ from: 1, fingerprint: 'body-1' }) },
  { name: 'a position that is none', text: encoded({ ...PROGRESS, from: -1 }) },
  { name: 'no fingerprint', text: encoded({ ...PROGRESS, fingerprint: 7 }) },
  { name: 'a count that is none', text: encoded({ ...PROGRESS, totals: { ...PROGRESS.totals, create: 'many' } }) },
  { name: 'a missing count', text: encoded({ ...PROGRESS, totals: { ...PROGRESS.totals, create: undefined } }) },
  {
    name: 'a reason without a count',
    text: encoded({ ...PROGRESS, totals: { ...PROGRESS.totals, skipped: { NotInScope: 1.5 } } }),
  },
])('400 for $name', async ({ text }) => {
  const { status, message } = await refusal(() => readProgress(text, 'body-1'));
  expect([status, message]).toEqual([400, 'continue must be as an earlier answer gave it.']);
});

test('400 for the rest of another body', async () => {
  const { status, message } = await refusal(() => readProgress(writeProgress(PROGRESS), 'body-2'));
  expect(status).toBe(400);
  expect(message).toBe('continue belongs to another body: send the one that the plan was begun with.');
});
