import { parseSchedule } from '../../../../local/host/timer/schedule';

function dueTimes(text: string, after: string, count: number): string[] {
  const schedule = parseSchedule(text);
  const times: string[] = [];
  let at: number | undefined = Date.parse(after);
  while (times.length < count && at !== undefined) {
    at = schedule.next(at);
    if (at !== undefined) times.push(new Date(at).toISOString());
  }
  return times;
}

describe('a schedule', () => {
  test.each([
    {
      name: 'every fifteen seconds',
      text: '*/15 * * * * *',
      due: ['2026-01-15T09:30:15.000Z', '2026-01-15T09:30:30.000Z'],
    },
    {
      name: 'five fields start at the minute',
      text: '*/5 * * * *',
      due: ['2026-01-15T09:35:00.000Z', '2026-01-15T09:40:00.000Z'],
    },
    {
      name: 'a number with a step goes on to the end of the field',
      text: '0 50/4 * * * *',
      due: [
        '2026-01-15T09:50:00.000Z',
        '2026-01-15T09:54:00.000Z',
        '2026-01-15T09:58:00.000Z',
        '2026-01-15T10:50:00.000Z',
      ],
    },
    {
      name: 'names, ranges and lists',
      text: '0 0 9,17 * jan,Feb MON-FRI',
      due: [
        '2026-01-15T17:00:00.000Z',
        '2026-01-16T09:00:00.000Z',
        '2026-01-16T17:00:00.000Z',
        '2026-01-19T09:00:00.000Z',
      ],
    },
    {
      name: 'day and day of week must both hold',
      text: '0 0 0 13 * 5',
      due: ['2026-02-13T00:00:00.000Z', '2026-03-13T00:00:00.000Z'],
    },
    {
      name: 'Sunday is 0',
      text: '0 0 0 * * 0',
      due: ['2026-01-18T00:00:00.000Z', '2026-01-25T00:00:00.000Z'],
    },
    {
      name: 'a time span is an interval',
      text: '00:00:45',
      due: ['2026-01-15T09:30:45.000Z', '2026-01-15T09:31:30.000Z'],
    },
  ])('$name', ({ text, due }) => {
    expect(dueTimes(text, '2026-01-15T09:30:00Z', due.length)).toEqual(due);
  });

  test.each([
    { text: '*/15 * * * * *', isMonitored: false },
    { text: '0 * * * * *', isMonitored: true },
    { text: '00:00:59', isMonitored: false },
    { text: '00:01:00', isMonitored: true },
  ])('$text is monitored: $isMonitored', ({ text, isMonitored }) => {
    expect(parseSchedule(text).isMonitored).toBe(isMonitored);
  });

  test.each([
    { text: '* * * *', fault: 'must have six fields' },
    { text: '* * * * * * 2027', fault: 'must have six fields' },
    { text: '60 * * * * *', fault: 'second "60" must hold numbers from 0 to 59, ranges, steps or *' },
    { text: '0 0 24 * * *', fault: 'hour "24" must hold numbers from 0 to 23' },
    { text: '0 0 0 L * *', fault: 'day "L" must hold numbers from 1 to 31' },
    { text: '0 0 0 ? * *', fault: 'day "?"' },
    { text: '0 0 0 15W * *', fault: 'day "15W"' },
    { text: '0 0 0 * 13 *', fault: 'month "13" must hold numbers from 1 to 12 or JAN to DEC' },
    { text: '0 0 0 * * 7', fault: 'day of week "7" must hold numbers from 0 to 6 or SUN to SAT' },
    { text: '0 0 0 * * FRI#2', fault: 'day of week "FRI#2"' },
    { text: '0 30-10 * * * *', fault: 'minute "30-10"' },
    { text: '*/0 * * * * *', fault: 'second "*/0"' },
    { text: '0 1, * * * *', fault: 'minute "1,"' },
    { text: '0 *-5 * * * *', fault: 'minute "*-5"' },
    { text: '@daily', fault: 'must have six fields' },
    { text: '0 0 0 31 2 *', fault: 'names a date that never comes' },
    { text: '24:00:00', fault: 'must be an interval of at least a second' },
    { text: '00:00:00', fault: 'must be an interval of at least a second' },
  ])('"$text" is refused', ({ text, fault }) => {
    expect(() => parseSchedule(text)).toThrow(fault);
  });
});
