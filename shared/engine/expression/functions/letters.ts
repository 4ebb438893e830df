/** What happens to the letters of a text: case, marks, blanks, encodings (spec/engine.md 2.1). */

import { textOf } from '../coercion';
import { optional, required } from '../functionEntry';
import { singleType, text } from '../parameterType';
import { strictFunction } from '../strictFunction';
import { casingOf, toLower, toUpper } from '../text/casing';
import { normalizeDiacritics } from '../text/diacritics';
import { properCase, titleCase } from '../text/properCase';
import { trimWhiteSpace } from '../text/whiteSpace';

const CULTURE_NAME = /^(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)?$/;

/** A culture's name; empty text is the invariant culture. */
const culture = singleType('String', (value, argument) => {
  const name = textOf(value);
  return CULTURE_NAME.test(name) ? casingOf(name) : argument.reject('the name of a culture, such as en-US', value);
});

const toLowerEntry = strictFunction({
  name: 'ToLower',
  help: 'The source in lower case, by the rules of the invariant culture or of the one named.',
  parameters: [required('source', text), optional('culture', culture)],
  example: { expression: 'ToLower("John.SMITH@contoso.example")', source: {}, expected: 'john.smith@contoso.example' },
  body: (source, casing) => toLower(source, casing),
});

const toUpperEntry = strictFunction({
  name: 'ToUpper',
  help: 'The source in upper case, by the rules of the invariant culture or of the one named. A letter stays one letter.',
  parameters: [required('source', text), optional('culture', culture)],
  example: { expression: 'ToUpper([city])', source: { city: 'Gießen' }, expected: 'GIEßEN' },
  body: (source, casing) => toUpper(source, casing),
});

const pCase = strictFunction({
  name: 'PCase',
  help: 'The source with each word capitalized and the rest in lower case. Words end at the separators, or else at blanks, punctuation and symbols.',
  parameters: [required('source', text), optional('wordSeparators', text)],
  example: {
    expression: 'PCase([lastName], " \'-")',
    source: { lastName: "PINTO-DE'SILVA" },
    expected: "Pinto-De'Silva",
  },
  body: (source, separators) => (separators === undefined ? titleCase(source) : properCase(source, separators)),
});

const normalize = strictFunction({
  name: 'NormalizeDiacritics',
  help: 'The source with the marks taken off its Latin letters.',
  parameters: [required('source', text)],
  example: { expression: 'NormalizeDiacritics([givenName])', source: { givenName: 'Zoë' }, expected: 'Zoe' },
  body: (source) => normalizeDiacritics(source),
});

const stripSpaces = strictFunction({
  name: 'StripSpaces',
  help: 'The source without its blanks. Tabs and line breaks stay.',
  parameters: [required('source', text)],
  example: { expression: 'StripSpaces("a b  c")', source: {}, expected: 'abc' },
  body: (source) => source.replaceAll(' ', ''),
});

const trim = strictFunction({
  name: 'Trim',
  help: 'The source without white space at its ends.',
  parameters: [required('source', text)],
  example: { expression: 'Trim("  Ann Lee ")', source: {}, expected: 'Ann Lee' },
  body: (source) => trimWhiteSpace(source),
});

const convertToBase64 = strictFunction({
  name: 'ConvertToBase64',
  help: 'The UTF-16 (little endian) bytes of the source in base64.',
  parameters: [required('source', text)],
  example: { expression: 'ConvertToBase64("Hello world!")', source: {}, expected: 'SABlAGwAbABvACAAdwBvAHIAbABkACEA' },
  body(source) {
    let bytes = '';
    for (let at = 0; at < source.length; at += 1) {
      const unit = source.charCodeAt(at);
      bytes += String.fromCharCode(unit & 0xff, unit >> 8);
    }
    return btoa(bytes);
  },
});

const convertToUtf8Hex = strictFunction({
  name: 'ConvertToUTF8Hex',
  help: 'The UTF-8 bytes of the source in hexadecimal digits.',
  parameters: [required('source', text)],
  example: { expression: 'ConvertToUTF8Hex("Hello world!")', source: {}, expected: '48656C6C6F20776F726C6421' },
  body(source) {
    let digits = '';
    for (const byte of new TextEncoder().encode(source)) digits += byte.toString(16).padStart(2, '0');
    return digits.toUpperCase();
  },
});

export const LETTER_FUNCTIONS = [
  toLowerEntry,
  toUpperEntry,
  pCase,
  normalize,
  stripSpaces,
  trim,
  convertToBase64,
  convertToUtf8Hex,
];
