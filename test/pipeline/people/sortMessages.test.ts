import { type Opened, sortMessages } from '../../../shared/pipeline/people/sortMessages';
import type {
  ErrandMessage,
  OperationsMessage,
  QueuedOperation,
  ReevaluateAllMessage,
} from '../../../shared/pipeline/queue/messages';

const COMMON = { jobId: 'job', cycleId: 'cycle' };
const NOTHING = { tasks: [], anchorless: [], staged: [], overtaken: [], afterwards: [], tries: [], lost: [] };

const operation = (sequence: number, anchor: string | null): QueuedOperation => ({
  sequence,
  bulkId: `bulk-${sequence}`,
  anchor,
  data: { externalId: anchor },
});

function upload(stagingId: string | null = null): OperationsMessage {
  return { ...COMMON, kind: 'operations', uploadFirst: 5, acceptedAt: 1_000, operations: null, stagingId };
}

function errand(kind: ErrandMessage['errand'], anchors: readonly string[], work: string | null): ErrandMessage {
  return { ...COMMON, kind: 'errand', errand: kind, anchors, work };
}

const EVERYBODY: ReevaluateAllMessage = { ...COMMON, kind: 'sweep', shard: 3, after: null, work: 'sweep-3' };

const task = (sequence: number, anchor: string) => ({
  kind: 'operation',
  operation: {
    sequence,
    uploadFirst: 5,
    acceptedAt: 1_000,
    bulkId: `bulk-${sequence}`,
    data: { externalId: anchor },
  },
});

test('a person’s operations come in the order they were accepted, and errands after them', () => {
  const opened: Opened[] = [
    { message: errand('retry', ['a', 'b'], 'retry-1'), isPending: true },
    { message: upload(), operations: [operation(9, 'a'), operation(8, 'c')] },
    { message: upload(), operations: [operation(7, 'a')] },
  ];
  expect(sortMessages(opened)).toEqual({
    ...NOTHING,
    tasks: [
      { anchor: 'a', tasks: [task(7, 'a'), task(9, 'a'), { kind: 'retry' }] },
      { anchor: 'b', tasks: [{ kind: 'retry' }] },
      { anchor: 'c', tasks: [task(8, 'c')] },
    ],
    afterwards: [{ kind: 'endWork', work: 'retry-1' }],
  });
});

test('operations of nobody stay with their message', () => {
  const message = upload('bulk');
  const operations = [operation(5, null), operation(6, 'a'), operation(7, null)];
  expect(sortMessages([{ message, operations }])).toEqual({
    ...NOTHING,
    tasks: [{ anchor: 'a', tasks: [task(6, 'a')] }],
    anchorless: [{ message, operations: [operations[0], operations[2]] }],
    staged: ['bulk'],
  });
});

test('a message whose staged operations are gone is lost, and its rows are not asked for again', () => {
  const message = upload('bulk');
  expect(sortMessages([{ message, operations: undefined }])).toEqual({ ...NOTHING, lost: [message] });
});

test('an errand that somebody else has run is overtaken, and ends nothing', () => {
  const opened: Opened[] = [{ message: errand('reevaluate', ['a', 'b'], 'reevaluate-1'), isPending: false }];
  expect(sortMessages(opened)).toEqual({ ...NOTHING, overtaken: ['a', 'b'] });
});

test('an errand within a cycle that is open for other reasons ends nothing', () => {
  const { tasks, afterwards } = sortMessages([{ message: errand('stage', ['a'], null), isPending: true }]);
  expect(tasks).toEqual([{ anchor: 'a', tasks: [{ kind: 'stage', since: undefined }] }]);
  expect(afterwards).toEqual([]);
});

test('everybody of a stretch is evaluated anew, and then it goes on', () => {
  const stretch = { anchors: ['a', 'b'], isLast: false };
  expect(sortMessages([{ message: EVERYBODY, stretch }])).toEqual({
    ...NOTHING,
    tasks: [
      { anchor: 'a', tasks: [{ kind: 'reevaluate' }] },
      { anchor: 'b', tasks: [{ kind: 'reevaluate' }] },
    ],
    afterwards: [{ kind: 'goOn', stretch, message: EVERYBODY }],
  });
});

test('a shard that is through asks for nothing', () => {
  expect(sortMessages([{ message: EVERYBODY, stretch: undefined }])).toEqual(NOTHING);
});
