import { parseInstant, printInstant } from '../../../shared/engine/values/instant';

describe('parseInstant', () => {
  test.each([
    { text: '2024-05-01', iso: '2024-05-01T00:00:00Z', rule: 'a date is midnight UTC' },
    { text: '2024-05-01T08:30', iso: '2024-05-01T08:30:00Z', rule: 'without seconds' },
    { text: '2024-05-01 08:30:15', iso: '2024-05-01T08:30:15Z', rule: 'a blank in place of T' },
    { text: '2024-05-01t08:30:15z', iso: '2024-05-01T08:30:15Z', rule: 'letters in lower case' },
    { text: ' 2024-05-01T08:30:15.25Z ', iso: '2024-05-01T08:30:15.250Z', rule: 'a fraction, and blanks around' },
    { text: '2024-05-01T08:30:15.1234567Z', iso: '2024-05-01T08:30:15.123Z', rule: 'seven digits, as .NET prints' },
    { text: '2024-05-01T08:30:15+02:00', iso: '2024-05-01T06:30:15Z', rule: 'an offset ahead of UTC' },
    { text: '2009-06-15T01:45:30-07:00', iso: '2009-06-15T08:45:30Z', rule: 'an offset behind UTC' },
    { text: '2024-05-01T08:30:15-0730', iso: '2024-05-01T16:00:15Z', rule: 'an offset without colon' },
    { text: '2020-03-16-07:00', iso: '2020-03-16T07:00:00Z', rule: 'a date with offset' },
    { text: '8/25/2021 5:41:18 PM', iso: '2021-08-25T17:41:18Z', rule: 'what date functions print' },
    { text: '8/5/2021 12:00:00 AM', iso: '2021-08-05T00:00:00Z', rule: 'midnight' },
    { text: '8/5/2021 12:00:00 pm', iso: '2021-08-05T12:00:00Z', rule: 'noon' },
    { text: '8/5/2021 1:05:00 PM', iso: '2021-08-05T13:05:00Z', rule: 'the first hour of an afternoon' },
    { text: '12/31/2021', iso: '2021-12-31T00:00:00Z', rule: 'month first' },
    { text: '1/2/2021 13:05', iso: '2021-01-02T13:05:00Z', rule: 'a clock of 24 hours' },
    { text: '20240131120000.0Z', iso: '2024-01-31T12:00:00Z', rule: "LDAP's generalized time" },
    { text: '20240131120000.125Z', iso: '2024-01-31T12:00:00.125Z', rule: 'to the millisecond' },
    { text: '20240131120000-0500', iso: '2024-01-31T17:00:00Z', rule: 'and with an offset' },
    { text: '2024-02-29', iso: '2024-02-29T00:00:00Z', rule: 'a leap day' },
    { text: '0050-01-01', iso: '0050-01-01T00:00:00Z', rule: 'a year below 100' },
    { text: '2024-05-01T23:59:59Z', iso: '2024-05-01T23:59:59Z', rule: 'the last second of a day' },
  ])('$text: $rule', ({ text, iso }) => {
    const instant = parseInstant(text);
    expect(instant === undefined ? undefined : printInstant(instant)).toBe(iso);
  });

  test.each([
    '',
    'tomorrow',
    '2024-5-1',
    '2023-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-01-00',
    '2024-05-01T24:00:00',
    '2024-05-01T08:60:00',
    '2024-05-01T08:30:60',
    '13/1/2021',
    '8/25/2021 0:41:18 PM',
    '8/25/2021 13:41:18 PM',
    '8/25/2021 25:00',
    '25.8.2021',
    '20240131',
    '2024-05-01T08:30:15Z and more',
    'on 2024-05-01',
    'on 8/25/2021',
    '8/25/2021 5:41:18 PM or so',
    'x20240131120000.0Z',
    '20240131120000.0Zx',
  ])('%j is no point in time', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
