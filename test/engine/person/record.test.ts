/** What an upload adds to what is known of a person (spec/payload.md 1.1, 1.2, 3.2). */
import { hasWordsOf, knowledgeOf, mergeInto, NO_RECORD, namesIn } from '../../../shared/engine/person/record';
import { compileVocabulary } from '../../../shared/engine/schema/vocabulary';
import { compileAttributePath } from '../../../shared/scim/attributePath';
import type { JsonObject } from '../../../shared/scim/json';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:contoso:employee';
const vocabulary = compileVocabulary({
  attributes: ['title', 'name.givenName', 'name.familyName', `${ENTERPRISE}:department`, `${CUSTOM}:JobCode`, 'emails'],
  read: [],
  scoped: [],
  clearedByOmission: [],
});

const merged = (operations: readonly (readonly [number, JsonObject])[], words = vocabulary) =>
  operations.reduce((record, [sequence, data]) => mergeInto(record, { sequence, data }, words).record, NO_RECORD);

describe('mergeInto', () => {
  test.each<{ name: string; said: readonly (readonly [number, JsonObject])[]; known: JsonObject; older: object }>([
    {
      name: 'what is left out stays, and what is named is replaced',
      said: [
        [1, { title: 'Guide', nickName: 'Ann' }],
        [2, { title: 'Lead' }],
      ],
      known: { title: 'Lead', nickName: 'Ann' },
      older: { 1: ['nickName'] },
    },
    {
      name: 'no value is said, too',
      said: [
        [1, { title: 'Guide', nickName: 'Ann' }],
        [2, { title: null, nickName: '' }],
      ],
      known: { title: null, nickName: '' },
      older: {},
    },
    {
      name: 'members of name and of extensions are entries of their own',
      said: [
        [1, { name: { givenName: 'Ann', familyName: 'Berg' }, [CUSTOM]: { JobCode: '7', Other: 'x' } }],
        [2, { name: { familyName: 'Carlsen' }, [CUSTOM]: { JobCode: '8' } }],
      ],
      known: { name: { givenName: 'Ann', familyName: 'Carlsen' }, [CUSTOM]: { JobCode: '8', Other: 'x' } },
      older: { 1: ['name.givenName', `${CUSTOM}:Other`] },
    },
    {
      name: 'a list, an address and a manager are one value each',
      said: [
        [1, { emails: [{ type: 'work', value: 'a' }], [ENTERPRISE]: { manager: { value: '7', displayName: 'Bo' } } }],
        [2, { emails: [{ type: 'home', value: 'b' }], [ENTERPRISE]: { manager: { value: '8' } } }],
      ],
      known: { emails: [{ type: 'home', value: 'b' }], [ENTERPRISE]: { manager: { value: '8' } } },
      older: {},
    },
    {
      name: 'an overtaken operation adds what newer ones did not name',
      said: [
        [5, { title: 'Lead' }],
        [3, { title: 'Guide', nickName: 'Ann' }],
      ],
      known: { title: 'Lead', nickName: 'Ann' },
      older: { 3: ['nickName'] },
    },
    {
      name: 'name sent as null hides its members',
      said: [
        [1, { name: { givenName: 'Ann', familyName: 'Berg' } }],
        [2, { name: null }],
      ],
      known: { name: null },
      older: {},
    },
    {
      name: 'and goes on hiding what is older when a newer member is there',
      said: [
        [7, { name: { givenName: 'Ann' } }],
        [5, { name: null }],
        [3, { name: { givenName: 'Bo', familyName: 'Berg' } }],
      ],
      known: { name: { givenName: 'Ann' } },
      older: { 5: ['name'] },
    },
    {
      name: 'nothing and one of its members, said at once, leave the member and hide what is older',
      said: [
        [5, { name: null, 'name.givenName': 'Ann' }],
        [3, { name: { familyName: 'Berg' } }],
      ],
      known: { name: { givenName: 'Ann' } },
      older: { 0: ['name'] },
    },
    {
      name: 'an extension sent as empty text is nothing, whatever its case',
      said: [
        [1, { [CUSTOM]: { JobCode: '7' } }],
        [2, { 'URN:CONTOSO:Employee': '' }],
      ],
      known: { [CUSTOM]: null },
      older: {},
    },
    {
      name: 'white space is empty text',
      said: [
        [1, { name: { givenName: 'Ann' }, [CUSTOM]: { JobCode: '7' } }],
        [2, { name: ' ', [CUSTOM]: '\u00a0' }],
      ],
      known: { name: null, [CUSTOM]: null },
      older: {},
    },
    {
      name: 'an object without members says nothing, nor does text in its place',
      said: [
        [1, { name: { givenName: 'Ann' } }],
        [2, { name: {} }],
        [3, { name: 'Ann Berg' }],
        [4, { name: 7 }],
        [5, { name: ['Ann'] }],
      ],
      known: { name: { givenName: 'Ann' } },
      older: { 1: ['name.givenName'] },
    },
    {
      name: 'names compare without case and are kept as the schema spells them',
      said: [
        [1, { Title: 'Guide', [CUSTOM]: { JOBCODE: '7' } }],
        [2, { TITLE: 'Lead', 'urn:Contoso:employee': { jobcode: '8' } }],
      ],
      known: { title: 'Lead', [CUSTOM]: { JobCode: '8' } },
      older: {},
    },
    {
      name: 'names the schema does not know are kept as the newest operation spells them',
      said: [
        [2, { favoriteColor: 'red', 'urn:x:Y': { A: 1 } }],
        [1, { FAVORITECOLOR: 'blue', 'urn:X:y': { a: 2, B: 3 } }],
      ],
      known: { favoriteColor: 'red', 'urn:x:Y': { A: 1, B: 3 } },
      older: { 1: ['urn:x:Y:B'] },
    },
    {
      name: 'also where what is older comes first',
      said: [
        [1, { 'urn:X:y': { B: 3 } }],
        [2, { 'urn:x:Y': { A: 1 } }],
      ],
      known: { 'urn:x:Y': { B: 3, A: 1 } },
      older: { 1: ['urn:x:Y:B'] },
    },
    {
      name: "said in two spellings, the schema's own wins",
      said: [[1, { [CUSTOM]: { JobCode: '7', JOBCODE: '8', jobcode: '9' } }]],
      known: { [CUSTOM]: { JobCode: '7' } },
      older: {},
    },
    {
      name: 'a part of a manager is kept under its own name, but for the number',
      said: [[1, { [`${ENTERPRISE}:manager.displayName`]: 'Bo' }]],
      known: { [`${ENTERPRISE}:manager.displayName`]: 'Bo' },
      older: {},
    },
    {
      name: 'a flattened name is the entry it names',
      said: [
        [1, { name: { givenName: 'Ann', familyName: 'Berg' }, [ENTERPRISE]: { manager: '7', department: 'Sales' } }],
        [2, { 'name.givenName': 'Bo', [`${ENTERPRISE}:manager.value`]: '8', [`${ENTERPRISE}:Department`]: 'HR' }],
      ],
      known: {
        name: { givenName: 'Bo', familyName: 'Berg' },
        [ENTERPRISE]: { manager: { value: '8' }, department: 'HR' },
      },
      older: { 1: ['name.familyName'] },
    },
    {
      name: 'a whole list takes the place of what was sent of one of its elements before, and not the other way round',
      said: [
        [1, { 'emails[type eq "work"].value': 'a', 'emails[type eq "home"].value': 'b' }],
        [2, { emails: [{ type: 'work', value: 'c' }] }],
        [3, { 'emails[type eq "home"].value': 'd' }],
      ],
      known: { emails: [{ type: 'work', value: 'c' }], 'emails[type eq "home"].value': 'd' },
      older: { 2: ['emails'] },
    },
  ])('$name', ({ said, known, older }) => {
    const record = merged(said);
    expect(knowledgeOf(record, vocabulary).data).toEqual(known);
    expect(record.older).toEqual(older);
  });

  test('an attribute that the schema has under the name of an object is one value', () => {
    const words = compileVocabulary({ attributes: ['name'], read: [], scoped: [], clearedByOmission: [] });
    const record = merged(
      [
        [1, { name: { givenName: 'Ann' } }],
        [2, { name: { familyName: 'Berg' } }],
      ],
      words,
    );
    expect(knowledgeOf(record, words).data).toEqual({ name: { familyName: 'Berg' } });
  });

  test('tells what is named and whether any of it is news', () => {
    const record = merged([[5, { title: 'Lead', nickName: 'Ann' }]]);
    const late = mergeInto(record, { sequence: 3, data: { title: 'Guide' } }, vocabulary);
    expect(late).toMatchObject({ named: ['title'], contributes: false, record });
    expect(mergeInto(record, { sequence: 5, data: { title: 'Lead' } }, vocabulary)).toMatchObject({
      contributes: false,
      record,
    });
    const other = mergeInto(record, { sequence: 4, data: { title: 'Guide', userType: 'x' } }, vocabulary);
    expect(other).toMatchObject({ named: ['title', 'usertype'], contributes: true });
    expect([3, 4, 5, 6].map((sequence) => hasWordsOf(sequence, other.record))).toEqual([false, true, true, false]);
    expect(hasWordsOf(0, NO_RECORD)).toBe(false);
    expect(namesIn({ title: null, name: { givenName: 'Ann' } }, vocabulary)).toEqual(['title', 'name.givenname']);
  });

  describe('with both gates of null flow open', () => {
    const gates = ['title', 'name.familyName', `${CUSTOM}:JobCode`, 'emails[type eq "work"].value'];
    const open = compileVocabulary({ attributes: gates, read: [], scoped: [], clearedByOmission: gates });
    const before: readonly [number, JsonObject] = [
      1,
      {
        title: 'Guide',
        name: { familyName: 'Berg' },
        [CUSTOM]: { JobCode: '7' },
        emails: [{ type: 'work', value: 'a' }],
      },
    ];

    test.each<{ name: string; sent: JsonObject; cleared: readonly string[] }>([
      { name: 'leaving out a top-level attribute says null', sent: {}, cleared: ['title'] },
      {
        name: 'a member only where its object is sent',
        sent: { title: 'x', name: { givenName: 'Ann' } },
        cleared: ['name.familyName'],
      },
      {
        name: 'an extension likewise, in any case',
        sent: { title: 'x', 'URN:Contoso:employee': { a: 1 } },
        cleared: [`${CUSTOM}:JobCode`],
      },
      { name: 'an object without members says nothing', sent: { title: 'x', name: {} }, cleared: [] },
      { name: 'what is said is said', sent: { TITLE: 'x', 'name.familyName': 'y', [CUSTOM]: null }, cleared: [] },
    ])('$name', ({ sent, cleared }) => {
      const { data, said } = knowledgeOf(merged([before, [2, sent]], open), open);
      const nulls = ['title', 'name.familyName', `${CUSTOM}:JobCode`].filter(
        (name) => said.has(name.toLowerCase()) && compileAttributePath(name).read(data) === null,
      );
      expect(nulls).toEqual(cleared);
      expect(data.emails).toEqual([{ type: 'work', value: 'a' }]);
    });

    test('what is sent of a part of it was not left out', () => {
      const all = compileVocabulary({ attributes: ['emails'], read: [], scoped: [], clearedByOmission: ['emails'] });
      const { data } = merged([before, [2, { 'emails[type eq "work"].value': 'b' }]], all);
      expect(data).toMatchObject({ emails: [{ type: 'work', value: 'a' }] });
    });

    test('is not undone by an older operation that comes later', () => {
      expect(merged([[2, {}], before], open).data).toMatchObject({ title: null });
    });
  });
});

describe('knowledgeOf', () => {
  const record = merged([
    [1, { title: 'Guide', nickName: 'Ann', name: { givenName: 'Ann' } }],
    [2, { title: null }],
  ]);

  test('what was ever said counts, without a value too', () => {
    expect([...knowledgeOf(record, vocabulary).said]).toEqual(['title', 'nickname', 'name.givenname']);
  });

  test('a job that forgets what is omitted reads what the newest operation named', () => {
    const { data, said } = knowledgeOf(record, vocabulary, 'forget');
    expect(data).toEqual({ title: null });
    expect([...said]).toEqual(['title']);
  });

  test('a schema that spells a name in another way reads what is there', () => {
    const other = compileVocabulary({ attributes: ['TITLE', 'NickName'], read: [], scoped: [], clearedByOmission: [] });
    expect(knowledgeOf(record, other).data).toMatchObject({ TITLE: null, NickName: 'Ann' });
  });
});
