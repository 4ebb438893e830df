import { randomFillSync } from 'node:crypto';
import { operationsOf } from '../../../shared/pipeline/people/messageOperations';
import type { JobQueues } from '../../../shared/pipeline/ports';
import { createJobQueues } from '../../../shared/pipeline/queue/jobQueues';
import { type OperationsMessage, readMessage } from '../../../shared/pipeline/queue/messages';
import { type AcceptVerdict, acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import type { Json, JsonObject } from '../../../shared/scim/json';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { createMemoryQueue, type MemoryQueue } from '../../../shared/store/memory/memoryQueue';
import { createIntakeStore } from '../../../shared/store/uploads/intake';
import { createStagingStore } from '../../../shared/store/uploads/largeBulks';
import { createPayloadStore, type PayloadStore } from '../../../shared/store/uploads/payloads';
import { JOB_ID } from '../../support/jobs';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';
import { bulkBody, person } from '../../support/workbench';
import { type FakeClock, fakeClock, rememberingLogger, seededRandom } from '../../support/world';

let jobs: WatchedTable;
let staged: WatchedTable;
let queue: MemoryQueue;
let clock: FakeClock;
/** What was done, in order, over all of storage. */
let deeds: string[];
/** How many messages are sent before the queue is away; negative: it never is. */
let sendsLeft: number;
let logger: ReturnType<typeof rememberingLogger>;

beforeEach(async () => {
  [jobs, staged] = [await watchedTable(), await watchedTable()];
  clock = fakeClock();
  queue = createMemoryQueue('operations', clock, async () => undefined);
  await queue.ensure();
  deeds = [];
  sendsLeft = -1;
  logger = rememberingLogger();
});

type Ports = Parameters<typeof acceptBulkUpload>[1];

/** A process: what it remembers is gone when it dies. */
function instance(change: Partial<Ports> = {}): Ports {
  const send: JobQueues['send'] = async (_, text, options) => {
    if (sendsLeft === 0) throw new StoreUnavailable('the queue is away');
    sendsLeft -= 1;
    deeds.push('send');
    await queue.send(text, options);
  };
  const contexts = { find: async () => undefined, get: async () => undefined, forget: () => undefined };
  const queues = createJobQueues({
    place: 'service',
    common: { ordinary: queue, first: queue },
    open: () => queue,
    contexts,
  });
  const intake = createIntakeStore(jobs);
  const payloads = payloadsOf(jobs);
  return {
    intake: {
      ...intake,
      admit: async (upload) => {
        const admission = await intake.admit(upload);
        deeds.push('admit');
        return admission;
      },
    },
    payloads: {
      ...payloads,
      prepare: async (payload) => {
        const prepared = await payloads.prepare(payload);
        deeds.push(prepared.kind === 'parts' ? 'stage' : 'pack');
        return prepared;
      },
    },
    operations: { ...queues, send },
    contexts,
    clock,
    logger,
    random: seededRandom(),
    maxOperationsPerRequest: 50,
    operationsPerMessage: 0,
    ...change,
  };
}

function payloadsOf(table: WatchedTable): PayloadStore {
  return createPayloadStore(table, createStagingStore(staged));
}

interface Sent {
  readonly people?: readonly JsonObject[];
  readonly body?: unknown;
  readonly clientRequestId?: string;
}

function accept(sent: Sent, ports: Ports = instance()): Promise<AcceptVerdict> {
  const body = sent.body ?? bulkBody(sent.people ?? []);
  const bytes = Buffer.from(JSON.stringify(body) ?? '');
  return acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: sent.clientRequestId }, ports);
}

/** Every fault as `place: code`. */
const faultsOf = (verdict: AcceptVerdict) =>
  verdict.kind === 'accepted' ? [] : verdict.faults.map(({ target, code }) => `${target}: ${code}`);

const firstOf = (verdict: AcceptVerdict) => (verdict.kind === 'accepted' ? verdict.upload.first : undefined);

const messages = () => queue.messages().map(({ text }) => readMessage(text) as OperationsMessage);

/** Everything that messages are about, in them or not, as `sequence anchor`. */
async function queued(): Promise<string[]> {
  const ports = { intake: createIntakeStore(jobs), payloads: payloadsOf(jobs), staging: createStagingStore(staged) };
  const lists = await Promise.all(messages().map((message) => operationsOf(message, ports)));
  return lists.flat().map((one) => `${one?.sequence} ${one?.anchor}`);
}

/** What is kept of an upload with its numbers, as `sequence anchor`. */
async function kept(first: number): Promise<string[] | undefined> {
  const operations = await payloadsOf(jobs).read(JOB_ID, first);
  return operations?.map(({ anchor }, index) => `${first + index} ${anchor}`);
}

/** Text that does not get smaller, of about this many bytes when packed. */
const noise = (bytes: number) => randomFillSync(Buffer.alloc(bytes)).toString('base64');

describe('an upload that is accepted', () => {
  test('is packed, then kept with its numbers, and only then told of', async () => {
    const verdict = await accept({ people: [person('a'), person('b')] });
    expect(deeds).toEqual(['pack', 'admit', 'send']);
    expect(await payloadsOf(jobs).read(JOB_ID, 1)).toEqual([
      { bulkId: 'bulk-1', anchor: 'a', data: person('a') },
      { bulkId: 'bulk-2', anchor: 'b', data: person('b') },
    ]);
    expect(verdict).toEqual({
      kind: 'accepted',
      upload: {
        jobId: JOB_ID,
        first: 1,
        cycleId: expect.any(String),
        acceptedAt: clock.now(),
        operations: [
          { bulkId: 'bulk-1', anchor: 'a' },
          { bulkId: 'bulk-2', anchor: 'b' },
        ],
      },
    });
    expect(messages()).toEqual([
      {
        kind: 'operations',
        jobId: JOB_ID,
        cycleId: verdict.kind === 'accepted' && verdict.upload.cycleId,
        uploadFirst: 1,
        acceptedAt: clock.now(),
        stagingId: null,
        operations: [
          { sequence: 1, bulkId: 'bulk-1', anchor: 'a', data: person('a') },
          { sequence: 2, bulkId: 'bulk-2', anchor: 'b', data: person('b') },
        ],
      },
    ]);
  });

  test('goes on with the numbers of the one before', async () => {
    const ports = instance();
    await accept({ people: [person('a'), person('b')] }, ports);
    await accept({ people: [person('c')] }, ports);
    expect(await queued()).toEqual(['1 a', '2 b', '3 c']);
    expect(messages().map(({ uploadFirst }) => uploadFirst)).toEqual([1, 3]);
  });

  test.each([
    { operationsPerMessage: 0, sizes: [5] },
    { operationsPerMessage: 1, sizes: [1, 1, 1, 1, 1] },
    { operationsPerMessage: 2, sizes: [2, 2, 1] },
    { operationsPerMessage: 9, sizes: [5] },
  ])('travels in messages of $operationsPerMessage: $sizes', async ({ operationsPerMessage, sizes }) => {
    await accept({ people: ['a', 'b', 'c', 'd', 'e'].map((id) => person(id)) }, instance({ operationsPerMessage }));
    expect(messages().map(({ operations }) => operations?.length)).toEqual(sizes);
    expect(new Set(messages().map(({ uploadFirst }) => uploadFirst))).toEqual(new Set([1]));
    expect(await queued()).toEqual(['1 a', '2 b', '3 c', '4 d', '5 e']);
  });

  test('costs one transaction and one message', async () => {
    const ports = instance();
    await accept({ people: [person('a')] }, ports);
    jobs.calls.length = 0;
    await accept({ people: Array.from({ length: 50 }, (_, index) => person(`p${index}`)) }, ports);
    expect(jobs.calls).toEqual(['transact 3']);
    expect(queue.messages()).toHaveLength(2);
  });

  test('of a thousand people is kept and told of whole', async () => {
    const people = Array.from({ length: 1_000 }, (_, index) => person(`p${index}`, { title: noise(60) }));
    await accept({ people }, instance({ maxOperationsPerRequest: 1_000 }));
    expect(await queued()).toHaveLength(1_000);
  });
});

describe('whose data it is', () => {
  test.each<{ name: string; data: Record<string, Json>; anchor: string }>([
    { name: 'text', data: { externalId: '701984' }, anchor: '701984' },
    { name: 'a number', data: { externalId: 701_984 }, anchor: '701984' },
    { name: 'zero', data: { externalId: 0 }, anchor: '0' },
    { name: 'true', data: { externalId: true }, anchor: 'true' },
    { name: 'under another spelling', data: { externalID: '7' }, anchor: '7' },
    { name: 'any characters', data: { externalId: 'a/b\\c#d?e ü\n' }, anchor: 'a/b\\c#d?e ü\n' },
    { name: 'a thousand and twenty-four of them', data: { externalId: 'x'.repeat(1_024) }, anchor: 'x'.repeat(1_024) },
    { name: 'nothing', data: { externalId: null }, anchor: 'null' },
    { name: 'blank', data: { externalId: ' \t' }, anchor: 'null' },
    { name: 'absent', data: { userName: 'x' }, anchor: 'null' },
    { name: 'an object', data: { externalId: { value: '7' } }, anchor: 'null' },
  ])('$name', async ({ data, anchor }) => {
    const { externalId: _, ...rest } = person('x');
    await accept({ people: [{ ...rest, ...data }] });
    expect(await queued()).toEqual([`1 ${anchor}`]);
  });
});

describe('an upload that does not fit into a message', () => {
  const large = () => Array.from({ length: 3 }, (_, index) => person(`p${index}`, { photo: noise(40_000) }));

  test('is told of by a message of a version that older code parks', async () => {
    await accept({ people: large() });
    expect(deeds).toEqual(['pack', 'admit', 'send']);
    expect(messages()).toMatchObject([{ operations: null, stagingId: null, uploadFirst: 1 }]);
    expect(JSON.parse(queue.messages()[0]?.text ?? '')).toMatchObject({ v: 2, kind: 'operations' });
    expect(await queued()).toEqual(['1 p0', '2 p1', '3 p2']);
  });

  test('is told of part by part, each by its numbers', async () => {
    await accept({ people: [...large(), ...large()] }, instance({ operationsPerMessage: 3 }));
    expect(messages().map(({ sequences }) => sequences)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await queued()).toEqual(['1 p0', '2 p1', '3 p2', '4 p0', '5 p1', '6 p2']);
  });

  test('nor into a transaction is staged before it is numbered', async () => {
    const people = Array.from({ length: 5 }, (_, index) => person(`p${index}`, { photo: noise(450_000) }));
    await accept({ people });
    expect(deeds).toEqual(['stage', 'admit', 'send']);
    expect(await queued()).toEqual(['1 p0', '2 p1', '3 p2', '4 p3', '5 p4']);
  });
});

function withBulkId(bulkId: string): unknown {
  const body = bulkBody([person('a')]);
  return { ...body, Operations: [{ method: 'POST', path: '/Users', bulkId, data: person('a') }] };
}

describe('an upload that is refused', () => {
  test.each<{ name: string; sent: Sent; expected: string[] }>([
    {
      name: 'an envelope that is wrong',
      sent: { body: {} },
      expected: ['schemas: MissingProperty', 'Operations: MissingProperty'],
    },
    {
      name: 'too many operations',
      sent: { people: Array.from({ length: 51 }, (_, index) => person(`${index}`)) },
      expected: ['Operations: TooManyOperations'],
    },
    {
      name: 'anchors too long for a key, each by its place',
      sent: { people: [person('a'), person('x'.repeat(1_025)), person('b'), person('y'.repeat(5_000))] },
      expected: ['Operations[1].data.externalId: InvalidValue', 'Operations[3].data.externalId: InvalidValue'],
    },
    {
      name: 'a person too large to keep, by its place',
      sent: { people: [person('a'), person('b', { photo: noise(600_000) })] },
      expected: ['Operations[1].data: OperationTooLarge'],
    },
    {
      name: 'a person who is both',
      sent: { people: [person('x'.repeat(1_025), { photo: noise(600_000) })] },
      expected: ['Operations[0].data.externalId: InvalidValue', 'Operations[0].data: OperationTooLarge'],
    },
    {
      name: 'a name that is too long for the log',
      sent: { body: withBulkId('b'.repeat(1_025)) },
      expected: ['Operations[0].bulkId: InvalidValue'],
    },
    {
      name: 'names that are too many for a receipt',
      sent: { people: Array.from({ length: 1_000 }, () => person(noise(760).slice(0, 1_000))) },
      expected: ['Operations: OperationTooLarge'],
    },
  ])('leaves nothing behind: $name', async ({ sent, expected }) => {
    const ports = sent.people?.length === 1_000 ? instance({ maxOperationsPerRequest: 1_000 }) : instance();
    expect(faultsOf(await accept(sent, ports))).toEqual(expected);
    expect(deeds).toEqual([]);
    expect([jobs.rows(), staged.rows(), queue.messages()]).toEqual([[], [], []]);
  });

  test('is not one that is large and shrinks', async () => {
    expect(faultsOf(await accept({ people: [person('a', { photo: 'x'.repeat(3_000_000) })] }))).toEqual([]);
  });

  test('is not one of many small people', async () => {
    const people = Array.from({ length: 50 }, (_, index) => person(`p${index}`, { photo: noise(20_000) }));
    expect(faultsOf(await accept({ people }))).toEqual([]);
    expect(await queued()).toHaveLength(50);
  });

  test('is one whose client-request-id stands for another body', async () => {
    await accept({ people: [person('a')], clientRequestId: 'r-1' });
    const verdict = await accept({ people: [person('b')], clientRequestId: 'r-1' });
    expect(faultsOf(verdict)).toEqual(['client-request-id: DuplicateRequestId']);
    expect(await queued()).toEqual(['1 a']);
  });

  test('after its parts were staged takes them away again, and no number', async () => {
    await accept({ people: [person('a')], clientRequestId: 'r-1' });
    const people = Array.from({ length: 5 }, (_, index) => person(`p${index}`, { photo: noise(450_000) }));
    expect(faultsOf(await accept({ people, clientRequestId: 'r-1' }))).toHaveLength(1);
    expect(staged.rows()).toEqual([]);
    expect((await createIntakeStore(jobs).read(JOB_ID))?.state.next).toBe(2);
  });
});

describe('a crash', () => {
  const people = [person('a'), person('b')];
  const clientRequestId = 'r-1';

  test('before anything is numbered leaves nothing, and a resend is the first', async () => {
    jobs.stop();
    await expect(accept({ people, clientRequestId })).rejects.toThrow(StoreUnavailable);
    jobs.stop(false);
    expect([jobs.rows(), staged.rows(), queue.messages()]).toEqual([[], [], []]);
    expect(firstOf(await accept({ people, clientRequestId }))).toBe(1);
  });

  test('after staging leaves parts that belong to nobody, and no number', async () => {
    const large = Array.from({ length: 5 }, (_, index) => person(`p${index}`, { photo: noise(450_000) }));
    jobs.stop();
    await expect(accept({ people: large })).rejects.toThrow(StoreUnavailable);
    jobs.stop(false);
    expect(jobs.rows()).toEqual([]);
    const [part] = staged.rows();
    expect(await payloadsOf(jobs).isOwned(JOB_ID, part?.partitionKey ?? '')).toBe(false);
  });

  test('after numbering leaves everything that is needed: a resend gets the same upload', async () => {
    const dying = instance();
    const intake = { ...dying.intake, admit: dieAfter(dying.intake.admit) };
    await expect(accept({ people, clientRequestId }, { ...dying, intake })).rejects.toThrow('the process died');
    expect(await kept(1)).toEqual(['1 a', '2 b']);
    expect(firstOf(await accept({ people, clientRequestId }))).toBe(1);
    expect(firstOf(await accept({ people: [person('c')] }))).toBe(3);
  });

  test('of a client that sends no id: a resend is an upload of its own', async () => {
    const dying = instance();
    const intake = { ...dying.intake, admit: dieAfter(dying.intake.admit) };
    await expect(accept({ people }, { ...dying, intake })).rejects.toThrow('the process died');
    expect(firstOf(await accept({ people }))).toBe(3);
    expect([await kept(1), await kept(3)]).toEqual([
      ['1 a', '2 b'],
      ['3 a', '4 b'],
    ]);
  });
});

describe('while the queue is away', () => {
  test('uploads are accepted all the same, and kept', async () => {
    sendsLeft = 0;
    expect(firstOf(await accept({ people: [person('a'), person('b')] }))).toBe(1);
    expect(await kept(1)).toEqual(['1 a', '2 b']);
    expect(logger.lines.map(({ message }) => message)).toEqual([
      'Upload accepted',
      'Word of an upload could not be sent; the timer sends it again',
    ]);
  });

  test('nobody waits for more than one message that fails', async () => {
    sendsLeft = 1;
    const people = ['a', 'b', 'c', 'd'].map((id) => person(id));
    await accept({ people }, instance({ operationsPerMessage: 1 }));
    expect(await queued()).toEqual(['1 a']);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

test('a resend is answered with the same upload; what is kept need not be told of again', async () => {
  const sent = { people: [person('a'), person('b')], clientRequestId: 'r-1' };
  await accept(sent);
  expect(firstOf(await accept(sent))).toBe(1);
  expect(await queued()).toEqual(['1 a', '2 b']);
  expect((await createIntakeStore(jobs).read(JOB_ID))?.state.next).toBe(3);
});

/** Does it, and does not live to tell. */
function dieAfter<A extends unknown[]>(deed: (...args: A) => Promise<unknown>) {
  return async (...args: A): Promise<never> => {
    await deed(...args);
    throw new Error('the process died');
  };
}
