import { attributeMappingStep, explanationsOf } from '../../../shared/engine/person/attributeMappingStep';
import type { ValueExplanation } from '../../../shared/engine/person/explain';
import { skippedStep } from '../../../shared/engine/person/steps';

const TITLE: ValueExplanation = {
  target: 'jobTitle',
  sourceValues: { title: 'Tour Guide' },
  expression: '[title]',
  result: 'Tour Guide',
  comparedWith: 'Tour Lead',
  written: true,
  reason: 'The account has another value.',
};
const COMPANY: ValueExplanation = {
  target: 'companyName',
  sourceValues: {},
  expression: null,
  result: null,
  comparedWith: null,
  written: false,
  reason: 'The mapping has neither a source nor a default value.',
};

test('every mapped attribute has its line, in text, as the log keeps details', () => {
  expect(attributeMappingStep('1', [TITLE, COMPANY], false)).toEqual({
    name: 'Attribute Mapping',
    activity: 'EntryAttributeMapping',
    type: 'processing',
    status: 'success',
    description: "The attributes of User '1' were mapped; 1 of 2 are written",
    details: {
      jobTitle:
        '{"sourceValues":{"title":"Tour Guide"},"expression":"[title]","result":"Tour Guide","comparedWith":"Tour Lead","written":true,"reason":"The account has another value."}',
      companyName:
        '{"sourceValues":{},"expression":null,"result":null,"comparedWith":null,"written":false,"reason":"The mapping has neither a source nor a default value."}',
    },
  });
});

test('a reference counts as nothing written: its own step tells what becomes of it', () => {
  const manager = { ...TITLE, target: 'manager', reason: 'It is written where the account points to somebody else.' };
  expect(attributeMappingStep('1', [TITLE, COMPANY, manager], false, ['manager']).description).toBe(
    "The attributes of User '1' were mapped; 1 of 3 are written",
  );
  expect(attributeMappingStep('1', [COMPANY, manager], false, ['manager']).description).toBe(
    "The attributes of User '1' were mapped; 0 of 2 are written",
  );
});

test('a mapping that failed makes it a failure', () => {
  expect(attributeMappingStep('1', [TITLE], true)).toMatchObject({
    status: 'failure',
    description: "The attributes of User '1' could not all be mapped",
  });
});

test('what it was made of is read back', () => {
  expect(explanationsOf(attributeMappingStep('1', [TITLE, COMPANY], false))).toEqual([TITLE, COMPANY]);
});

test('no other step explains values', () => {
  expect(explanationsOf(skippedStep('RedundantExport', 'Nothing to do'))).toBeUndefined();
});
