import { randomFillSync } from 'node:crypto';
import type { JobQueues } from '../../../shared/pipeline/ports';
import { createJobQueues } from '../../../shared/pipeline/queue/jobQueues';
import { type OperationsMessage, readMessage, unpackOperations } from '../../../shared/pipeline/queue/messages';
import { type AcceptVerdict, acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import type { Json, JsonObject } from '../../../shared/scim/json';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { createMemoryQueue, type MemoryQueue } from '../../../shared/store/memory/memoryQueue';
import { createIntakeStore } from '../../../shared/store/uploads/intake';
import { createStagingStore } from '../../../shared/store/uploads/largeBulks';
import { JOB_ID } from '../../support/jobs';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';
import { bulkBody, person } from '../../support/workbench';
import { type FakeClock, fakeClock, seededRandom } from '../../support/world';

let jobs: WatchedTable;
let staged: WatchedTable;
let queue: MemoryQueue;
let clock: FakeClock;
/** What was done, in order, over all of storage. */
let deeds: string[];
/** How many messages are sent before sending fails; negative: never. */
let sendsLeft: number;

beforeEach(async () => {
  [jobs, staged] = [await watchedTable(), await watchedTable()];
  clock = fakeClock();
  queue = createMemoryQueue('operations', clock, async () => undefined);
  await queue.ensure();
  deeds = [];
  sendsLeft = -1;
});

type Ports = Parameters<typeof acceptBulkUpload>[1];

/** A process: what it remembers is gone when it dies. */
function instance(change: Partial<Ports> = {}): Ports {
  const send: JobQueues['send'] = async (_, text, options) => {
    if (sendsLeft === 0) throw new StoreUnavailable('the process died');
    sendsLeft -= 1;
    deeds.push('send');
    await queue.send(text, options);
  };
  const contexts = { find: async () => undefined };
  const queues = createJobQueues({ place: 'service', common: queue, open: () => queue, contexts });
  const intake = createIntakeStore(jobs);
  const staging = createStagingStore(staged);
  return {
    intake: {
      ...intake,
      admit: async (upload) => {
        const admission = await intake.admit(upload);
        deeds.push('admit');
        return admission;
      },
    },
    staging: {
      ...staging,
      put: async (...args) => {
        await staging.put(...args);
        deeds.push('stage');
      },
    },
    operations: { ...queues, send },
    clock,
    random: seededRandom(),
    maxOperationsPerRequest: 50,
    operationsPerMessage: 0,
    ...change,
  };
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

/** Everything in the queue, staged or not, as `sequence anchor`. */
async function queued(): Promise<string[]> {
  const lists = await Promise.all(
    messages().map(async ({ operations, stagingId }) => {
      if (operations !== null) return operations;
      const bytes = await createStagingStore(staged).get(stagingId ?? '');
      return bytes === undefined ? [] : unpackOperations(bytes);
    }),
  );
  return lists.flat().map(({ sequence, anchor }) => `${sequence} ${anchor}`);
}

/** Text that does not get smaller, of about this many bytes when packed. */
const noise = (bytes: number) => randomFillSync(Buffer.alloc(bytes)).toString('base64');

describe('an upload that is accepted', () => {
  test('is numbered, then queued whole, and only then answered', async () => {
    const verdict = await accept({ people: [person('a'), person('b')] });
    expect(deeds).toEqual(['admit', 'send']);
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

  test('of a thousand people is staged or queued whole', async () => {
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

  test('is staged before the message that points at it is sent', async () => {
    await accept({ people: large() });
    expect(deeds).toEqual(['admit', 'stage', 'send']);
    expect(messages()).toMatchObject([{ operations: null, stagingId: expect.any(String), uploadFirst: 1 }]);
    expect(await queued()).toEqual(['1 p0', '2 p1', '3 p2']);
  });

  test('is staged message by message, each under its own name', async () => {
    await accept({ people: [...large(), ...large()] }, instance({ operationsPerMessage: 3 }));
    expect(deeds).toEqual(['admit', 'stage', 'send', 'stage', 'send']);
    expect(new Set(messages().map(({ stagingId }) => stagingId)).size).toBe(2);
    expect(await queued()).toEqual(['1 p0', '2 p1', '3 p2', '4 p0', '5 p1', '6 p2']);
  });
});

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
  ])('leaves nothing behind: $name', async ({ sent, expected }) => {
    expect(faultsOf(await accept(sent))).toEqual(expected);
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
});

describe('a crash', () => {
  const people = [person('a'), person('b')];
  const clientRequestId = 'r-1';

  test('before anything is numbered leaves nothing, and a resend is the first', async () => {
    jobs.failNext('transact', 'before');
    await expect(accept({ people, clientRequestId })).rejects.toThrow(StoreUnavailable);
    expect(queue.messages()).toEqual([]);
    expect(firstOf(await accept({ people, clientRequestId }))).toBe(1);
  });

  test('between numbering and sending: a resend gets the same upload, and its message is sent', async () => {
    sendsLeft = 0;
    await expect(accept({ people, clientRequestId })).rejects.toThrow('the process died');
    expect(queue.messages()).toEqual([]);

    sendsLeft = -1;
    expect(firstOf(await accept({ people, clientRequestId }))).toBe(1);
    expect(await queued()).toEqual(['1 a', '2 b']);
    expect(firstOf(await accept({ people: [person('c')] }))).toBe(3);
  });

  test('between two messages: a resend sends both, and nobody gets another number', async () => {
    sendsLeft = 1;
    const ports = () => instance({ operationsPerMessage: 1 });
    await expect(accept({ people, clientRequestId }, ports())).rejects.toThrow('the process died');
    expect(await queued()).toEqual(['1 a']);

    sendsLeft = -1;
    await accept({ people, clientRequestId }, ports());
    expect(await queued()).toEqual(['1 a', '1 a', '2 b']);
  });

  test('between staging and sending: a resend stages anew and sends', async () => {
    const large = [person('a', { photo: noise(100_000) })];
    sendsLeft = 0;
    await expect(accept({ people: large, clientRequestId })).rejects.toThrow('the process died');
    sendsLeft = -1;
    await accept({ people: large, clientRequestId });
    expect(await queued()).toEqual(['1 a']);
  });

  test('after sending, before the answer: a resend adds a message of the same operations, and no number', async () => {
    await accept({ people, clientRequestId });
    await accept({ people, clientRequestId });
    expect(await queued()).toEqual(['1 a', '2 b', '1 a', '2 b']);
    expect((await createIntakeStore(jobs).read(JOB_ID))?.state.next).toBe(3);
  });

  test('of a client that sends no id: a resend is an upload of its own', async () => {
    sendsLeft = 0;
    await expect(accept({ people })).rejects.toThrow('the process died');
    sendsLeft = -1;
    expect(firstOf(await accept({ people }))).toBe(3);
    expect(await queued()).toEqual(['3 a', '4 b']);
  });
});
