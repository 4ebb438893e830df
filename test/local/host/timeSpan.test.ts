import { formatTimeSpan, parseTimeSpan } from '../../../local/host/timeSpan';

describe('parseTimeSpan', () => {
  test.each([
    { name: 'hours, minutes and seconds', text: '01:02:03', ms: 3_723_000 },
    { name: 'hours and minutes', text: '01:30', ms: 5_400_000 },
    { name: 'days in front', text: '2.00:00:01', ms: 172_801_000 },
    { name: 'a fraction of a second', text: '00:00:00.05', ms: 50 },
    { name: 'nothing at all', text: '00:00:00', ms: 0 },
  ])('$name are read', ({ text, ms }) => {
    expect(parseTimeSpan(text)).toBe(ms);
  });

  test.each(['', '5', '24:00:00', '00:60:00', '00:00:60', '-00:00:01', '00:00:01s', 'soon'])(
    '"%s" is no time span',
    (text) => {
      expect(parseTimeSpan(text)).toBeUndefined();
    },
  );
});

describe('formatTimeSpan', () => {
  test.each([
    { ms: 300_000, text: '00:05:00' },
    { ms: 86_400_000 + 3_723_004, text: '1.01:02:03.004' },
  ])('$ms ms is written $text', ({ ms, text }) => {
    expect(formatTimeSpan(ms)).toBe(text);
  });
});
