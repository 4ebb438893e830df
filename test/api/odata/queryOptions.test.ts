import { parseOrderBy, parseSelect, parseTop } from '../../../shared/api/odata/queryOptions';

describe('parseOrderBy', () => {
  test.each([
    { text: 'activityDateTime', expected: [{ property: 'activityDateTime', descending: false }] },
    { text: 'activityDateTime desc', expected: [{ property: 'activityDateTime', descending: true }] },
    {
      text: ' sourceIdentity/id ASC , id  DESC ',
      expected: [
        { property: 'sourceIdentity/id', descending: false },
        { property: 'id', descending: true },
      ],
    },
  ])('reads "$text"', ({ text, expected }) => {
    expect(parseOrderBy(text)).toEqual(expected);
  });

  test.each([
    { text: 'activityDateTime down', position: 1 },
    { text: 'a desc, b asc c', position: 9 },
    { text: 'a,', position: 3 },
    { text: '', position: 1 },
  ])('refuses "$text"', ({ text, position }) => {
    expect(() => parseOrderBy(text)).toThrow(expect.objectContaining({ option: '$orderby', position }));
  });
});

describe('parseSelect', () => {
  test('reads names, each once', () => {
    expect(parseSelect('id, employeeId,id')).toEqual(['id', 'employeeId']);
  });

  test.each([
    { text: 'id,,mail', position: 4 },
    { text: 'id,ma il', position: 4 },
  ])('refuses "$text"', ({ text, position }) => {
    expect(() => parseSelect(text)).toThrow(expect.objectContaining({ option: '$select', position }));
  });
});

describe('parseTop', () => {
  test('reads a whole number', () => {
    expect(parseTop('999')).toBe(999);
  });

  test.each(['0', '-1', '1.5', 'ten', '', '99999999999'])('refuses "%s"', (text) => {
    expect(() => parseTop(text)).toThrow("$top: expected a whole number from 1, got '");
  });
});
