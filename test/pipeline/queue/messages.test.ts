import {
  ERRANDS,
  laneOf,
  type Message,
  type OperationsMessage,
  packOperations,
  readMessage,
  UnreadableMessage,
  unpackOperations,
  writeMessage,
} from '../../../shared/pipeline/queue/messages';
import type { JsonObject } from '../../../shared/scim/json';
import { checkMessage } from '../../../shared/store/contract/limits';
import { pack } from '../../../shared/store/rows/packing';
import { withinTrace } from '../../../shared/telemetry/trace';
import fc from '../../support/property';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const OPERATIONS: OperationsMessage = {
  kind: 'operations',
  jobId: 'job-1',
  cycleId: 'cycle-1',
  uploadFirst: 5,
  acceptedAt: 1_768_469_400_000,
  operations: [
    { sequence: 5, bulkId: 'b-1', anchor: '701984', data: { externalId: '701984', name: { givenName: 'Ünal\n🦊' } } },
    { sequence: 6, bulkId: 'b-2', anchor: null, data: {} },
  ],
  stagingId: null,
};
const COMMON = { jobId: 'job-1', cycleId: 'cycle-1' };

describe('a message', () => {
  test.each<{ name: string; message: Message }>([
    { name: 'of operations', message: OPERATIONS },
    {
      name: 'of operations that are staged',
      message: { ...OPERATIONS, operations: null, stagingId: 'staged-1', sequences: [5, 6] },
    },
    {
      name: 'of staged operations that older code did not number',
      message: { ...OPERATIONS, operations: null, stagingId: 'staged-1' },
    },
    { name: 'that wakes an upload', message: { ...OPERATIONS, operations: null } },
    { name: 'that wakes a part of it', message: { ...OPERATIONS, operations: null, sequences: [6] } },
    { name: 'of those who travel ahead', message: { ...OPERATIONS, ahead: true } },
    { name: 'that wakes those', message: { ...OPERATIONS, operations: null, ahead: true } },
    { name: 'of operations that storage has refused', message: { ...OPERATIONS, tries: 3 } },
    { name: 'of a sweep that begins', message: { kind: 'sweep', ...COMMON, shard: 0, after: null, work: 'sweep-1' } },
    {
      name: 'of a sweep that goes on',
      message: { kind: 'sweep', ...COMMON, shard: 15, after: 'a\n', work: 'sweep-1' },
    },
    ...ERRANDS.map((errand) => ({
      name: `of the errand ${errand}`,
      message: { kind: 'errand' as const, ...COMMON, errand, anchors: ['1', 'ü\n'], work: 'work-1' },
    })),
    {
      name: 'of an errand on what is held since then',
      message: { kind: 'errand', ...COMMON, errand: 'reject', anchors: ['1', '2'], since: [7, 8], work: null },
    },
    {
      name: 'of an errand about what is owed',
      message: {
        kind: 'errand',
        ...COMMON,
        errand: 'converge',
        anchors: ['1', '2'],
        about: ['all', ['e1', 'e2']],
        work: null,
      },
    },
    {
      name: 'of an errand that nothing waits for',
      message: { kind: 'errand', ...COMMON, errand: 'release', anchors: [], work: null },
    },
  ])('$name is read as it was written, as text and as the host parses it', ({ message }) => {
    const text = writeMessage(message);
    const decides = message.kind === 'errand' && ['release', 'allow', 'stage'].includes(message.errand);
    const read = decides ? { ...message, ahead: true } : message;
    expect(readMessage(text)).toEqual(read);
    expect(readMessage(JSON.parse(text))).toEqual(read);
    expect(laneOf(text)).toBe(decides || message.ahead ? 'first' : 'ordinary');
  });

  test.each(['not JSON', 'null', '[]', '{"v":9}'])('that nobody can read, %p, travels in the ordinary lane', (text) => {
    expect(laneOf(text)).toBe('ordinary');
  });

  test('carries the trace of what caused it, and keeps its version for older code', () => {
    const traced = { ...OPERATIONS, traceparent: TRACE };
    expect(readMessage(writeMessage(traced))).toEqual(traced);
    expect(JSON.parse(writeMessage(traced))).toMatchObject({ v: 1, traceparent: TRACE });
    const within = withinTrace(TRACE, () => writeMessage(OPERATIONS));
    expect(readMessage(within)).toEqual(traced);
    expect(withinTrace(`${TRACE.slice(0, -2)}00`, () => readMessage(writeMessage(traced)))).toEqual(traced);
  });

  test.each(['', 'not a trace', 7, null, { a: 1 }])('is read without its trace where that is %p', (traceparent) => {
    const text = JSON.stringify({ ...JSON.parse(writeMessage(OPERATIONS)), traceparent });
    expect(readMessage(text)).toEqual(OPERATIONS);
  });

  test.each([
    { name: 'of operations', message: OPERATIONS, v: 1 },
    { name: 'of staged operations', message: { ...OPERATIONS, operations: null, stagingId: 'staged-1' }, v: 1 },
    {
      name: 'that only wakes: older code would take the operations for lost',
      message: { ...OPERATIONS, operations: null },
      v: 2,
    },
  ])('$name is of version $v', ({ message, v }) => {
    expect(JSON.parse(writeMessage(message))).toMatchObject({ v });
  });

  test('can always be sent: what a queue cannot carry is packed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), fc.string(), (data, anchor) => {
        const operations = [{ sequence: 1, bulkId: 'b', anchor, data: JSON.parse(JSON.stringify(data)) as JsonObject }];
        const text = writeMessage({ ...OPERATIONS, operations });
        expect(() => checkMessage(text)).not.toThrow();
        expect(readMessage(text)).toEqual({ ...OPERATIONS, operations });
      }),
    );
  });

  test('of fifty ordinary people fits', () => {
    const operations = Array.from({ length: 50 }, (_, index) => ({
      sequence: index,
      bulkId: `3f0f5a2e-7a0d-4a54-9c0b-${index}`,
      anchor: `8100${index}`,
      data: { externalId: `8100${index}`, displayName: `Person ${index}`, title: `Role ${index * 7919}` },
    }));
    expect(Buffer.byteLength(writeMessage({ ...OPERATIONS, operations }))).toBeLessThan(8_192);
  });
});

describe('a message that cannot be read says why', () => {
  const good = JSON.parse(writeMessage(OPERATIONS)) as Record<string, unknown>;
  const errand = JSON.parse(
    writeMessage({ kind: 'errand', ...COMMON, errand: 'retry', anchors: ['1'], work: null }),
  ) as Record<string, unknown>;

  test.each<{ name: string; raw: unknown; message: string }>([
    { name: 'no JSON', raw: 'hello', message: 'The message is not JSON.' },
    { name: 'empty', raw: '', message: 'The message is not JSON.' },
    { name: 'a number', raw: '7', message: 'The message is not a JSON object.' },
    { name: 'a list', raw: [good], message: 'The message is not a JSON object.' },
    { name: 'nothing', raw: null, message: 'The message is not a JSON object.' },
    {
      name: 'of no version',
      raw: { ...good, v: undefined },
      message: 'The message has version undefined; this code reads 1, and 2 of a wake-up.',
    },
    ...[2, 3].map((v) => ({
      name: `of version ${v}`,
      raw: { ...good, v },
      message: `The message has version ${v}; this code reads 1, and 2 of a wake-up.`,
    })),
    { name: 'of no job', raw: { ...good, jobId: undefined }, message: 'The message names no job and cycle.' },
    { name: 'of no cycle', raw: { ...good, cycleId: 7 }, message: 'The message names no job and cycle.' },
    {
      name: 'of another kind',
      raw: { ...good, kind: 'party' },
      message: 'The message is of no known kind, or lacks what its kind needs: party.',
    },
    {
      name: 'of no upload',
      raw: { ...good, uploadFirst: '5' },
      message: 'The message is of no known kind, or lacks what its kind needs: operations.',
    },
    {
      name: 'of an errand nobody knows',
      raw: { ...errand, errand: 'dance' },
      message: 'The message is of no known kind, or lacks what its kind needs: errand.',
    },
    {
      name: 'of an errand for nobody',
      raw: { ...errand, anchors: 'all' },
      message: 'The message is of no known kind, or lacks what its kind needs: errand.',
    },
    {
      name: 'of a sweep without its work',
      raw: { v: 1, kind: 'sweep', ...COMMON, shard: 1 },
      message: 'The message is of no known kind, or lacks what its kind needs: sweep.',
    },
    {
      name: 'of an unknown time',
      raw: { ...good, acceptedAt: undefined },
      message: 'The message is of no known kind, or lacks what its kind needs: operations.',
    },
    {
      name: 'with something else than a list packed',
      raw: { ...good, operations: Buffer.from(pack({})).toString('base64') },
      message: 'The operations in the message cannot be unpacked.',
    },
    ...[{ sequence: '6' }, { bulkId: 7 }, { anchor: undefined }, { data: [] }].map((odd) => ({
      name: `with an operation that is not ours: ${JSON.stringify(odd)}`,
      raw: {
        ...good,
        operations: Buffer.from(pack([OPERATIONS.operations?.[0], { ...OPERATIONS.operations?.[1], ...odd }])).toString(
          'base64',
        ),
      },
      message: 'Operation 1 in the message is not as this code writes operations.',
    })),
    {
      name: 'packed by somebody else',
      raw: { ...good, operations: 'AAAA' },
      message: 'The operations in the message cannot be unpacked.',
    },
    {
      name: 'packed and cut short',
      raw: { ...good, operations: String(good.operations).slice(0, 20) },
      message: 'The operations in the message cannot be unpacked.',
    },
  ])('$name', ({ raw, message }) => {
    expect(() => readMessage(raw)).toThrow(new UnreadableMessage(message));
    expect(() => readMessage(raw)).toThrow(UnreadableMessage);
  });
});

test('staged operations are packed the same way', () => {
  expect(unpackOperations(packOperations(OPERATIONS.operations ?? []))).toEqual(OPERATIONS.operations);
});
