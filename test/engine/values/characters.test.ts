import {
  afterCharacter,
  firstCharacters,
  lengthOf,
  offsetOf,
  wellFormed,
  wellFormedValue,
} from '../../../shared/engine/values/characters';
import type { Value } from '../../../shared/value';

describe('halves of characters', () => {
  test.each([
    ['', ''],
    ['aé太', 'aé太'],
    ['𠮷', '𠮷'],
    ['\ud842', '\ufffd'],
    ['\udfb7\ud842', '\ufffd\ufffd'],
    ['a\ud842\ud842\udfb7\udfb7b', 'a\ufffd𠮷\ufffdb'],
  ])('%j is well formed as %j', (text, expected) => {
    expect(wellFormed(text)).toBe(expected);
  });

  test.each<[Value, Value]>([
    [null, null],
    [7, 7],
    [7n, 7n],
    [false, false],
    ['\ud842', '\ufffd'],
    [[], []],
    [
      ['𠮷', 1, true],
      ['𠮷', 1, true],
    ],
    [
      ['a', '\ud842', 1n, false],
      ['a', '\ufffd', 1n, false],
    ],
  ])('%p is read as %p', (value, expected) => {
    expect(wellFormedValue(value)).toEqual(expected);
  });

  test('a list without one stays the list it is', () => {
    const list = ['a', 1, true];
    expect(wellFormedValue(list)).toBe(list);
  });
});

describe('characters are counted', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['𠮷', 1],
    ['a𠮷\u{1F600}b', 4],
    ['e\u0301', 2],
  ])('%j has %d', (text, length) => {
    expect(lengthOf(text)).toBe(length);
  });

  test.each([
    ['abc', 0, 0],
    ['abc', 2, 2],
    ['abc', 9, 3],
    ['𠮷b', 0, 0],
    ['𠮷b', 1, 2],
    ['𠮷b', 2, 3],
    ['𠮷b', 9, 3],
    ['𠮷b', -1, 0],
  ])('in %j number %d starts at %d', (text, character, offset) => {
    expect(offsetOf(text, character)).toBe(offset);
  });

  test.each([
    ['𠮷太b', 0, ''],
    ['𠮷太b', 1, '𠮷'],
    ['𠮷太b', 3, '𠮷太b'],
    ['𠮷太b', 9, '𠮷太b'],
    ['abc', 2, 'ab'],
  ])('the first of %j, %d of them, are %j', (text, many, expected) => {
    expect(firstCharacters(text, many)).toBe(expected);
  });

  test('and the next begins behind both halves', () => {
    expect(afterCharacter('𠮷b', 0)).toBe(2);
    expect(afterCharacter('𠮷b', 2)).toBe(3);
    expect(afterCharacter('\uffff', 0)).toBe(1);
    expect(afterCharacter('', 0)).toBe(1);
  });
});
