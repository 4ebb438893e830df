/**
 * Dates (spec/engine.md 2.7). They answer in UTC as `M/d/yyyy h:mm:ss tt`, and read whatever .NET would. Of no value they
 * give no value (spec/payload.md 3.4).
 */
import type { Scalar } from '../../../value';
import { isBlank, quoted, textOf } from '../coercion';
import { type DateTime, dateTimeOfMilliseconds } from '../dates/dateTime';
import { dateTimeOfFileTime, fileTimeOf } from '../dates/fileTime';
import { compileFormat } from '../dates/format';
import { addInterval, INTERVALS, intervalsBetween } from '../dates/interval';
import { printDateTime, printFormatted } from '../dates/print';
import { readAny } from '../dates/readAny';
import { readExact } from '../dates/readExact';
import { readOwn } from '../dates/readOwn';
import { DEFAULT_STYLES, parseStyles } from '../dates/styles';
import { type CallSite, optional, required } from '../functionEntry';
import { bigInteger, integer, oneOf, type ParameterType, singleType, text } from '../parameterType';
import { strictFunction } from '../strictFunction';

const interval = oneOf(...INTERVALS);

/** The same type, and `undefined` for no value. */
function orNothing<T>(type: ParameterType<T>): ParameterType<T | undefined> {
  return {
    ...type,
    read: (value, argument) => (isBlank(value as Scalar | null) ? undefined : type.read(value, argument)),
  };
}

const date = orNothing(
  singleType('DateTime', (value, argument) => readAny(textOf(value)) ?? argument.reject('a date', value)),
);

const format = singleType('String', (value, argument) => {
  return compileFormat(textOf(value)) ?? argument.reject('a date format of .NET', value);
});

const styles = singleType('String', (value, argument) => {
  return (
    parseStyles(textOf(value)) ??
    argument.reject('names of DateTimeStyles with commas between them, or their number', value)
  );
});

const now = strictFunction({
  name: 'Now',
  help: 'The current moment in UTC.',
  parameters: [],
  example: { expression: 'Now()', source: {}, expected: '7/2/2021 3:33:38 PM' },
  dependsOn: 'volatile',
  body: (_site, context) => printDateTime(dateTimeOfMilliseconds(context.now)),
});

const cDate = strictFunction({
  name: 'CDate',
  help: 'A date in any of the usual forms, in UTC. Without an offset it is taken as UTC.',
  parameters: [required('expression', date)],
  example: {
    expression: 'CDate([StatusHireDate])',
    source: { StatusHireDate: '2020-03-16-07:00' },
    expected: '3/16/2020 7:00:00 AM',
  },
  body: (dateTime) => (dateTime ? printDateTime(dateTime) : null),
});

const dateAdd = strictFunction({
  name: 'DateAdd',
  help: 'The date so many intervals later: `yyyy` years, `m` months, `d` days, `ww` weeks, `h` hours, `n` minutes, `s` seconds.',
  parameters: [required('interval', interval), required('value', orNothing(integer)), required('dateTime', date)],
  example: { expression: 'DateAdd("d", 7, CDate("2012-03-16"))', source: {}, expected: '3/23/2012 12:00:00 AM' },
  body(unit, value, dateTime, site) {
    return value === undefined || !dateTime ? null : printWithin(addInterval(unit, value, dateTime), site);
  },
});

const dateDiff = strictFunction({
  name: 'DateDiff',
  help: 'How many intervals lie between two dates; positive if the second is later. Intervals as in DateAdd.',
  parameters: [required('interval', interval), required('date1', date), required('date2', date)],
  example: { expression: 'DateDiff("d", CDate("2021-08-18"), CDate("2021-08-31"))', source: {}, expected: 13 },
  mayBeUnknown: true,
  body: (unit, date1, date2) => (date1 && date2 ? intervalsBetween(unit, date1, date2) : null),
});

const dateFromNum = strictFunction({
  name: 'DateFromNum',
  help: 'The date of a Windows FILETIME, which counts 100 ns since 1601.',
  parameters: [required('value', orNothing(bigInteger))],
  example: { expression: 'DateFromNum(129699324000000000)', source: {}, expected: '1/1/2012 11:00:00 PM' },
  body: (value, site) => (value === undefined ? null : printWithin(dateTimeOfFileTime(value), site)),
});

const numFromDate = strictFunction({
  name: 'NumFromDate',
  help: 'The Windows FILETIME of a date, as accountExpires in Active Directory takes it.',
  parameters: [required('value', date)],
  example: { expression: 'NumFromDate("2012-01-01T23:00:00Z")', source: {}, expected: '129699324000000000' },
  body(value, site) {
    if (!value) return null;
    return String(fileTimeOf(value) ?? site.fail('there is no FILETIME before 1601.'));
  },
});

const formatDateTime = strictFunction({
  name: 'FormatDateTime',
  help: "A date read in one of .NET's date formats and written in another. The styles, with their slot, may be left out.",
  parameters: [
    required('source', text),
    { ...optional('dateTimeStyles', styles), omittable: true },
    required('inputFormat', format),
    required('outputFormat', format),
  ],
  example: {
    expression: 'FormatDateTime([endDate], , "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd")',
    source: { endDate: '12/31/2025 12:00:00 AM' },
    expected: '2025-12-31',
  },
  dependsOn: 'context',
  body(source, dateTimeStyles = DEFAULT_STYLES, inputFormat, outputFormat, site, context) {
    if (isBlank(source)) return null;
    const today = dateTimeOfMilliseconds(context.now);
    const read = readExact(source, inputFormat, dateTimeStyles, today) ?? readOwn(source, inputFormat, today);
    if (!read) return site.fail(`${quoted(source)} is not written in the input format.`);
    return printFormatted(read.dateTime, outputFormat, read.zoned);
  },
});

function printWithin(dateTime: DateTime | undefined, site: CallSite): string {
  return dateTime ? printDateTime(dateTime) : site.fail('the date lies outside the years 1 to 9999.');
}

export const DATE_FUNCTIONS = [now, cDate, dateAdd, dateDiff, dateFromNum, numFromDate, formatDateTime];
