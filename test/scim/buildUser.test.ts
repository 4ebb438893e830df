/** What is written under a name is read by it, and two names never disturb each other. */
import { compileAttributePath } from '../../shared/scim/attributePath';
import { type UserDraft, userBuilder } from '../../shared/scim/buildUser';
import type { JsonObject } from '../../shared/scim/json';
import { CORE_USER, ENTERPRISE_USER } from '../../shared/scim/urns';
import type { Value } from '../../shared/value';
import fc from '../support/property';

function built(values: Readonly<Record<string, Value>>): UserDraft {
  const verdict = userBuilder(Object.keys(values));
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.faults));
  return verdict.builder.build((name) => values[name]);
}

const faultsOf = (...names: string[]) => {
  const verdict = userBuilder(names);
  return verdict.ok ? [] : verdict.faults;
};

test('a user of every kind of name', () => {
  const user = built({
    externalId: '7',
    'name.givenName': 'Ada',
    'name.familyName': 'Okafor',
    'emails[type eq "work"].value': 'ada@example.com',
    'addresses[type eq "work"].locality': 'Lagos',
    'addresses[type eq "work"].country': 'NG',
    'emails[primary eq true].value': 'a@example.com',
    [`${ENTERPRISE_USER}:department`]: 'Tours',
    [`${ENTERPRISE_USER}:manager`]: '1',
    'urn:contoso:employee:JobCode': null,
    active: true,
  });
  expect(user).toEqual({
    schemas: [CORE_USER, ENTERPRISE_USER, 'urn:contoso:employee'],
    externalId: '7',
    name: { givenName: 'Ada', familyName: 'Okafor' },
    emails: [
      { type: 'work', value: 'ada@example.com' },
      { primary: true, value: 'a@example.com' },
    ],
    addresses: [{ type: 'work', locality: 'Lagos', country: 'NG' }],
    [ENTERPRISE_USER]: { department: 'Tours', manager: { value: '1' } },
    'urn:contoso:employee': { JobCode: null },
    active: true,
  });
});

test('what has no value for now is left out, with all that stands for it', () => {
  const verdict = userBuilder(['externalId', `${ENTERPRISE_USER}:department`]);
  const user = verdict.ok && verdict.builder.build((name) => (name === 'externalId' ? '7' : undefined));
  expect(user).toEqual({ schemas: [CORE_USER], externalId: '7' });
});

describe('names that are none', () => {
  test.each([
    { name: '', because: 'An attribute needs a name.' },
    { name: 'schemas', because: 'schemas says which' },
    { name: '__proto__', because: 'not for attributes' },
    { name: 'name.__proto__', because: 'not for attributes' },
    { name: 'password', because: 'Passwords are generated' },
    { name: `${ENTERPRISE_USER}:Password`, because: 'Passwords are generated' },
    { name: 'emails[type eq work].value', because: 'Expected a name such as' },
    { name: 'emails[type eq ""].value', because: 'Expected a name such as' },
    { name: 'emails[type eq "work"]', because: 'member by member' },
    { name: 'emails[type eq "work"].type', because: 'what it is found by' },
    { name: 'a..b', because: 'Expected a name such as' },
  ])('$name', ({ name, because }) => {
    expect(faultsOf(name)).toEqual([{ name, message: expect.stringContaining(because) }]);
  });
});

describe('names that disturb each other are refused together', () => {
  test.each([
    ['name', 'name.givenName'],
    ['emails', 'emails[type eq "work"].value'],
    ['emails.value', 'emails[type eq "work"].value'],
    ['emails[type eq "work"].value', 'emails[type eq "WORK"].value'],
    ['emails[type eq "work"].value', 'Emails[type eq "home"].value'],
    ['emails[type eq "work"].value', 'emails[primary eq true].type'],
    ['userName', 'username'],
    [`${ENTERPRISE_USER}:department`, `${ENTERPRISE_USER.toUpperCase().replace('URN', 'urn')}:division`],
    ['urn:a:b:c', 'urn:a:b:c:d'],
  ])('%s and %s', (one, other) => {
    expect(faultsOf(one, other).map(({ name }) => name)).toEqual([other]);
    expect(faultsOf(other, one).map(({ name }) => name)).toEqual([one]);
  });
});

const word = fc.constantFrom('a', 'b', 'value', 'type', 'name', 'emails', 'department', 'Ünicode', 'two words');
const filter = fc
  .tuple(fc.constantFrom('type', 'kind'), fc.constantFrom('work', 'home', 'WORK'))
  .map(([key, text]) => `[${key} eq "${text}"]`);
const segment = fc.tuple(word, fc.option(filter, { nil: '', freq: 2 })).map((parts) => parts.join(''));
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('.'));
const urn = fc.constantFrom('', 'urn:x:y:', 'urn:x:y:z:', `${ENTERPRISE_USER}:`);
const anyName = fc.tuple(urn, path).map((parts) => parts.join(''));
const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

test('property: every value is read under the name it was written with, whatever was written beside it', () => {
  let pairs = 0;
  fc.assert(
    fc.property(fc.dictionary(anyName, anyValue, { minKeys: 1, maxKeys: 6 }), (values) => {
      const together: string[] = [];
      for (const name of Object.keys(values)) if (userBuilder([...together, name]).ok) together.push(name);
      const user = built(Object.fromEntries(together.map((name) => [name, values[name] as Value])));
      const sent = JSON.parse(JSON.stringify(user)) as JsonObject;
      for (const name of together) expect([name, compileAttributePath(name).read(sent)]).toEqual([name, values[name]]);
      if (together.length > 1) pairs += 1;
    }),
    { numRuns: 500 },
  );
  expect(pairs).toBeGreaterThan(50);
});
