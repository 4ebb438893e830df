import { entriesOf } from '../../../shared/engine/person/entries';
import { compileVocabulary } from '../../../shared/engine/schema/vocabulary';
import type { JsonObject } from '../../../shared/scim/json';

const words = compileVocabulary({ attributes: ['jobCode'], read: [], scoped: [], clearedByOmission: [] });

test.each<{ rule: string; data: JsonObject; said: [string, unknown][] }>([
  { rule: "the schema's own, said last", data: { JOBCODE: 'a', jobCode: 'b' }, said: [['jobCode', 'b']] },
  { rule: "the schema's own, said first", data: { jobCode: 'a', JOBCODE: 'b' }, said: [['jobCode', 'a']] },
  { rule: 'what the schema does not know, said last', data: { badge: 'a', BADGE: 'b' }, said: [['BADGE', 'b']] },
])('of two spellings of one name that one stands: $rule', ({ data, said }) => {
  expect([...entriesOf(data, 1, words).values()].map(({ member, value }) => [member, value])).toEqual(said);
});
