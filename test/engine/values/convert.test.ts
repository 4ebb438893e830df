import type { AttributeType } from '../../../shared/engine/synchronizationSchema';
import { converterFor, Refusal, toBoolean, toInteger } from '../../../shared/engine/values/convert';
import type { Value } from '../../../shared/value';

const single = (type: AttributeType) => converterFor({ name: 'attr', type, multivalued: false });
const multi = (type: AttributeType) => converterFor({ name: 'attr', type, multivalued: true });

describe('a single-valued attribute', () => {
  test.each<{ type: AttributeType; value: Value; converted: Value }>([
    { type: 'String', value: 'text', converted: 'text' },
    { type: 'String', value: '', converted: null },
    { type: 'String', value: ' \u00a0', converted: null },
    { type: 'String', value: ['', 'b', ' '], converted: 'b' },
    { type: 'String', value: '𠮷', converted: '𠮷' },
    { type: 'String', value: true, converted: 'True' },
    { type: 'String', value: 7, converted: '7' },
    { type: 'String', value: null, converted: null },
    { type: 'String', value: ['only'], converted: 'only' },
    { type: 'String', value: [], converted: null },
    { type: 'String', value: ['', ' '], converted: null },
    { type: 'Binary', value: 'AAEC', converted: 'AAEC' },
    { type: 'Reference', value: 701984, converted: '701984' },
    { type: 'Reference', value: '', converted: null },
    { type: 'Boolean', value: 'True', converted: true },
    { type: 'Boolean', value: ' FALSE ', converted: false },
    { type: 'Boolean', value: 1, converted: true },
    { type: 'Boolean', value: '0', converted: false },
    { type: 'Boolean', value: '', converted: null },
    { type: 'Boolean', value: false, converted: false },
    { type: 'Integer', value: '42', converted: 42 },
    { type: 'Integer', value: ' +7 ', converted: 7 },
    { type: 'Integer', value: -3, converted: -3 },
    { type: 'Integer', value: '', converted: null },
    { type: 'Integer', value: '9223372036854775807', converted: 9223372036854775807n },
    { type: 'Integer', value: 5n, converted: 5 },
    { type: 'DateTime', value: '2024-05-01', converted: '2024-05-01T00:00:00Z' },
    { type: 'DateTime', value: '8/25/2021 5:41:18 PM', converted: '2021-08-25T17:41:18Z' },
    { type: 'DateTime', value: '', converted: null },
  ])('$type takes $value as $converted', ({ type, value, converted }) => {
    expect(single(type)(value)).toEqual(converted);
  });

  test.each<{ type: AttributeType; value: Value; message: string }>([
    { type: 'Boolean', value: 'yes', message: 'attr takes True or False, got "yes".' },
    { type: 'Boolean', value: 2, message: 'attr takes True or False, got "2".' },
    { type: 'Integer', value: '1.5', message: 'attr takes a whole number, got "1.5".' },
    { type: 'Integer', value: 1.5, message: 'attr takes a whole number, got "1.5".' },
    { type: 'Integer', value: true, message: 'attr takes a whole number, got "True".' },
    { type: 'Integer', value: 'x1', message: 'attr takes a whole number, got "x1".' },
    { type: 'Integer', value: '1x', message: 'attr takes a whole number, got "1x".' },
    ...['𠮷'.slice(0, 1), `a${'𠮷'.slice(1)}`].map((value) => ({
      type: 'String' as const,
      value,
      message: 'attr would get half of a character, which no directory can keep.',
    })),
    {
      type: 'DateTime',
      value: 'soon',
      message: 'attr takes a date or a point in time such as 2024-05-01T08:00:00Z, got "soon".',
    },
  ])('$type refuses $value', ({ type, value, message }) => {
    expect(single(type)(value)).toEqual(new Refusal('InvalidValue', message));
  });

  test('a fault is short, however long the value is', () => {
    const refusal = single('Integer')('x'.repeat(100_000));
    expect(refusal).toEqual(new Refusal('InvalidValue', `attr takes a whole number, got "${'x'.repeat(200)}…".`));
  });

  test('several values are one too many', () => {
    expect(single('String')(['a', 'b'])).toEqual(
      new Refusal('SchemaPropertyCanOnlyAcceptValue', 'attr takes one value, got 2.'),
    );
  });
});

describe('a multi-valued attribute', () => {
  test.each<{ type: AttributeType; value: Value; converted: Value }>([
    { type: 'String', value: 'one', converted: ['one'] },
    { type: 'String', value: ['a', '', true, ' '], converted: ['a', 'True'] },
    { type: 'Integer', value: ['1', '', 2], converted: [1, 2] },
    { type: 'Integer', value: [''], converted: null },
    { type: 'String', value: [], converted: null },
    { type: 'String', value: null, converted: null },
  ])('$type takes $value as $converted', ({ type, value, converted }) => {
    expect(multi(type)(value)).toEqual(converted);
  });

  test('one value that does not fit refuses all', () => {
    expect(multi('Integer')(['1', 'x'])).toEqual(new Refusal('InvalidValue', 'attr takes a whole number, got "x".'));
  });
});

test('toBoolean knows nothing but true and false', () => {
  expect([toBoolean('true'), toBoolean('1'), toBoolean('false'), toBoolean('0')]).toEqual([true, true, false, false]);
  expect([toBoolean(''), toBoolean('t'), toBoolean(10)]).toEqual([undefined, undefined, undefined]);
});

test('toInteger stays exact beyond 2^53', () => {
  expect(toInteger('9007199254740991')).toBe(9007199254740991);
  expect(toInteger('9007199254740992')).toBe(9007199254740992n);
  expect(toInteger(Number.MAX_SAFE_INTEGER + 1)).toBe(9007199254740992n);
  expect(toInteger(Number.NaN)).toBeUndefined();
});
