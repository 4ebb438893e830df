import type { Value } from '../../../../shared/value';
import { evaluate, literal, type Source, valueFrom } from '../evaluate';

const cDate = (text: string) => evaluate('CDate([x])', { x: text });

describe('CDate reads', () => {
  test.each([
    // ISO 8601.
    ['2021-07-02', '7/2/2021 12:00:00 AM'],
    ['2021-7-2', '7/2/2021 12:00:00 AM'],
    ['2021/07/02', '7/2/2021 12:00:00 AM'],
    ['2021-07', '7/1/2021 12:00:00 AM'],
    ['2021/7', '7/1/2021 12:00:00 AM'],
    ['2021-07-02T15:33', '7/2/2021 3:33:00 PM'],
    ['2021-07-02 15:33:38', '7/2/2021 3:33:38 PM'],
    ['2021-07-02t15:33:38z', '7/2/2021 3:33:38 PM'],
    ['2021-07-02T15:33:38.1234567Z', '7/2/2021 3:33:38 PM'],
    ['2021-07-02T15:33:38.999999999Z', '7/2/2021 3:33:38 PM'],
    ['2021-07-02T15:33:38 GMT', '7/2/2021 3:33:38 PM'],
    ['2021-07-02T15:33:38 UTC', '7/2/2021 3:33:38 PM'],
    ['2021-07-02T00:00:00+00:00', '7/2/2021 12:00:00 AM'],
    ['2021-07-02T00:00:00+05:30', '7/1/2021 6:30:00 PM'],
    ['2021-07-02T00:00:00+0530', '7/1/2021 6:30:00 PM'],
    ['2021-07-02T00:00:00 +5', '7/1/2021 7:00:00 PM'],
    ['2021-07-02T23:30:00-01:00', '7/3/2021 12:30:00 AM'],
    ['2021-07-02-07:00', '7/2/2021 7:00:00 AM'],
    ['2021-07-02+14:00', '7/1/2021 10:00:00 AM'],
    ['2021-07-02Z', '7/2/2021 12:00:00 AM'],
    ['0001-01-01', '1/1/0001 12:00:00 AM'],
    ['0099-12-31', '12/31/0099 12:00:00 AM'],
    ['9999-12-31T23:59:59', '12/31/9999 11:59:59 PM'],
    ['2000-02-29', '2/29/2000 12:00:00 AM'],
    // The month before the day.
    ['7/2/2021', '7/2/2021 12:00:00 AM'],
    ['07/02/2021', '7/2/2021 12:00:00 AM'],
    ['7-2-2021', '7/2/2021 12:00:00 AM'],
    ['7/2/21', '7/2/2021 12:00:00 AM'],
    ['7/2/49', '7/2/2049 12:00:00 AM'],
    ['7/2/50', '7/2/1950 12:00:00 AM'],
    ['7/2/2021 3:33:38 PM', '7/2/2021 3:33:38 PM'],
    ['7/2/2021 3:33:38pm', '7/2/2021 3:33:38 PM'],
    ['7/2/2021 12:00:00 AM', '7/2/2021 12:00:00 AM'],
    ['7/2/2021 12:00:00 PM', '7/2/2021 12:00:00 PM'],
    ['7/2/2021 12:30 AM', '7/2/2021 12:30:00 AM'],
    ['7/2/2021 3 PM', '7/2/2021 3:00:00 PM'],
    ['7/2/2021 15:33', '7/2/2021 3:33:00 PM'],
    ['7/2/2021 3:33 PM -07:00', '7/2/2021 10:33:00 PM'],
    // With the month's name.
    ['2 July 2021', '7/2/2021 12:00:00 AM'],
    ['02-Jul-2021', '7/2/2021 12:00:00 AM'],
    ['2-jul-21', '7/2/2021 12:00:00 AM'],
    ['2 July, 2021 8:00 AM', '7/2/2021 8:00:00 AM'],
    ['July 2, 2021', '7/2/2021 12:00:00 AM'],
    ['JULY 2 2021', '7/2/2021 12:00:00 AM'],
    ['Friday, July 2, 2021 3:33 PM', '7/2/2021 3:33:00 PM'],
    ['Fri, 02 Jul 2021 15:33:38 GMT', '7/2/2021 3:33:38 PM'],
    ['fri 2 jul 2021', '7/2/2021 12:00:00 AM'],
    ['Sunday, 4 July 2021', '7/4/2021 12:00:00 AM'],
    ['1 January 2021', '1/1/2021 12:00:00 AM'],
    ['31 December 2021', '12/31/2021 12:00:00 AM'],
    ['1 May 2021', '5/1/2021 12:00:00 AM'],
    // White space around.
    ['  2021-07-02\t', '7/2/2021 12:00:00 AM'],
    ['7/2/2021 3:33:38\u202fPM', '7/2/2021 3:33:38 PM'],
    ['2\u00a0July\u00a02021', '7/2/2021 12:00:00 AM'],
  ])('%s as %s', (text, expected) => {
    expect(cDate(text)).toEqual({ value: expected });
  });

  test.each([
    'nonsense',
    '2021',
    '20210702',
    '2021-07-02T',
    '2021-07-02 8',
    '2021-07-02T15',
    '2021-07-02T24:00:00',
    '2021-07-02T15:60:00',
    '2021-07-02T15:33:60',
    '2021-07-02T15:33:38.',
    '2021-07-02T5:3',
    '2021-07-02 13:00 PM',
    '2021-07-02+14:01',
    '2021-07-02-14:01',
    '2021-07-02+1:2',
    '2021-07/02',
    '2021-02-29',
    '1900-02-29',
    '2021-04-31',
    '2021-06-31',
    '2021-09-31',
    '2021-11-31',
    '2021-01-32',
    '2021-00-01',
    '2021-13-01',
    '2021-01-00',
    '0000-01-01',
    '2021-13',
    '2021-07-',
    '13/1/2021',
    '16.03.2020',
    '7/2/2021x',
    'x7/2/2021',
    '2 Juli 2021',
    '2 2021',
    'Thursday, July 2, 2021',
    'Frida, July 2, 2021',
    'Maybe 2 July 2021',
    '3:33 PM',
    '0001-01-01+01:00',
    '9999-12-31T23:59:59-01:00',
    `2021-07-02${' '.repeat(95)}Z`,
  ])('nothing in %j', (text) => {
    expect(cDate(text)).toEqual({
      failed: expect.stringContaining('CDate: expression must be a date, got '),
      column: 7,
    });
  });

  test('a long text around a date only if it is white space', () => {
    expect(cDate(`${' '.repeat(95)}2021-07-02`)).toEqual({ value: '7/2/2021 12:00:00 AM' });
  });

  test('each of several values', () => {
    expect(valueFrom('CDate([x])', { x: ['2021-07-02', '2021-07-03'] })).toEqual([
      '7/2/2021 12:00:00 AM',
      '7/3/2021 12:00:00 AM',
    ]);
  });
});

describe('Now', () => {
  test.each([
    ['1969-12-31T23:59:59.999Z', '12/31/1969 11:59:59 PM'],
    ['2024-02-29T12:00:00.001Z', '2/29/2024 12:00:00 PM'],
    ['2024-02-29T09:05:07Z', '2/29/2024 9:05:07 AM'],
  ])('is %s as %s', (now, expected) => {
    expect(valueFrom('Now()', {}, { now: Date.parse(now) })).toBe(expected);
  });
});

describe('DateAdd', () => {
  test.each([
    ['yyyy', 1, '2012-03-16T07:00', '3/16/2013 7:00:00 AM'],
    ['yyyy', -12, '2012-02-29', '2/29/2000 12:00:00 AM'],
    ['yyyy', 1, '2012-02-29', '2/28/2013 12:00:00 AM'],
    ['m', 1, '2021-01-31', '2/28/2021 12:00:00 AM'],
    ['m', 1, '2020-01-31', '2/29/2020 12:00:00 AM'],
    ['m', 3, '2021-01-31', '4/30/2021 12:00:00 AM'],
    ['m', -1, '2021-01-15', '12/15/2020 12:00:00 AM'],
    ['m', -13, '2021-01-15', '12/15/2019 12:00:00 AM'],
    ['m', 12, '2021-12-15', '12/15/2022 12:00:00 AM'],
    ['d', 1, '2021-12-31T23:00', '1/1/2022 11:00:00 PM'],
    ['d', 0, '2021-12-31', '12/31/2021 12:00:00 AM'],
    ['ww', 2, '2012-03-16', '3/30/2012 12:00:00 AM'],
    ['h', 25, '2012-03-16', '3/17/2012 1:00:00 AM'],
    ['n', -1, '2012-03-16', '3/15/2012 11:59:00 PM'],
    ['s', 3661, '2012-03-16', '3/16/2012 1:01:01 AM'],
  ])('%s %d to %s is %s', (interval, value, date, expected) => {
    expect(valueFrom(`DateAdd("${interval}", ${value}, "${date}")`)).toBe(expected);
  });

  test.each([
    [
      'DateAdd("y", 1, "2021-01-01")',
      'DateAdd: interval must be one of "yyyy", "m", "d", "ww", "h", "n", "s", got "y".',
      9,
    ],
    [
      'DateAdd("D", 1, "2021-01-01")',
      'DateAdd: interval must be one of "yyyy", "m", "d", "ww", "h", "n", "s", got "D".',
      9,
    ],
    ['DateAdd("d", "x", "2021-01-01")', 'DateAdd: value must be a whole number, got "x".', 14],
    ['DateAdd("d", 1, "soon")', 'DateAdd: dateTime must be a date, got "soon".', 17],
    ['DateAdd("yyyy", 1, "9999-01-01")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
    ['DateAdd("yyyy", -1, "0001-01-01")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
    ['DateAdd("d", 1, "9999-12-31")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
    ['DateAdd("s", -1, "0001-01-01")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
    ['DateAdd("m", 99999999999999999999, "2021-01-01")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
    ['DateAdd("ww", 99999999999999999999, "2021-01-01")', 'DateAdd: the date lies outside the years 1 to 9999.', 1],
  ])('%s fails', (expression, failed, column) => {
    expect(evaluate(expression)).toEqual({ failed, column });
  });
});

describe('DateDiff', () => {
  test.each([
    ['d', '2021-08-25T17:41:18', '2012-03-16T07:00', -3449],
    ['d', '2021-08-18T23:59:59', '2021-08-19', 0],
    ['d', '2021-08-19', '2021-08-18T00:00:01', 0],
    ['d', '2021-08-18T12:00', '2021-08-20T11:59:59', 1],
    ['h', '2021-08-24T00:30', '2021-08-24T02:29:59', 1],
    ['n', '2021-08-24', '2021-08-25', 1440],
    ['n', '2021-08-24T00:00:59', '2021-08-24T00:00:00', 0],
    ['s', '2021-08-24T00:00:59', '2021-08-24T00:00:00', -59],
    ['s', '2021-08-24T00:00:00.9', '2021-08-24T00:00:01.1', 0],
    ['s', '2021-08-24T00:00:00.1', '2021-08-24T00:00:01.2', 1],
    ['ww', '2021-08-28', '2021-08-29', 1],
    ['ww', '2021-08-29', '2021-09-04', 0],
    ['ww', '2021-08-29', '2021-08-28', -1],
    ['ww', '1969-12-27', '1970-01-04', 2],
    ['m', '2021-01-31', '2021-02-01', 1],
    ['m', '2021-01-01', '2021-01-31', 0],
    ['m', '2021-12-31', '2020-01-01', -23],
    ['yyyy', '2020-12-31', '2021-01-01', 1],
    ['yyyy', '2021-08-25', '2012-03-16', -9],
  ])('%s from %s to %s is %d', (interval, from, to, expected) => {
    expect(valueFrom(`DateDiff("${interval}", "${from}", "${to}")`)).toBe(expected);
  });

  test.each([
    ['DateDiff("w", "2021-01-01", "2021-01-02")', /^DateDiff: interval must be one of /, 10],
    ['DateDiff("d", "x", "2021-01-02")', /^DateDiff: date1 must be a date, got "x"\.$/, 15],
    ['DateDiff("d", "2021-01-02", "x")', /^DateDiff: date2 must be a date, got "x"\.$/, 29],
  ])('%s fails', (expression, message, column) => {
    expect(evaluate(expression)).toEqual({ failed: expect.stringMatching(message), column });
  });
});

describe('FILETIME', () => {
  test.each([
    ['0', '1/1/1601 12:00:00 AM'],
    ['9999999', '1/1/1601 12:00:00 AM'],
    ['10000000', '1/1/1601 12:00:01 AM'],
    ['129699324000000000', '1/1/2012 11:00:00 PM'],
    ['2650467743999999999', '12/31/9999 11:59:59 PM'],
  ])('%s is %s', (number, expected) => {
    expect(valueFrom('DateFromNum([x])', { x: number })).toBe(expected);
    expect(valueFrom('DateFromNum([x])', { x: BigInt(number) })).toBe(expected);
  });

  test.each(['-1', '2650467744000000000', '9223372036854775807'])('%s is no date', (number) => {
    expect(evaluate(`DateFromNum(${number})`)).toEqual({
      failed: 'DateFromNum: the date lies outside the years 1 to 9999.',
      column: 1,
    });
  });

  test.each([
    ['1601-01-01', '0'],
    ['1970-01-01T00:00:00.0000001Z', '116444736000000001'],
    ['2020-12-31 23:59:59-08:00', '132539615990000000'],
    ['12/31/2020 11:59:59 PM', '132539327990000000'],
    ['9999-12-31T23:59:59.9999999Z', '2650467743999999999'],
  ])('of %s is %s', (date, expected) => {
    expect(valueFrom(`NumFromDate("${date}")`)).toBe(expected);
  });

  test('does not exist before 1601', () => {
    expect(evaluate('NumFromDate("1600-12-31T23:59:59")')).toEqual({
      failed: 'NumFromDate: there is no FILETIME before 1601.',
      column: 1,
    });
  });
});

describe('FormatDateTime prints', () => {
  const print = (format: string, date = '2009-06-05T04:03:02.0045600') =>
    valueFrom(`FormatDateTime("${date}", , "yyyy-MM-ddTHH:mm:ss.fffffff", ${literal(format)})`);

  test.each([
    ['%d', '5'],
    ['dd', '05'],
    ['ddd', 'Fri'],
    ['dddd', 'Friday'],
    ['dddddd', 'Friday'],
    ['%M', '6'],
    ['MM', '06'],
    ['MMM', 'Jun'],
    ['MMMM', 'June'],
    ['%y', '9'],
    ['yy', '09'],
    ['yyy', '2009'],
    ['yyyy', '2009'],
    ['yyyyy', '02009'],
    ['%h', '4'],
    ['hh', '04'],
    ['hhh', '04'],
    ['%H', '4'],
    ['HH', '04'],
    ['HHH', '04'],
    ['%m', '3'],
    ['mm', '03'],
    ['%s', '2'],
    ['ss', '02'],
    ['sss', '02'],
    ['%f', '0'],
    ['ff', '00'],
    ['fff', '004'],
    ['fffff', '00456'],
    ['fffffff', '0045600'],
    ['%F', ''],
    ['FFF', '004'],
    ['FFFFFFF', '00456'],
    ['ss.FF', '02'],
    ['ss.FFF', '02.004'],
    ['ss:FF', '02:'],
    ['%t', 'A'],
    ['tt', 'AM'],
    ['ttt', 'AM'],
    ['%z', '+0'],
    ['zz', '+00'],
    ['zzz', '+00:00'],
    ['%K', ''],
    ['ssK', '02'],
    ['ssZ', '02Z'],
    ['HH:mm', '04:03'],
    ['dd/MM', '05/06'],
    ["'day' d", 'day 5'],
    ['"day" d', 'day 5'],
    ["'it''s'", 'its'],
    [String.raw`'it\'s' d`, "it's 5"],
    [String.raw`\d\d d`, 'dd 5'],
    ['yyyy-MM-ddTHH', '2009-06-05T04'],
    ['%dx', '5x'],
    ['yyyy gg', '2009 A.D.'],
    ['d', '06/05/2009'],
    ['D', 'Friday, 05 June 2009'],
    ['f', 'Friday, 05 June 2009 04:03'],
    ['F', 'Friday, 05 June 2009 04:03:02'],
    ['g', '06/05/2009 04:03'],
    ['G', '06/05/2009 04:03:02'],
    ['m', 'June 05'],
    ['M', 'June 05'],
    ['o', '2009-06-05T04:03:02.0045600'],
    ['O', '2009-06-05T04:03:02.0045600'],
    ['r', 'Fri, 05 Jun 2009 04:03:02 GMT'],
    ['R', 'Fri, 05 Jun 2009 04:03:02 GMT'],
    ['s', '2009-06-05T04:03:02'],
    ['t', '04:03'],
    ['T', '04:03:02'],
    ['u', '2009-06-05 04:03:02Z'],
    ['U', 'Friday, 05 June 2009 04:03:02'],
    ['y', '2009 June'],
    ['Y', '2009 June'],
  ])('%s', (format, expected) => {
    expect(print(format)).toBe(expected);
  });

  test.each([
    ['hh tt', '2009-06-05T00:00:00.0000000', '12 AM'],
    ['hh tt', '2009-06-05T11:59:59.0000000', '11 AM'],
    ['hh tt', '2009-06-05T12:00:00.0000000', '12 PM'],
    ['%h %t', '2009-06-05T13:00:00.0000000', '1 P'],
    ['ss.FFFFFFF', '2009-06-05T13:00:00.0000000', '00'],
    ['dddd', '2009-06-07T13:00:00.0000000', 'Sunday'],
    ['dddd', '2009-06-08T13:00:00.0000000', 'Monday'],
    ['dddd', '2009-06-09T13:00:00.0000000', 'Tuesday'],
    ['dddd', '2009-06-10T13:00:00.0000000', 'Wednesday'],
    ['dddd', '2009-06-11T13:00:00.0000000', 'Thursday'],
    ['dddd', '2009-06-12T13:00:00.0000000', 'Friday'],
    ['dddd', '2009-06-13T13:00:00.0000000', 'Saturday'],
    ['MMM', '2009-01-07T13:00:00.0000000', 'Jan'],
    ['yyyy', '0009-01-07T13:00:00.0000000', '0009'],
    ['%y', '2000-01-07T13:00:00.0000000', '0'],
    ['yyy', '0009-01-07T13:00:00.0000000', '009'],
  ])('%s of %s', (format, date, expected) => {
    expect(print(format, date)).toBe(expected);
  });

  test.each([['x'], ['ffffffff'], ['FFFFFFFF'], ["'open"], ['dd\\'], ['%'], ['dd%'], ['%%'], ['']])(
    '%j not at all: it is no format',
    (format) => {
      expect(evaluate(`FormatDateTime("1", , "%d", ${literal(format)})`)).toEqual({
        failed: expect.stringContaining('FormatDateTime: outputFormat must be a date format of .NET, got '),
        column: 29,
      });
    },
  );
});

describe('FormatDateTime reads', () => {
  const NOW = { now: Date.UTC(2025, 6, 30, 9, 5) };
  const read = (source: string, format: string, styles = '') =>
    evaluate(
      `FormatDateTime([x], ${literal(styles)}, ${literal(format)}, "yyyy-MM-dd HH:mm:ss.fffffffK")`,
      { x: source },
      NOW,
    );

  test.each([
    ['20150123105347.1Z', 'yyyyMMddHHmmss.fZ', '2015-01-23 10:53:47.1000000Z'],
    ['1/2/2021', 'M/d/yyyy', '2021-01-02 00:00:00.0000000'],
    ['11/22/2021', 'M/d/yyyy', '2021-11-22 00:00:00.0000000'],
    ['01/02/2021', 'M/d/yyyy', '2021-01-02 00:00:00.0000000'],
    ['01/02/2021', 'MM/dd/yyyy', '2021-01-02 00:00:00.0000000'],
    ['2 Jan 21', 'd MMM yy', '2021-01-02 00:00:00.0000000'],
    ['2 JANUARY 49', 'd MMMM yy', '2049-01-02 00:00:00.0000000'],
    ['2 may 50', 'd MMMM yy', '1950-05-02 00:00:00.0000000'],
    ['2 1 9', 'd M y', '2009-01-02 00:00:00.0000000'],
    ['2 1 021', 'd M yyy', '0021-01-02 00:00:00.0000000'],
    ['Sat 2 1 2021', 'ddd d M yyyy', '2021-01-02 00:00:00.0000000'],
    ['saturday 2 1 2021', 'dddd d M yyyy', '2021-01-02 00:00:00.0000000'],
    ['2021-01-02 3:04:05 PM', 'yyyy-MM-dd h:mm:ss tt', '2021-01-02 15:04:05.0000000'],
    ['2021-01-02 12 AM', 'yyyy-MM-dd hh tt', '2021-01-02 00:00:00.0000000'],
    ['2021-01-02 12 pm', 'yyyy-MM-dd hh tt', '2021-01-02 12:00:00.0000000'],
    ['2021-01-02 3P', 'yyyy-MM-dd ht', '2021-01-02 15:00:00.0000000'],
    ['2021-01-02 03', 'yyyy-MM-dd hh', '2021-01-02 03:00:00.0000000'],
    ['2021-01-02 12', 'yyyy-MM-dd hh', '2021-01-02 00:00:00.0000000'],
    ['2021-01-02 11 PM', 'yyyy-MM-dd HH tt', '2021-01-02 23:00:00.0000000'],
    ['2021-01-02 PM', 'yyyy-MM-dd tt', '2021-01-02 12:00:00.0000000'],
    ['2021-01-02 7:8:9', 'yyyy-MM-dd H:m:s', '2021-01-02 07:08:09.0000000'],
    ['2021-01-02 23:59:59', 'yyyy-MM-dd HH:mm:ss', '2021-01-02 23:59:59.0000000'],
    ['2021-01-02 00.1234567', 'yyyy-MM-dd ss.fffffff', '2021-01-02 00:00:00.1234567'],
    ['2021-01-02 00.12', 'yyyy-MM-dd ss.FFFF', '2021-01-02 00:00:00.1200000'],
    ['2021-01-02 00.', 'yyyy-MM-dd ss.FFFF', '2021-01-02 00:00:00.0000000'],
    ['2021-01-02 00', 'yyyy-MM-dd ss.FFFF', '2021-01-02 00:00:00.0000000'],
    ['2020-12-31-08:00', 'yyyy-MM-ddzzz', '2020-12-31 08:00:00.0000000Z'],
    ['2020-12-31+0530', 'yyyy-MM-ddzzz', '2020-12-30 18:30:00.0000000Z'],
    ['2020-12-31+05', 'yyyy-MM-ddzz', '2020-12-30 19:00:00.0000000Z'],
    ['2020-12-31-5', 'yyyy-MM-ddz', '2020-12-31 05:00:00.0000000Z'],
    ['2020-12-31-11', 'yyyy-MM-ddz', '2020-12-31 11:00:00.0000000Z'],
    ['2020-12-31+01:00', 'yyyy-MM-ddK', '2020-12-30 23:00:00.0000000Z'],
    ['2020-12-31Z', 'yyyy-MM-ddK', '2020-12-31 00:00:00.0000000Z'],
    ['2020-12-31', 'yyyy-MM-ddK', '2020-12-31 00:00:00.0000000'],
    ['on 2020-12-31', "'on' yyyy-MM-dd", '2020-12-31 00:00:00.0000000'],
    ['2020-12-31', 'yyyy\\-MM\\-dd', '2020-12-31 00:00:00.0000000'],
    ['06/05/2009', 'd', '2009-06-05 00:00:00.0000000'],
    ['2009-06-05T04:03:02.0045600Z', 'o', '2009-06-05 04:03:02.0045600Z'],
    // What the format lacks.
    ['14:05', 'HH:mm', '2025-07-30 14:05:00.0000000'],
    ['3-4', 'M-d', '2025-03-04 00:00:00.0000000'],
    ['2021', 'yyyy', '2021-01-01 00:00:00.0000000'],
    ['17', '%d', '2025-01-17 00:00:00.0000000'],
    ['Mar', 'MMM', '2025-03-01 00:00:00.0000000'],
    // White space around the whole.
    [' \u00a02020-12-31\t', 'yyyy-MM-dd', '2020-12-31 00:00:00.0000000'],
    ['on 2020-12', "'on 'yyyy-MM", '2020-12-01 00:00:00.0000000'],
    ['2020-12 on', "yyyy-MM' on'", '2020-12-01 00:00:00.0000000'],
    ['02020-12', 'yyyyy-MM', '2020-12-01 00:00:00.0000000'],
    ['2020-12-31+05:59', 'yyyy-MM-ddzzz', '2020-12-30 18:01:00.0000000Z'],
    // No-break spaces where the format has a blank, and the other way round.
    ['2020\u00a012', 'yyyy MM', '2020-12-01 00:00:00.0000000'],
    ['7/2/2021 3:33:38\u202fPM', 'M/d/yyyy h:mm:ss tt', '2021-07-02 15:33:38.0000000'],
    ['2020 12', 'yyyy\u00a0MM', '2020-12-01 00:00:00.0000000'],
    // White space at the ends of the format.
    ['2020-12', ' yyyy-MM', '2020-12-01 00:00:00.0000000'],
    ['2020-12', 'yyyy-MM \t', '2020-12-01 00:00:00.0000000'],
    // What the date functions print, in a format that differs in the number of digits only.
    ['7/2/2021 3:33:38 PM', 'MM/dd/yyyy hh:mm:ss tt', '2021-07-02 15:33:38.0000000'],
    ['7/2/2021 3:33:38 PM', 'M/d/yyyy hh:mm:ss tt', '2021-07-02 15:33:38.0000000'],
    ['12/31/2021 12:00:00 AM', 'M/d/yyyy h:m:s tt', '2021-12-31 00:00:00.0000000'],
    // The same field twice.
    ['2020 2020', 'yyyy yyyy', '2020-01-01 00:00:00.0000000'],
  ])('%j as %s', (source, format, expected) => {
    expect(read(source, format)).toEqual({ value: expected });
  });

  test.each([
    ['1/2/21', 'M/d/yyyy'],
    ['1/2/2021', 'MM/dd/yyyy'],
    ['111/2/2021', 'M/d/yyyy'],
    ['1-2-2021', 'M/d/yyyy'],
    ['1/2/2021 ', 'M/d/yyyyx'],
    ['1/2/2021x', 'M/d/yyyy'],
    ['2021-02-30', 'yyyy-MM-dd'],
    ['2021-01-02 24', 'yyyy-MM-dd HH'],
    ['2021-01-02 60', 'yyyy-MM-dd mm'],
    ['2021-01-02 60', 'yyyy-MM-dd ss'],
    ['2021-01-02 13', 'yyyy-MM-dd hh'],
    ['2021-01-02 13 PM', 'yyyy-MM-dd HH tt'],
    ['2021-01-02 XM', 'yyyy-MM-dd tt'],
    ['2021-01-02 .12', 'yyyy-MM-dd .fff'],
    ['2021-01-02 .1234', 'yyyy-MM-dd .fff'],
    ['2021-01-02 .12345', 'yyyy-MM-dd .FFFF'],
    ['2020-12-31+5:00', 'yyyy-MM-ddzzz'],
    ['2020-12-31+05:', 'yyyy-MM-ddzzz'],
    ['2020-12-31+05:60', 'yyyy-MM-ddzzz'],
    ['2020-12-31+5', 'yyyy-MM-ddzz'],
    ['2020-12-31 05:00', 'yyyy-MM-ddzzz'],
    ['2020-12-31+15:00', 'yyyy-MM-ddzzz'],
    ['2020-12-31', 'yyyy-MM-ddzzz'],
    ['2020-12-31z', 'yyyy-MM-ddZ'],
    ['2020-12-31+', 'yyyy-MM-ddK'],
    ['Fri 2 1 2021', 'ddd d M yyyy'],
    ['Sa 2 1 2021', 'ddd d M yyyy'],
    ['2 Jän 2021', 'd MMM yyyy'],
    ['2020 2021', 'yyyy yyyy'],
    ['0001-01-01+01:00', 'yyyy-MM-ddzzz'],
    ['2020 - 12', 'yyyy-MM'],
    ['2020\u200912', 'yyyy MM'],
    ['202012', 'yyyy.MM'],
    ['2021-01-02 0012', 'yyyy-MM-dd ss.ff'],
    ['2021-01-02 0012', 'yyyy-MM-dd ss:FF'],
    ['2021-01-02 10:', 'yyyy-MM-dd HH:mmFF'],
    ['2020-12-31+', 'yyyy-MM-ddzzz'],
    // What differs from what the date functions print in more than the number of digits.
    ['7/2/2021 3:33:38 PM', 'dd/MM/yyyy hh:mm:ss tt'],
    ['7/2/2021 3:33:38 PM', 'MM/dd/yyyy HH:mm:ss tt'],
    ['7/2/2021 3:33:38 PM', 'MM-dd-yyyy hh:mm:ss tt'],
    ['7/2/2021 3:33 PM', 'MM/dd/yyyy hh:mm tt'],
    ['7/2/2021 3:3:38 PM', 'MM/dd/yyyy hh:mm:ss tt'],
  ])('nothing in %j as %s', (source, format) => {
    expect(read(source, format)).toEqual({
      failed: `FormatDateTime: ${JSON.stringify(source)} is not written in the input format.`,
      column: 1,
    });
  });

  test.each([
    ['AllowWhiteSpaces', ' 2020 - 12 ', '2020-12-01 00:00:00.0000000'],
    ['AllowInnerWhite', '2020 - 12', '2020-12-01 00:00:00.0000000'],
    ['AllowInnerWhite', ' 2020-12', '2020-12-01 00:00:00.0000000'],
    ['AllowLeadingWhite', ' 2020-12', '2020-12-01 00:00:00.0000000'],
    ['AllowTrailingWhite', '2020-12 ', '2020-12-01 00:00:00.0000000'],
    ['AssumeUniversal, AdjustToUniversal', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['DateTimeStyles.AllowLeadingWhite, DateTimeStyles.AllowTrailingWhite', ' 2020-12 ', '2020-12-01 00:00:00.0000000'],
    ['None', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['AssumeLocal', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['RoundtripKind', '2020-12', '2020-12-01 00:00:00.0000000'],
    [' ', ' 2020-12 ', '2020-12-01 00:00:00.0000000'],
    ['0', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['1', ' 2020-12', '2020-12-01 00:00:00.0000000'],
    ['2', '2020-12 ', '2020-12-01 00:00:00.0000000'],
    ['4', '2020 - 12', '2020-12-01 00:00:00.0000000'],
    ['7', ' 2020 - 12 ', '2020-12-01 00:00:00.0000000'],
    [' 32 ', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['128', '2020-12', '2020-12-01 00:00:00.0000000'],
    ['255', ' 2020-12 ', '2020-12-01 00:00:00.0000000'],
  ])('with %s %j', (styles, source, expected) => {
    expect(read(source, 'yyyy-MM', styles)).toEqual({ value: expected });
  });

  test.each([
    ['None', ' 2020-12'],
    ['None', '2020-12 '],
    ['0', ' 2020-12'],
    ['8', '2020-12 '],
    ['1', '2020-12 '],
    ['2', ' 2020-12'],
    ['3', '2020 - 12'],
    ['32', ' 2020-12'],
    ['AllowLeadingWhite', '2020-12 '],
    ['AllowTrailingWhite', ' 2020-12'],
    ['AllowInnerWhite', '2020-12 '],
    ['AllowLeadingWhite, AllowTrailingWhite', '2020 -12'],
  ])('with %s nothing in %j', (styles, source) => {
    expect(read(source, 'yyyy-MM', styles)).toHaveProperty('failed');
  });

  test('with NoCurrentDateDefault a time lies on the first day of all', () => {
    expect(read('14:05', 'HH:mm', 'NoCurrentDateDefault')).toEqual({ value: '0001-01-01 14:05:00.0000000' });
    expect(read('14:05', 'HH:mm', '8')).toEqual({ value: '0001-01-01 14:05:00.0000000' });
    expect(read('14:05', 'HH:mm', '7')).toEqual({ value: '2025-07-30 14:05:00.0000000' });
    expect(read('3-4', 'M-d', 'NoCurrentDateDefault')).toEqual({ value: '2025-03-04 00:00:00.0000000' });
  });

  test.each(['None, Whatever', 'none', 'toString', '256', '1000', '-1', '1,2', '1.5'])(
    'nothing with styles that .NET does not know, such as %s',
    (styles) => {
      expect(read('2020-12', 'yyyy-MM', styles)).toEqual({
        failed: `FormatDateTime: dateTimeStyles must be names of DateTimeStyles with commas between them, or their number, got "${styles}".`,
        column: 21,
      });
    },
  );

  test('styles may be a number of the expression', () => {
    expect(valueFrom('FormatDateTime([x], 4, "yyyy-MM", "yyMM")', { x: '2020 - 12' })).toBe('2012');
  });

  test('nothing with a format that is none', () => {
    expect(read('2020-12', 'q')).toEqual({
      failed: 'FormatDateTime: inputFormat must be a date format of .NET, got "q".',
      column: 25,
    });
  });

  test.each<[string, Source, unknown]>([
    ['FormatDateTime([x], "dd.MM.yyyy", "yyyy-MM-dd")', { x: '23.01.2015' }, '2015-01-23'],
    ['FormatDateTime([x], "yyyy", [f])', { x: '2015', f: 'yy' }, '15'],
    ['FormatDateTime([x], "yyyy", "yy")', { x: ['2015', '2016'] }, ['15', '16']],
    ['FormatDateTime([x], "yyyy", "yy")', { x: 2015 }, '15'],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test('a long source is cut in the message', () => {
    expect(read('x'.repeat(50), 'yyyy')).toEqual({
      failed: `FormatDateTime: "${'x'.repeat(40)}…" is not written in the input format.`,
      column: 1,
    });
  });
});

describe('of no value there is no date', () => {
  const NOTHING: readonly Value[] = [null, '', ' ', '\t\u00a0\n', []];

  test.each([
    'CDate([x])',
    'DateAdd("d", 1, [x])',
    'DateAdd("d", [x], "2021-07-02")',
    'DateAdd("d", 1, CDate([x]))',
    'DateDiff("d", [x], "2021-07-02")',
    'DateDiff("d", "2021-07-02", [x])',
    'DateDiff("d", CDate([x]), Now())',
    'DateFromNum([x])',
    'NumFromDate([x])',
    'NumFromDate(DateFromNum([x]))',
    'FormatDateTime([x], , "yyyy", "yy")',
    'FormatDateTime([x], "yyyy", "yy")',
    'FormatDateTime(CDate([x]), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd")',
    'FormatDateTime(IIF(IsNullOrEmpty([x]),"",[x]),,"dd/MM/yyyy","yyyy-MM-dd")',
    'CDate("")',
    'FormatDateTime(" ", , "yyyy", "yy")',
  ])('%s is null', (expression) => {
    for (const x of NOTHING) expect([x, valueFrom(expression, x === null ? {} : { x })]).toEqual([x, null]);
  });

  test.each<[string, Source, unknown]>([
    ['CDate([x])', { x: ['2021-07-02', '', '2021-07-03'] }, ['7/2/2021 12:00:00 AM', '7/3/2021 12:00:00 AM']],
    ['FormatDateTime([x], "yyyy", "yy")', { x: ['', ' '] }, null],
    ['IIF(IsNull(CDate([x])), "none", "some")', {}, 'none'],
    ['Coalesce(CDate([x]), "none")', { x: '' }, 'none'],
    ['Switch(CDate([x]), "some", "", "none")', {}, 'none'],
    ['IgnoreFlowIfNullOrEmpty(CDate([x]))', { x: '2021-07-02' }, '7/2/2021 12:00:00 AM'],
    ['FormatDateTime(IIF(IsNullOrEmpty([x]),"",[x]),,"dd/MM/yyyy","yyyy-MM-dd")', { x: '23/01/2015' }, '2015-01-23'],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test('and what is no date still fails', () => {
    expect(evaluate('FormatDateTime([x], "yyyy", "yy")', { x: '-' })).toHaveProperty('failed');
    expect(evaluate('DateAdd("d", 0, [x])', { x: '0' })).toHaveProperty('failed');
    expect(evaluate('NumFromDate([x])', { x: false })).toHaveProperty('failed');
    expect(evaluate('DateFromNum([x])', { x: 0 })).toEqual({ value: '1/1/1601 12:00:00 AM' });
    expect(evaluate('DateAdd("d", [x], "2021-07-02")', { x: 0 })).toEqual({ value: '7/2/2021 12:00:00 AM' });
  });

  // Who is hired nobody knows when must be neither enabled nor disabled for it.
  test.each([
    'IIF(DateDiff("d", Now(), CDate([x])) > 5, "False", "True")',
    'IIF(DateDiff("d", Now(), [x]) < 5, "False", "True")',
    'IIF(5 >= DateDiff("d", Now(), CDate([x])), "False", "True")',
    'IIF(DateDiff("d", Now(), CDate([x])) <> 0, "False", "True")',
    'IIF(DateDiff("d", Now(), CDate([x])) = "", "False", "True")',
  ])('an unknown difference decides nothing: %s fails', (expression) => {
    const column = expression.indexOf('DateDiff') + 1;
    expect(evaluate(expression, { x: '' })).toEqual({
      failed:
        'DateDiff is compared, and has no value: one of the values it needs is missing. Ask for them with IsNullOrEmpty first.',
      column,
    });
    expect(evaluate(expression, { x: '2021-07-30' })).toHaveProperty('value');
  });

  test('but only where it is looked at', () => {
    expect(valueFrom('IIF(IsNullOrEmpty([x]), "", IIF(DateDiff("d", Now(), [x]) > 5, "a", "b"))')).toBe('');
    expect(valueFrom('[x] > 5')).toBe(false);
    expect(valueFrom('CDate([x]) = ""')).toBe(true);
  });
});
