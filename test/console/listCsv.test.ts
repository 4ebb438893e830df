/** Lists of people as files: every cell of whatever HR and targets say stays a text. */

import { parse } from 'csv-parse/sync';
import { escrowCsv, heldCsv, peopleCsv, planCsv, uploadsCsv } from '../../console/rules/listCsv';

const BAD = '=HYPERLINK("https://evil.example")';
const held = {
  externalId: BAD,
  displayName: BAD,
  targetId: null,
  action: 'disable',
  status: 'staged',
  reason: BAD,
  heldSinceDateTime: '2026-01-15T09:30:00Z',
  uploadId: 'job~5',
};
const failing = {
  externalId: BAD,
  targetId: BAD,
  failure: { code: 'InvalidDomain', attribute: BAD, message: BAD, recommendedAction: null },
  attempts: 2,
  firstFailureDateTime: '2026-01-15T09:30:00Z',
  nextAttemptDateTime: null,
};
const planned = {
  externalId: BAD,
  action: 'update',
  status: 'success',
  changes: [
    { name: 'jobTitle', oldValue: BAD, newValue: null },
    { name: 'department', oldValue: null, newValue: '-1' },
  ],
  why: BAD,
};
const known = { externalId: BAD, displayName: BAD, userName: BAD, state: 'linked', targetId: null };

const rowsOf = (text: string) => parse(text, { bom: true, columns: true }) as readonly Record<string, string>[];

test.each([
  {
    name: 'who is held',
    text: heldCsv([held]),
    rows: 1,
    first: { action: 'disable', uploadId: 'job~5', targetId: '' },
  },
  { name: 'who fails', text: escrowCsv([failing]), rows: 1, first: { code: 'InvalidDomain', attempts: '2' } },
  { name: 'who is known', text: peopleCsv([known]), rows: 1, first: { state: 'linked', targetId: '' } },
  { name: 'what would change', text: planCsv([planned]), rows: 2, first: { attribute: 'jobTitle', newValue: '' } },
  { name: 'what would not', text: planCsv([{ ...planned, changes: [] }]), rows: 1, first: { attribute: '' } },
])('$name: a column each, and no cell that a spreadsheet computes', ({ text, rows, first }) => {
  const read = rowsOf(text);
  expect(read).toHaveLength(rows);
  expect(read[0]).toMatchObject({ externalId: `'${BAD}`, ...first });
  for (const cell of read.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

test('an upload names who sent it, be it a person, an application or nobody that is known', () => {
  const upload = { cycleId: 'c1', acceptedDateTime: '2026-01-15T09:30:00Z', totalOperations: 50 };
  const text = uploadsCsv('not known')([
    { ...upload, id: 'job~1', sentBy: { user: { displayName: BAD, userPrincipalName: null } } },
    { ...upload, id: 'job~2', sentBy: { app: { appId: 'a1' } } },
    { ...upload, id: 'job~3', sentBy: null },
  ]);
  expect(rowsOf(text).map(({ id, sentBy }) => [id, sentBy])).toEqual([
    ['job~1', `'${BAD}`],
    ['job~2', 'a1'],
    ['job~3', 'not known'],
  ]);
});
