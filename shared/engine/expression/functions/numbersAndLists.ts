/** Numbers, and multi-valued attributes as a whole (spec/engine.md 2.3). */
import { printScalar, type Scalar } from '../../../value';
import { integerValue, textOf } from '../coercion';
import { required } from '../functionEntry';
import { bigInteger, integer, list, scalar } from '../parameterType';
import { strictFunction } from '../strictFunction';

const bitAnd = strictFunction({
  name: 'BitAnd',
  help: 'The bits that are set in both numbers. Hexadecimal numbers are written &HF7.',
  parameters: [required('value1', bigInteger), required('value2', bigInteger)],
  example: { expression: 'BitAnd(&HF, &HF7)', source: {}, expected: 7 },
  body: (value1, value2) => integerValue(value1 & value2),
});

const cStr = strictFunction({
  name: 'CStr',
  help: 'The value as text: numbers in decimal, booleans as True and False.',
  parameters: [required('value', scalar)],
  example: { expression: 'CStr([active])', source: { active: false }, expected: 'False' },
  body: textOf,
});

const count = strictFunction({
  name: 'Count',
  help: 'How many values the attribute has: none if it is absent, one if it is not multi-valued.',
  parameters: [required('attribute', list)],
  example: { expression: 'Count(Split("a,b,c", ","))', source: {}, expected: 3 },
  body: (values) => values.length,
});

const item = strictFunction({
  name: 'Item',
  help: 'One value of a multi-valued attribute, counted from 1. It fails where there is none at that place.',
  parameters: [required('attribute', list), required('index', integer)],
  example: {
    expression: 'Item([proxyAddresses], 1)',
    source: { proxyAddresses: ['SMTP:a@contoso.example', 'smtp:b@contoso.example'] },
    expected: 'SMTP:a@contoso.example',
  },
  body(values, index, site) {
    return values[index - 1] ?? site.fail(`there is no value ${index}; the attribute has ${values.length}.`);
  },
});

const removeDuplicates = strictFunction({
  name: 'RemoveDuplicates',
  help: 'The values of a multi-valued attribute, each once, in the order they first appear in.',
  parameters: [required('attribute', list)],
  example: {
    expression: 'RemoveDuplicates([proxyAddresses])',
    source: { proxyAddresses: ['a', 'b', 'a'] },
    expected: ['a', 'b'],
  },
  body(values) {
    const firsts = new Map<string, Scalar>();
    for (const value of values) {
      const key = printScalar(value);
      if (!firsts.has(key)) firsts.set(key, value);
    }
    return firsts.size === 0 ? null : [...firsts.values()];
  },
});

export const NUMBER_AND_LIST_FUNCTIONS = [bitAnd, cStr, count, item, removeDuplicates];
