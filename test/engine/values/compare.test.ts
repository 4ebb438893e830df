import type { AttributeType, KeyValue } from '../../../shared/engine/synchronizationSchema';
import { comparisonKey, missingValues, sameValue } from '../../../shared/engine/values/compare';
import type { Value } from '../../../shared/value';

interface Kind {
  readonly name?: string;
  readonly type?: AttributeType;
  readonly caseExact?: boolean;
  readonly multivalued?: boolean;
  readonly metadata?: readonly KeyValue[];
}

const keyOf = ({ name = 'attr', type = 'String', caseExact = false, multivalued = false, metadata = [] }: Kind) =>
  comparisonKey({ name, type, caseExact, multivalued, metadata });

interface Case extends Kind {
  readonly left: Value;
  readonly right: Value;
}

describe('sameValue', () => {
  test.each<Case>([
    { left: 'Ann', right: 'ann' },
    { left: 'STRASSE Ä', right: 'strasse ä' },
    { left: 'x', right: 'x', caseExact: true },
    { left: ['{"display":"Admin","value":"admin"}'], right: ['Admin'], multivalued: true },
    { left: ['{"value":"A"}', '{x'], right: ['{X', '{"value":"a","primary":true}'], multivalued: true },
    { name: 'accountExpires', type: 'Integer', left: 0, right: 9_223_372_036_854_775_807n },
    { left: 7, right: '7' },
    { left: true, right: 'true' },
    { left: null, right: null },
    { left: null, right: [] },
    { left: ['a', 'B'], right: ['b', 'A'] },
    { left: ['a', 'a'], right: ['a'] },
    { left: 'a', right: ['A'] },
    { type: 'Boolean', left: true, right: 'True' },
    { type: 'Boolean', left: 'FALSE', right: '0' },
    { type: 'Boolean', left: 'odd', right: 'odd' },
    { type: 'Boolean', left: true, right: '1' },
    { left: ['{"display":"A"}', '{"value":7}'], right: ['{"DISPLAY":"a"}', '{"VALUE":7}'], multivalued: true },
    { name: 'codePage', type: 'Integer', left: 0, right: '0' },
    { type: 'Integer', left: '007', right: 7 },
    { type: 'Integer', left: 9007199254740993n, right: '9007199254740993' },
    { type: 'Integer', left: 'odd', right: 'odd' },
    { type: 'DateTime', left: '2024-05-01T02:00:00+02:00', right: '2024-05-01' },
    { type: 'DateTime', left: 'odd', right: 'odd' },
    { type: 'Reference', left: '3B1C9F7A', right: '3b1c9f7a' },
    { type: 'Binary', left: 'AAEC', right: 'AAEC' },
    { name: 'parentDistinguishedName', left: 'OU=People, DC=contoso , DC=com ', right: 'ou=people,dc=CONTOSO,dc=com' },
    { name: 'distinguishedName', left: 'CN=A\\, B,DC=x', right: 'cn = a\\, b, dc=x' },
    { metadata: [{ key: 'IsContainer', value: 'true' }], left: 'OU=A, DC=x', right: 'ou=a,dc=x' },
  ])('$name $type: $left is $right', ({ left, right, ...kind }) => {
    expect(sameValue(left, right, keyOf(kind))).toBe(true);
    expect(sameValue(right, left, keyOf(kind))).toBe(true);
  });

  test.each<Case>([
    { left: 'Ann', right: 'ann', caseExact: true },
    { left: 'Ann', right: 'Anna' },
    { left: 'ß', right: 'ss' },
    { left: '', right: null },
    { left: ' a', right: 'a' },
    { left: 'a', right: null },
    { left: ['a'], right: ['a', 'b'] },
    { left: ['a', 'c'], right: ['a', 'b'] },
    { left: ['a', 'b'], right: 'a' },
    { type: 'Boolean', left: true, right: false },
    { type: 'Boolean', left: 'yes', right: true },
    { type: 'Boolean', left: 'yes', right: 'no' },
    { left: ['{"value":7}'], right: ['7'], multivalued: true },
    { left: ['{x'], right: ['{y'], multivalued: true },
    { name: 'accountExpires', type: 'Integer', left: 0, right: '' },
    { type: 'Integer', left: 9007199254740993n, right: 9007199254740992n },
    { type: 'Integer', left: '07', right: 'seven' },
    { type: 'DateTime', left: '2024-05-01', right: '2024-05-02' },
    { type: 'Binary', left: 'AAEC', right: 'aaec' },
    { left: 'OU=A, DC=x', right: 'OU=A,DC=x' },
    { name: 'distinguishedName', left: 'CN=A\\, B', right: 'CN=A\\,B' },
    { metadata: [{ key: 'IsContainer', value: 'false' }], left: 'OU=A, DC=x', right: 'OU=A,DC=x' },
    { metadata: [{ key: 'Other', value: 'true' }], left: 'OU=A, DC=x', right: 'OU=A,DC=x' },
  ])('$name $type: $left is not $right', ({ left, right, ...kind }) => {
    expect(sameValue(left, right, keyOf(kind))).toBe(false);
    expect(sameValue(right, left, keyOf(kind))).toBe(false);
  });
});

describe('missingValues', () => {
  test.each<{ wanted: Value; present: Value; missing: Value }>([
    { wanted: ['a', 'b', 'C'], present: ['B'], missing: ['a', 'C'] },
    { wanted: ['a'], present: ['A'], missing: [] },
    { wanted: 'a', present: null, missing: ['a'] },
    { wanted: null, present: ['a'], missing: [] },
  ])('of $wanted, $present lacks $missing', ({ wanted, present, missing }) => {
    expect(missingValues(wanted, present, keyOf({}))).toEqual(missing);
  });
});
