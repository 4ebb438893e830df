/** The law of the record: any order, any redelivery, the same record (spec/payload.md 1.2). */

import {
  hasWordsOf,
  knowledgeOf,
  mergeInto,
  NO_RECORD,
  NONE_OLDER,
  type PersonRecord,
  type Said,
} from '../../../shared/engine/person/record';
import { compileVocabulary } from '../../../shared/engine/schema/vocabulary';
import { canonicalUser } from '../../../shared/scim/canonical';
import type { Json, JsonObject } from '../../../shared/scim/json';
import fc from '../../support/property';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:contoso:employee';
const names = {
  attributes: ['title', 'name.givenName', 'name.familyName', `${ENTERPRISE}:department`, `${CUSTOM}:JobCode`, 'emails'],
  read: ['title'],
  scoped: [],
};
const vocabulary = compileVocabulary({ ...names, clearedByOmission: ['title', 'name.familyName'] });
const withClosedGates = compileVocabulary({ ...names, clearedByOmission: [] });

const text = fc.constantFrom<Json>('a', 'b', '', null);
const members = (...names: string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, '', {}, 'text in the place of an object') },
  );
const payload = fc.record(
  {
    externalId: fc.constant('1'),
    title: text,
    TITLE: text,
    nickname: text,
    name: members('givenName', 'familyName', 'GIVENNAME', 'other'),
    'name.givenName': text,
    emails: fc.constantFrom<Json>([{ type: 'work', value: 'a@x' }], [], null),
    'emails[type eq "work"].value': text,
    [ENTERPRISE]: members('department', 'manager'),
    [`${ENTERPRISE}:department`]: text,
    [`${ENTERPRISE}:manager.value`]: text,
    [CUSTOM]: members('JobCode', 'jobcode'),
    'URN:contoso:EMPLOYEE': members('JobCode', 'other'),
    'urn:nobody:knows': members('x', 'X'),
    'urn:nobody:KNOWS': members('x'),
  },
  { requiredKeys: ['externalId'] },
) as fc.Arbitrary<JsonObject>;

const history = fc
  .array(payload, { minLength: 1, maxLength: 6 })
  .map((payloads) => payloads.map((data, index): Said => ({ sequence: 10 + 3 * index, data })));
const historyInAnyOrder = history.chain((operations) =>
  fc.tuple(
    fc.constant(operations),
    fc.shuffledSubarray([...operations, ...operations], { minLength: 2 * operations.length }),
  ),
);

const merged = (operations: readonly Said[], from = NO_RECORD, words = vocabulary) =>
  operations.reduce((record, operation) => mergeInto(record, operation, words).record, from);

/** The same for records that say the same, in whatever order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]): [string, unknown] => [key, canonical(one)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
const sorted = ({ sequence, data, older }: PersonRecord) => ({
  sequence,
  data: canonical(data),
  older: Object.fromEntries(Object.entries(older).map(([number, names]) => [number, [...names].sort()])),
});

describe('the record', () => {
  test('is the same in any order and with any redelivery', () => {
    fc.assert(
      fc.property(historyInAnyOrder, ([operations, anyhow]) => {
        expect(sorted(merged(anyhow))).toEqual(sorted(merged(operations)));
      }),
      { numRuns: 500 },
    );
  });

  test('is the same from a row that holds the first upload as it was sent', () => {
    fc.assert(
      fc.property(history, ([first, ...others]) => {
        if (first === undefined || others.length === 0) return;
        const row = { sequence: first.sequence, data: canonicalUser(first.data), older: NONE_OLDER };
        const fromRow = merged(others, row, withClosedGates);
        expect(sorted(fromRow)).toEqual(sorted(merged([first, ...others], NO_RECORD, withClosedGates)));
      }),
    );
  });

  test('knows of every entry what the newest operation that names it says', () => {
    fc.assert(
      fc.property(historyInAnyOrder, ([operations, anyhow]) => {
        const { data } = knowledgeOf(merged(anyhow), vocabulary);
        const titles = operations.map(({ data: { title, TITLE } }) => (title === undefined ? (TITLE ?? null) : title)); // left out is null: both gates are open
        expect(data.title).toBe(titles.at(-1));
        const nicknames = operations.flatMap(({ data: { nickname } }) => (nickname === undefined ? [] : [nickname]));
        expect(data.nickName).toEqual(nicknames.at(-1));
      }),
    );
  });

  test('does not change when the newest operation comes once more, under a number of its own', () => {
    fc.assert(
      fc.property(history, (operations) => {
        const record = merged(operations);
        const last = operations.at(-1);
        if (last === undefined) return;
        const again = merged([{ ...last, sequence: record.sequence + 1 }], record);
        expect(JSON.stringify([again.data, again.older])).toBe(JSON.stringify([record.data, record.older]));
      }),
      { numRuns: 300 },
    );
  });

  test('tells whether an operation still has a word in it', () => {
    fc.assert(
      fc.property(historyInAnyOrder, ([operations, anyhow]) => {
        const record = merged(anyhow);
        const numbers = new Set([...Object.keys(record.older).map(Number), record.sequence]);
        for (const { sequence } of operations) expect(hasWordsOf(sequence, record)).toBe(numbers.has(sequence));
      }),
    );
  });
});
