/** Questions about a value, answered True or False (spec/engine.md 2.2). */
import { isEmpty } from '../../../value';
import { isList, isNull, isTrue, textOf } from '../coercion';
import { compare, isNumber } from '../comparison';
import { IGNORE_ATTRIBUTE } from '../evaluation';
import { required } from '../functionEntry';
import { anything, scalar } from '../parameterType';
import { strictFunction } from '../strictFunction';

const isNullEntry = strictFunction({
  name: 'IsNull',
  help: 'Whether the expression is null, that is, the attribute is absent. Empty text is not null.',
  parameters: [required('expression', anything)],
  example: { expression: 'IsNull([displayName])', source: {}, expected: true },
  body: isNull,
});

const isNothing = strictFunction({
  name: 'IsNothing',
  help: 'Another name of IsNull.',
  parameters: [required('source', anything)],
  example: { expression: 'IsNothing([displayName])', source: { displayName: '' }, expected: false },
  body: isNull,
});

const isNullOrEmpty = strictFunction({
  name: 'IsNullOrEmpty',
  help: 'Whether the expression is null or empty text.',
  parameters: [required('expression', anything)],
  example: { expression: 'IsNullOrEmpty([displayName])', source: { displayName: '' }, expected: true },
  body: isEmpty,
});

const isPresent = strictFunction({
  name: 'IsPresent',
  help: 'Whether the expression is neither null nor empty text.',
  parameters: [required('expression', anything)],
  example: { expression: 'IsPresent([displayName])', source: { displayName: 'Ann Lee' }, expected: true },
  body: (expression) => !isEmpty(expression),
});

const isString = strictFunction({
  name: 'IsString',
  help: 'Whether the expression can be read as one text: it is neither null nor multi-valued.',
  parameters: [required('expression', anything)],
  example: { expression: 'IsString([title])', source: { title: 'Tour Guide' }, expected: true },
  body: (expression) => expression !== null && !isList(expression),
});

const not = strictFunction({
  name: 'Not',
  help: 'False if the source is True; True for everything else, also where there is no value.',
  parameters: [required('source', scalar)],
  example: { expression: 'Not([active])', source: { active: false }, expected: true },
  body: (source) => !isTrue(source),
});

const cBool = strictFunction({
  name: 'CBool',
  help: 'True for a number other than zero, for True and for a comparison that holds; else False.',
  parameters: [required('expression', scalar)],
  example: { expression: 'CBool([office] = [city])', source: { office: 'Bern', city: 'Bern' }, expected: true },
  body(expression) {
    const number = textOf(expression);
    return isTrue(expression) || (isNumber(number) && compare(number, '0') !== 0);
  },
});

const ignoreFlowIfNullOrEmpty = strictFunction({
  name: 'IgnoreFlowIfNullOrEmpty',
  help: 'The expression, or, if it is null or empty, nothing at all: the target attribute is neither written nor cleared.',
  parameters: [required('expression', anything)],
  example: { expression: 'IgnoreFlowIfNullOrEmpty([department])', source: {}, expected: { ignored: true } },
  body: (expression) => (isEmpty(expression) ? IGNORE_ATTRIBUTE : expression),
});

export const PRESENCE_FUNCTIONS = [
  isNullEntry,
  isNothing,
  isNullOrEmpty,
  isPresent,
  isString,
  not,
  cBool,
  ignoreFlowIfNullOrEmpty,
];
