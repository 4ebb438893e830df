import { compileSourceAttribute } from '../../../shared/engine/schema/sourceAttribute';
import type { AttributeType } from '../../../shared/engine/synchronizationSchema';
import { Refusal } from '../../../shared/engine/values/convert';
import type { Json } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';

const read = (type: AttributeType | undefined, x: Json | undefined, isSecret = false) =>
  compileSourceAttribute('x', type && { type }, isSecret).read(x === undefined ? {} : { x });

const ADVICE = 'Declare the attribute as String and map the words with Switch, if the source sends words.';

describe('a value is read as its declared type', () => {
  test.each<{ type: AttributeType | undefined; sent: readonly (Json | undefined)[]; value: Value }>([
    { type: 'Boolean', sent: [true, 'true', ' True ', 'TRUE', 1, '1', ' 1 ', { value: 'true' }], value: true },
    { type: 'Boolean', sent: [false, 'false', 'FALSE', 0, '0'], value: false },
    { type: 'Boolean', sent: [undefined, null, '', '  ', [], {}], value: null },
    { type: 'Boolean', sent: [['true', 0]], value: [true, false] },
    { type: 'Integer', sent: [42, '42', ' 42 ', '+42', '0042'], value: 42 },
    { type: 'Integer', sent: ['9007199254740993'], value: 9007199254740993n },
    { type: 'Integer', sent: ['', null], value: null },
    { type: 'DateTime', sent: ['2024-05-01'], value: '2024-05-01' },
    { type: 'DateTime', sent: [' 8/25/2021 5:41:18 PM '], value: ' 8/25/2021 5:41:18 PM ' },
    { type: 'DateTime', sent: ['1 May 2024'], value: '1 May 2024' },
    { type: 'DateTime', sent: [' ', null], value: null },
    { type: 'String', sent: ['yes'], value: 'yes' },
    { type: 'String', sent: [''], value: '' },
    { type: 'String', sent: [7], value: 7 },
    { type: 'Reference', sent: ['17', { value: '17' }], value: '17' },
    { type: 'Binary', sent: ['AAEC'], value: 'AAEC' },
    { type: undefined, sent: ['true'], value: 'true' },
  ])('$type of $sent', ({ type, sent, value }) => {
    for (const x of sent) expect(read(type, x)).toEqual(value);
  });

  test.each<{ type: AttributeType; sent: readonly Json[]; accepted: string }>([
    {
      type: 'Boolean',
      sent: ['yes', 'Yes', 'Y', 'Active', 'no', 't', 2, '2', -1, 'truefalse', ['true', 'yes']],
      accepted: 'a Boolean: true and false in any case, 1 and 0 are taken',
    },
    {
      type: 'Integer',
      sent: ['many', 1.5, '1.5', true, '1e3'],
      accepted: 'an Integer: whole numbers and their digits are taken',
    },
    {
      type: 'DateTime',
      sent: ['soon', '2024-13-01', 20240501, true],
      accepted: 'a DateTime: what CDate reads, such as 2024-05-01 or 2024-05-01T08:00:00Z are taken',
    },
  ])('anything else is refused: $type', ({ type, sent, accepted }) => {
    for (const x of sent) {
      const shown = Array.isArray(x) ? x.join(', ') : x === true ? 'True' : String(x);
      const message = `x is "${shown}", which is not ${accepted}. ${ADVICE}`;
      expect(read(type, x)).toEqual(new Refusal('InvalidValue', message));
    }
  });

  test('a fault is short, however long the value is', () => {
    const refusal = read('Boolean', '𠮷'.repeat(100_000));
    expect(refusal instanceof Refusal && refusal.message).toMatch(/^x is "𠮷{200}…", which is not a Boolean/u);
    expect(read('Boolean', 'y'.repeat(200))).toMatchObject({
      message: expect.stringContaining(`"${'y'.repeat(200)}"`),
    });
    expect(read('Boolean', Array(1_000).fill('long'))).toMatchObject({ message: expect.stringContaining('…"') });
  });

  test('a fault does not tell what passes through Redact', () => {
    const message = `x is [Redact], which is not a Boolean: true and false in any case, 1 and 0 are taken. ${ADVICE}`;
    expect(read('Boolean', 'secret', true)).toEqual(new Refusal('InvalidValue', message));
  });
});

test('a list with elements that have no value is refused, not silently shortened', () => {
  const refusal = new Refusal(
    'InvalidValue',
    'x has elements without a "value", so no list of values can be had from it.',
  );
  expect(read('String', [{ type: 'work' }])).toEqual(refusal);
  expect(read('String', ['a', { type: 'work' }])).toEqual(refusal);
  expect(read('Integer', ['1', { type: 'work' }])).toEqual(refusal);
  expect(read('String', [{ type: 'work', value: '' }, 'a'])).toEqual(['a']);
});

test('nor where the values of all elements are asked for by name', () => {
  const { read } = compileSourceAttribute('x.value', { type: 'String' }, false);
  expect(read({ x: ['a', { value: 'b' }, { value: '' }] })).toEqual(['a', 'b']);
  expect(read({ x: [{ value: 'b' }, { type: 'work' }] })).toBeInstanceOf(Refusal);
});

test('what was sent is shown as it was, and whether it was said', () => {
  const { sent, said, name } = compileSourceAttribute('x', { type: 'Boolean' }, false);
  expect([name, sent({ x: 'Yes' }), said({ x: null }), said({})]).toEqual(['x', 'Yes', true, false]);
});
