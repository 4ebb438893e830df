/** Parts of texts, and texts put together (spec/engine.md 2.1). Positions count characters, from 1. */
import { firstCharacters, lengthOf, offsetOf } from '../../values/characters';
import { checkLength, ListBuilder } from '../bounds';
import { textOf } from '../coercion';
import { optional, repeating, required } from '../functionEntry';
import { integer, oneOf, scalar, text } from '../parameterType';
import { strictFunction } from '../strictFunction';
import { toLower } from '../text/casing';
import { trimWhiteSpace } from '../text/whiteSpace';

const append = strictFunction({
  name: 'Append',
  help: 'The source with the suffix behind it.',
  parameters: [required('source', text), required('suffix', text)],
  example: {
    expression: 'Append([userPrincipalName], ".test")',
    source: { userPrincipalName: 'John.Doe@contoso.example' },
    expected: 'John.Doe@contoso.example.test',
  },
  body: (source, suffix) => source + suffix,
});

const prepend = strictFunction({
  name: 'Prepend',
  help: 'The source with the prefix before it.',
  parameters: [required('prefix', text), required('source', text)],
  example: { expression: 'Prepend("x-", [userName])', source: { userName: 'ann' }, expected: 'x-ann' },
  body: (prefix, source) => prefix + source,
});

const join = strictFunction({
  name: 'Join',
  help: 'The sources, and every value of a multi-valued one, with the separator between them. Empty ones are left out.',
  parameters: [required('separator', text), repeating('source')],
  example: {
    expression: 'Join(", ", [surname], [middleName], [givenName])',
    source: { surname: 'Doe', givenName: 'John' },
    expected: 'Doe, John',
  },
  body(separator, sources, site) {
    let joined = '';
    for (const source of sources) {
      const part = textOf(source);
      if (part === '') continue;
      joined = joined === '' ? part : joined + separator + part;
      checkLength(joined.length, site);
    }
    return joined;
  },
});

const left = strictFunction({
  name: 'Left',
  help: 'The first characters of a text; the whole text if the number is negative.',
  parameters: [required('string', text), required('numChars', integer)],
  example: { expression: 'Left("John Doe", 3)', source: {}, expected: 'Joh' },
  body: (source, numChars) => (numChars < 0 ? source : firstCharacters(source, numChars)),
});

const mid = strictFunction({
  name: 'Mid',
  help: 'Part of a text: from a position, which counts from 1, and so many characters long.',
  parameters: [required('source', text), required('start', integer), required('length', integer)],
  example: {
    expression: 'Mid([userPrincipalName], 1, 8)',
    source: { userPrincipalName: 'bjensen2@contoso.example' },
    expected: 'bjensen2',
  },
  body(source, start, length) {
    if (length === 0) return '';
    const from = offsetOf(source, start - 1);
    if (length < 0 || start < 1 || from === source.length) return source;
    return firstCharacters(source.slice(from), length);
  },
});

const len = strictFunction({
  name: 'Len',
  help: 'How many characters a text has.',
  parameters: [required('source', text)],
  example: { expression: 'Len([displayName])', source: { displayName: 'John Doe' }, expected: 8 },
  body: (source) => lengthOf(source),
});

const word = strictFunction({
  name: 'Word',
  help: 'One word of a text, counted from 1, where any of the delimiter characters separates words; empty if there is none.',
  parameters: [required('string', text), required('wordNumber', integer), required('delimiters', text)],
  example: { expression: 'Word("The quick brown fox", 3, " ")', source: {}, expected: 'brown' },
  body(source, wordNumber, delimiters) {
    const separators = new Set(delimiters);
    let words = 0;
    let current = '';
    for (const character of source) {
      if (!separators.has(character)) {
        if (current === '') words += 1;
        current += character;
        continue;
      }
      if (words === wordNumber) return current;
      current = '';
    }
    return words === wordNumber ? current : '';
  },
});

const split = strictFunction({
  name: 'Split',
  help: 'The parts of a text between the delimiters, each without white space around it, as a multi-valued result.',
  parameters: [required('source', scalar), required('delimiter', text)],
  example: {
    expression: 'Split([extensionAttribute5], ",")',
    source: { extensionAttribute5: 'PermissionSetOne, PermissionSetTwo' },
    expected: ['PermissionSetOne', 'PermissionSetTwo'],
  },
  body(source, delimiter, site) {
    if (lengthOf(delimiter) !== 1) site.fail('delimiter must be one character.');
    if (source === null) return null;
    const parts = new ListBuilder(site);
    for (const part of textOf(source).split(delimiter)) parts.add(trimWhiteSpace(part));
    return parts.list();
  },
});

const inStr = strictFunction({
  name: 'InStr',
  help: 'Where a text first contains another, counted from 1; 0 if it does not. vbTextCompare ignores case.',
  parameters: [
    required('value1', text),
    required('value2', text),
    optional('start', integer),
    optional('compareType', oneOf('vbBinaryCompare', 'vbTextCompare')),
  ],
  example: { expression: 'InStr("repEated", "e", 3, vbBinaryCompare)', source: {}, expected: 7 },
  body(value1, value2, start = 1, compareType = 'vbBinaryCompare', site) {
    if (start < 1) return site.fail('start must be at least 1.');
    const from = offsetOf(value1, start - 1);
    if (from === value1.length) return 0;
    const ignoresCase = compareType === 'vbTextCompare';
    const [within, wanted] = ignoresCase ? [toLower(value1), toLower(value2)] : [value1, value2];
    const found = within.indexOf(wanted, from);
    return found < 0 ? 0 : lengthOf(value1.slice(0, found)) + 1;
  },
});

export const TEXT_FUNCTIONS = [append, prepend, join, left, mid, len, word, split, inStr];
