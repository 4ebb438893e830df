/** The pure rules of a send: what stops it, how fast it goes, what a journal says, what became of a row. */
import type { ReceiptOperation } from '../../../cli/client/receipts';
import { delayMs, isPassing, readRetryAfter } from '../../../cli/client/retry';
import { exceeds, lastWhole, parseMost, requireSound } from '../../../cli/send/guards';
import { type Header, parseRun, type Run } from '../../../cli/send/journal';
import { kindOf } from '../../../cli/send/outcomes';
import { Pacer, parsePace } from '../../../cli/send/pace';
import { exitOf } from '../../../cli/send/report';
import { requireNoDuplicates, type Survey } from '../../../cli/send/survey';

const SURVEY: Survey = {
  rows: 100,
  bad: new Map(),
  overtaken: new Set(),
  leavers: 0,
  good: 100,
  keys: new Map(),
  duplicates: [],
};
const header = (more: Partial<Header>) =>
  ({ kind: 'muster.send/1', jobId: 'job', rows: 100, at: '2026-11-29T00:00:00Z', isPart: false, ...more }) as Header;
const run = (more: Partial<Header>, done = true): Run => ({
  header: header(more),
  sending: new Map(),
  accepted: new Map(),
  refused: new Map(),
  done: done ? { state: 'done', at: 0, failed: 0 } : undefined,
});
const OPTIONS = { file: 'people.csv', allowShrink: false, maxFailures: undefined };

describe('guards before the first byte', () => {
  test.each([
    { name: 'an empty file', survey: { rows: 0 }, last: undefined, options: { allowShrink: true }, code: 'EmptyFile' },
    { name: 'less than half of the last one', survey: { rows: 49 }, last: 100, options: {}, code: 'FileShrank' },
    { name: 'half of the last one', survey: { rows: 50 }, last: 100, options: {}, code: undefined },
    { name: 'a part that is meant', survey: { rows: 1 }, last: 100, options: { allowShrink: true }, code: undefined },
    { name: 'nothing to compare with', survey: { rows: 1 }, last: undefined, options: {}, code: undefined },
    {
      name: 'exactly as many bad rows as may be',
      survey: { bad: 5 },
      last: 100,
      options: { most: '5' },
      code: undefined,
    },
    { name: 'one more', survey: { bad: 6 }, last: 100, options: { most: '5' }, code: 'TooManyFailures' },
    { name: 'a larger share', survey: { bad: 6 }, last: 100, options: { most: '5%' }, code: 'TooManyFailures' },
  ])('$name: $code', ({ survey, last, options, code }) => {
    const { most, ...rest } = options as { most?: string; allowShrink?: boolean };
    const { bad = 0, ...counts } = survey as { bad?: number; rows?: number };
    const given = { ...SURVEY, ...counts, bad: new Map(Array.from({ length: bad }, (_, line) => [line, []])) };
    const guards = {
      ...OPTIONS,
      mayBeEmpty: false,
      ...rest,
      maxFailures: most === undefined ? undefined : parseMost(most, '--max-failures'),
    };
    const judge = () => requireSound(given, last === undefined ? undefined : run({ rows: last }), guards);
    if (code === undefined) expect(judge).not.toThrow();
    else expect(judge).toThrow(expect.objectContaining({ code, exit: 5 }));
  });

  test('what is compared with is the newest whole file of the job that came to its end', () => {
    const runs = [
      run({ jobId: 'other' }),
      run({ isPart: true }),
      run({ rows: 7 }, false),
      run({ rows: 8 }),
      run({ rows: 9 }),
    ];
    expect(lastWhole(runs, 'job')?.header.rows).toBe(8);
    expect(lastWhole(runs, 'none')).toBeUndefined();
  });

  test('a person who stands twice is told with both lines, unless the last row counts', () => {
    const survey = { ...SURVEY, duplicates: [[3, 9]] as const };
    expect(() => requireNoDuplicates(survey, 'error', 'people.csv')).toThrow(
      expect.objectContaining({ exit: 2, place: 'people.csv:9', details: ['line 9 is the same person as line 3'] }),
    );
    expect(() => requireNoDuplicates(survey, 'last', 'people.csv')).not.toThrow();
  });

  test.each([
    ['5', 5, 100, false],
    ['5', 6, 100, true],
    ['5%', 5, 100, false],
    ['5%', 6, 100, true],
    ['0', 1, 100, true],
  ])('at most %s: %d of %d is too many: %s', (most, rows, of, tooMany) => {
    expect(exceeds(rows, of, parseMost(most, 'x'))).toBe(tooMany);
  });
});

describe('the pace', () => {
  const times = (pace: string, requests: number, earlier: readonly number[] = []) => {
    const pacer = new Pacer(parsePace(pace), earlier);
    let now = 0;
    return Array.from({ length: requests }, () => {
      now += pacer.take(now);
      return now;
    });
  };

  test('off is as fast as it goes', () => expect(times('off', 1_000).at(-1)).toBe(0));
  test('graph is 40 in a second', () => expect(times('graph', 81).filter((at) => at < 1_000)).toHaveLength(40));
  test('entra is 40 in five seconds, and 6,000 in a day', () => {
    const at = times('entra', 6_001);
    expect(at.filter((one) => one < 5_000)).toHaveLength(40);
    expect(at[6_000]).toBe(86_400_000);
  });
  test('what earlier runs sent counts', () => {
    expect(
      times(
        'entra',
        1,
        Array.from({ length: 6_000 }, () => -1_000),
      )[0],
    ).toBe(86_399_000);
  });
  test.each([
    ['5/s', 6, 1_000],
    ['0.5/s', 2, 2_000],
  ])('%s: request %d goes after %d ms', (pace, request, ms) => expect(times(pace, request).at(-1)).toBe(ms));
  test.each(['fast', '0/s', '-1/s', 'constructor'])('%s is none', (pace) => {
    expect(() => parsePace(pace)).toThrow(expect.objectContaining({ exit: 2, place: '--pace' }));
  });
});

describe('a journal', () => {
  const lines = [
    header({ run: 'r' }),
    { chunk: '1', state: 'sending', at: 1, body: 'b', id: 'i' },
    { chunk: '1', state: 'accepted', at: 2, upload: 'u~1' },
    { chunk: '2', state: 'sending', at: 3, body: 'c', id: 'j' },
    { chunk: '3', state: 'refused', at: 4, rows: [{ line: 7, code: 'X', reason: 'x' }] },
  ].map((line) => JSON.stringify(line));

  test('says what was sent, accepted and refused', () => {
    const read = parseRun(lines.join('\n'));
    expect([...(read?.accepted ?? [])]).toEqual([['1', 'u~1']]);
    expect([...(read?.sending.keys() ?? [])]).toEqual(['1', '2']);
    expect(read?.refused.get('3')).toEqual([{ line: 7, code: 'X', reason: 'x' }]);
    expect(read?.done).toBeUndefined();
  });

  test('that was cut off anywhere behind its header says what stands before the cut', () => {
    const text = `${lines.join('\n')}\n`;
    for (let cut = (lines[0]?.length ?? 0) + 1; cut <= text.length; cut += 1) {
      const read = parseRun(text.slice(0, cut));
      expect(read?.header.run).toBe('r');
      expect(read?.accepted.size).toBe(text.slice(0, cut).includes('u~1"}') ? 1 : 0);
    }
  });

  test('goes on behind a line that was cut off', () => {
    const read = parseRun(`${lines[0]}\n{"chunk":"1","sta\n${lines[2]}\n`);
    expect(read?.accepted.get('1')).toBe('u~1');
  });

  test.each(['', 'x', '{}', '{"kind":"other"}'])('%j is none', (text) => expect(parseRun(text)).toBeUndefined());
});

describe('what became of a row', () => {
  test.each<Partial<ReceiptOperation> & { kind: string | undefined }>([
    { status: 'waiting', reason: null, kind: undefined },
    { status: 'waiting', reason: 'The deletion guard holds it.', kind: 'held' },
    { status: 'success', action: 'create', kind: 'created' },
    { status: 'success', action: 'update', kind: 'updated' },
    { status: 'success', action: 'disable', kind: 'disabled' },
    { status: 'success', action: 'restored', kind: 'restored' },
    { status: 'skipped', action: 'update', errorCode: 'RedundantExport', kind: 'unchanged' },
    { status: 'skipped', action: 'other', errorCode: 'ImportSkipped', kind: 'skipped' },
    { status: 'skipped', action: 'stagedDelete', kind: 'held' },
    { status: 'failure', action: 'create', errorCode: 'EntryConflict', kind: 'failed' },
  ])('$status $action $errorCode: $kind', ({ kind, ...operation }) => {
    expect(kindOf({ bulkId: 'L2', externalId: '1', status: '', reason: null, ...operation })).toBe(kind);
  });

  test.each([
    { settled: { kind: 'settled' }, failures: 0, exit: 0 },
    { settled: { kind: 'settled' }, failures: 1, exit: 1 },
    { settled: { kind: 'timeout' }, failures: 0, exit: 6 },
    { settled: { kind: 'stopped', reason: 'paused' }, failures: 0, exit: 6 },
    { settled: { kind: 'timeout' }, failures: 1, exit: 1 },
  ] as const)('$settled.kind with $failures failures ends with $exit', ({ settled, failures, exit }) => {
    const failed = Array.from({ length: failures }, () => ({ line: 1, code: 'x', reason: '' }));
    expect(exitOf({ settled, failures: failed })).toBe(exit);
  });
});

describe('a call that failed is made again', () => {
  test.each([
    [429, true],
    [502, true],
    [504, true],
    [500, false],
    [404, false],
    [202, false],
  ])('%d: %s', (status, passing) => expect(isPassing(status)).toBe(passing));

  test('after half a second, doubling, within a fifth, half a minute at most', () => {
    expect([
      delayMs(1, undefined, 0),
      delayMs(1, undefined, 0.5),
      delayMs(2, undefined, 0.5),
      delayMs(20, undefined, 1),
    ]).toEqual([400, 500, 1_000, 36_000]);
  });
  test('or when the service says', () => {
    expect(delayMs(1, 7_000, 0.5)).toBe(7_000);
    expect(readRetryAfter('7', 0)).toBe(7_000);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:00:09 GMT', 2_000)).toBe(7_000);
    expect(readRetryAfter('soon', 0)).toBeUndefined();
    expect(readRetryAfter(null, 0)).toBeUndefined();
  });
});
