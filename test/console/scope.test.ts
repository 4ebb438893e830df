/** A scoping filter as it is edited, and as it is said. */
import {
  actionsOf,
  clauseFor,
  dropped,
  newGroup,
  operatorsFor,
  replaced,
  sentenceOf,
  testable,
  toFlowTypes,
  withGroups,
  withOperator,
} from '../../console/rules/scope';
import { scopeSentence } from '../../console/text/scope';
import { attributeDefinition, type ScopeFilter } from '../../shared/engine/synchronizationSchema';

const DEPARTMENT = attributeDefinition('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department');
const ACTIVE = attributeDefinition('active', { type: 'Boolean' });
const clause = (sourceOperandName: string, operatorName: string, ...values: string[]) => ({
  sourceOperandName,
  operatorName,
  targetOperand: { values },
});
const scope = (...groups: ScopeFilter['groups'][number]['clauses'][]): ScopeFilter => ({
  groups: groups.map((clauses, index) => ({ name: `${index}`, clauses })),
});

test.each([
  [null, 'Everybody is in scope.'],
  [scope([]), 'Everybody is in scope.'],
  [
    scope([clause(DEPARTMENT.name, 'EQUALS', 'Sales'), clause('active', 'IS TRUE')]),
    'People are in scope if department is «Sales» and active is true.',
  ],
  [
    scope([clause('title', 'is_null')], [clause('title', 'NOT EQUALS', 'Guest')]),
    'People are in scope if title is not known, or if title is not «Guest».',
  ],
  [scope([clause('title', 'Resembles', 'x')]), 'People are in scope if title Resembles «x».'],
])('%#: said as a sentence', (filter, sentence) => {
  expect(sentenceOf(filter, scopeSentence)).toBe(sentence);
});

test('operators are offered by the type, and a clause keeps what suits the next attribute', () => {
  expect(operatorsFor(ACTIVE)).toEqual(['IS TRUE', 'IS FALSE', 'IS NULL', 'IS NOT NULL']);
  const before = clause('title', 'IS NULL');
  expect(clauseFor(ACTIVE, before)).toEqual(clause('active', 'IS NULL'));
  expect(clauseFor(DEPARTMENT, clause('active', 'IS TRUE'))).toEqual(clause(DEPARTMENT.name, 'EQUALS', ''));
  expect(withOperator(clause('title', 'EQUALS', 'Lead'), 'IS NULL')).toEqual(clause('title', 'IS NULL'));
  expect(withOperator(clause('title', 'EQUALS', 'Lead'), 'Includes')).toEqual(clause('title', 'Includes', 'Lead'));
});

test('attributes of several values, and those that name people, cannot be tested', () => {
  const many = attributeDefinition('emails', { multivalued: true });
  const manager = attributeDefinition('manager', { type: 'Reference' });
  expect(testable([DEPARTMENT, many, manager])).toEqual([DEPARTMENT]);
});

test('the last group that goes takes the filter along, unless another filter is in it', () => {
  expect(withGroups(scope([]), [])).toBeNull();
  const kept = { groups: [], inputFilterGroups: [newGroup(ACTIVE, 1)] };
  expect(withGroups(kept, [])).toEqual(kept);
  expect(withGroups(null, [newGroup(ACTIVE, 2)])).toMatchObject({ groups: [{ name: 'Group 2' }] });
});

test('lists are changed without being touched', () => {
  const list = ['a', 'b', 'c'];
  expect([replaced(list, 1, 'x'), dropped(list, 0), list]).toEqual([
    ['a', 'x', 'c'],
    ['b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test.each([
  ['Add,Update,Delete', ['Add', 'Update', 'Delete'], 'Add,Update,Delete'],
  ['Delete, Add', ['Add', 'Delete'], 'Add,Delete'],
  ['None', [], 'None'],
])('target actions %s', (flowTypes, actions, written) => {
  expect([...actionsOf(flowTypes)]).toEqual(actions);
  expect(toFlowTypes(actionsOf(flowTypes))).toBe(written);
});
