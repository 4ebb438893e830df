import { checkMapping } from '../../../cli/config/checkMapping';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';

const SCHEMA = defaultSchema('API2AAD', { id: 'here' });
const verdictOf = (mapped: readonly string[], attribute: string) =>
  checkMapping(mapped, SCHEMA).find((one) => one.attribute === attribute);

test.each([
  { attribute: 'title', mapped: ['externalId', 'Title', 'title'], verdict: 'read', detail: 'jobTitle' },
  { attribute: 'active', mapped: ['externalId', 'active'], verdict: 'read', detail: 'accountEnabled' },
  { attribute: 'nickName', mapped: ['externalId', 'nickName'], verdict: 'unread', detail: '' },
  { attribute: 'displayName', mapped: ['externalId'], verdict: 'missing', detail: 'displayName' },
  { attribute: 'externalId', mapped: ['title'], verdict: 'needed', detail: 'employeeId' },
])('$attribute is $verdict', ({ attribute, mapped, verdict, detail }) => {
  expect(verdictOf(mapped, attribute)).toEqual({ attribute, verdict, detail });
});

test('what the scope asks for is read', () => {
  const [rule] = SCHEMA.synchronizationRules;
  const [mapping] = rule?.objectMappings ?? [];
  if (rule === undefined || mapping === undefined) throw new Error('The schema has no mapping.');
  const clause = { sourceOperandName: 'nickName', operatorName: 'IS NOT NULL', targetOperand: { values: [] } };
  const scope = { groups: [{ name: 'known', clauses: [clause] }] };
  const scoped = { ...SCHEMA, synchronizationRules: [{ ...rule, objectMappings: [{ ...mapping, scope }] }] };
  expect(checkMapping(['externalId', 'nickName'], scoped as typeof SCHEMA)).toContainEqual({
    attribute: 'nickName',
    verdict: 'read',
    detail: 'the scope',
  });
});
