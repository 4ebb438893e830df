import { reportCase, reportExplanations, reportSummary } from '../../../shared/engine/review/report';
import type { CaseResult } from '../../../shared/engine/review/runCase';

const result = (differences: CaseResult['differences']): CaseResult => ({
  differences,
  outcome: {
    action: 'skip',
    values: {},
    changes: {},
    skippedBecause: null,
    failures: [],
    references: {},
    matchedBy: [],
    explanations: [],
  },
});

test('a case that passes is one line', () => {
  expect(reportCase('a name', 'cases/a.json', result([]))).toBe('  ✓ a name');
});

test('a case that fails shows its file, every difference and the reason', () => {
  const differences = [
    { what: 'action', expected: 'create', actual: 'update' },
    { what: 'values.title', expected: 'a', actual: 'b', because: 'because of that' },
  ];
  expect(reportCase('a name', 'cases/a.json', result(differences))).toBe(
    [
      '  ✗ a name  (cases/a.json)',
      '      action',
      '        - expected  create',
      '        + actual    update',
      '      values.title',
      '        - expected  a',
      '        + actual    b',
      '          because of that',
    ].join('\n'),
  );
});

test('explanations show what was read, what came of it and why', () => {
  const explanation = { target: 'y', expression: 'Join("", [a], [b])', sourceValues: { a: '1', b: null } };
  expect(
    reportExplanations([
      { ...explanation, result: '1', comparedWith: '2', written: true, reason: 'It differs.' },
      {
        target: 'z',
        expression: null,
        sourceValues: {},
        result: null,
        comparedWith: null,
        written: false,
        reason: 'No.',
      },
    ]),
  ).toBe(
    [
      '      → y = 1  (now 2)',
      '          Join("", [a], [b])  with a = 1, b = null',
      '          It differs.',
      '      · z = null',
      '          no source',
      '          No.',
    ].join('\n'),
  );
});

test('the summary counts both kinds', () => {
  expect(reportSummary(3, 1)).toBe('3 passed, 1 failed');
});
