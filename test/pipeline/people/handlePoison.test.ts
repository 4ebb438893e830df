import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import type { FoundEntry } from '../../../shared/pipeline/logs/queryLogs';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import type { House } from '../../../shared/pipeline/ports';
import {
  type Errand,
  type Message,
  type OperationsMessage,
  packOperations,
  readMessage,
  writeMessage,
} from '../../../shared/pipeline/queue/messages';
import type { JsonObject } from '../../../shared/scim/json';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import type { Person } from '../../../shared/store/people/people';
import { unpackFrom } from '../../../shared/store/rows/packing';
import { asOlderRelease } from '../../support/olderRelease';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const STAGED = { jobId: JOB_ID, sequence: 1, at: Date.UTC(2026, 0, 15, 9, 30) };

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

/** The message of an upload, taken out of the queue as the host does when it has failed too often. */
async function poisoned(...people: readonly JsonObject[]): Promise<OperationsMessage> {
  await bench.upload(people);
  return takeMessage();
}

async function takeMessage(): Promise<OperationsMessage> {
  for (const name of [OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE]) {
    const queue = bench.storage.queue(name);
    const [message] = await queue.receive(1, 30);
    if (message === undefined) continue;
    await queue.remove(message);
    return readMessage(message.text) as OperationsMessage;
  }
  throw new Error('There is no message.');
}

const handle = (message: Message, ports: House = bench.services.house) => handlePoison(writeMessage(message), ports);

/** As if everything about these people made Muster fail, but for the entry that says so. */
function breakFor(...anchors: readonly string[]): House {
  const poison = bench.services.house;
  return {
    ...poison,
    ledger: {
      ...poison.ledger,
      async commit(changes, frame) {
        const broken = changes.some(
          (change) =>
            anchors.includes(change.person.anchor) &&
            change.entries.some(({ error }) => error?.code !== 'InternalError'),
        );
        if (broken) throw new Error('This person breaks everything.');
        return poison.ledger.commit(changes, frame);
      },
    },
  };
}

/** As if nothing could be written of these people. */
function breakWholly(...anchors: readonly string[]): House {
  const poison = bench.services.house;
  return {
    ...poison,
    ledger: {
      ...poison.ledger,
      async commit(changes, frame) {
        if (changes.some(({ person }) => anchors.includes(person.anchor))) throw new Error('This row takes nothing.');
        return poison.ledger.commit(changes, frame);
      },
    },
  };
}

const told = ({ entry }: FoundEntry) => `${entry.source.id} ${entry.action} ${entry.status}`;
const log = async () => (await bench.log()).map(told).sort();

async function stored(anchor: string): Promise<Person> {
  const found = (await bench.services.house.people.load(JOB_ID, [anchor])).get(anchor);
  if (found === undefined) throw new Error(`${anchor} did not come back.`);
  return found.person;
}

/** What was put aside for a person to look at: text and reason. */
const parked = () =>
  bench.storage
    .table('staging')
    .rows()
    .filter(({ partitionKey }) => partitionKey === 'parked')
    .map(({ properties }) => ({ text: unpackFrom('text', properties), reason: properties.reason }));

describe('a message nobody can work on is put aside, with the reason', () => {
  test.each<{ name: string; raw: unknown; text: string; reason: string }>([
    { name: 'no JSON', raw: 'hello', text: 'hello', reason: 'The message is not JSON.' },
    {
      name: 'of a newer release',
      raw: { v: 2 },
      text: '{"v":2}',
      reason: 'The message has version 2; this code reads 1, and 2 of a wake-up.',
    },
    { name: 'nothing', raw: null, text: 'null', reason: 'The message is not a JSON object.' },
  ])('$name', async ({ raw, text, reason }) => {
    await handlePoison(raw, bench.services.house);
    expect(parked()).toEqual([{ text, reason }]);
    expect(bench.logger.lines).toContainEqual({
      level: 'error',
      message: 'A message could not be processed and is parked',
      fields: { reason },
    });
  });

  test('of a job there is not', async () => {
    const message: Message = { ...(await poisoned(person('a'))), jobId: 'job-9' };
    await handle(message);
    expect(parked()).toEqual([{ text: writeMessage(message), reason: "There is no job 'job-9'." }]);
    expect(await log()).toEqual([]);
  });

  test('of an upload nobody remembers, whose people are gone', async () => {
    const message: Message = { ...(await poisoned(person('a'))), operations: null, stagingId: 'gone', uploadFirst: 77 };
    await handle(message);
    expect(parked()).toMatchObject([{ reason: 'Upload 77 is not known.' }]);
  });
});

test('a message that fails in a way nobody foresaw is put aside, too: it would come back to nothing', async () => {
  const message = await poisoned(person('a'));
  const poison = bench.services.house;
  const contexts = { ...poison.contexts, find: () => Promise.reject(new TypeError('nobody foresaw this')) };
  await handle(message, { ...poison, contexts });
  expect(parked()).toEqual([
    { text: writeMessage(message), reason: 'Muster failed whenever it tried: TypeError: nobody foresaw this.' },
  ]);
});

describe('work of our own that failed every try', () => {
  /** As the timer sends it: the cycle stays open until it is done. */
  async function errand(kind: Errand, ...anchors: readonly string[]): Promise<Message> {
    const cycleId = await bench.services.house.intake.beginWork(JOB_ID, ['work-1'], 'cycle-1', bench.clock.now());
    return { kind: 'errand', errand: kind, jobId: JOB_ID, cycleId, anchors, work: 'work-1' };
  }
  const pending = async () => (await bench.services.house.intake.read(JOB_ID))?.state.cycle?.pending;

  test('is done for each person alone, and ends: it must not keep the cycle open', async () => {
    await handle(await poisoned(person('a'), person('b')), breakFor('a', 'b'));
    bench.clock.advance(31_000); // what was claimed for a create is free again
    await handle(await errand('retry', 'a', 'b'), breakFor('b'));
    expect(await log()).toEqual(['a other failure', 'a other skipped', 'b other failure', 'b other failure']);
    expect(await pending()).toEqual({});
    expect(parked()).toEqual([]);
  });

  test('is done once, however often its message comes: its cycle may have ended by then', async () => {
    await handle(await poisoned(person('b')), breakFor('b'));
    const message = await errand('retry', 'b');
    await handle(message, breakFor('b'));
    await handle(message, breakFor('b'));
    expect(await log()).toEqual(['b other failure', 'b other failure']);
  });

  test('is put off for whoever breaks it, as for anybody who fails', async () => {
    await handle(await poisoned(person('b')), breakFor('b'));
    bench.clock.advance(60_000);
    await handle(await errand('retry', 'b'), breakFor('b'));
    expect((await stored('b')).escrow).toMatchObject({ attempts: 2, nextAttempt: bench.clock.now() + 5 * 60_000 });
    const [again] = await bench.log('b');
    expect(again?.entry).toMatchObject({ attempt: 2, operation: null, status: 'failure' });
  });

  test('answers the deletion that could not be released, and plans it anew with the retry', async () => {
    await bench.upload([person('b')]);
    await bench.drain();
    await bench.upload([person('b', { active: false })]);
    await bench.drain();
    expect((await stored('b')).held?.operation?.sequence).toBe(2);

    await handle(await errand('release', 'b'), breakFor('b'));
    const [answer] = await bench.log('b');
    expect(answer?.entry).toMatchObject({ attempt: 1, operation: { sequence: 2 }, status: 'failure' });
    expect(await stored('b')).toMatchObject({ held: null, logged: [1, 2], escrow: { attempts: 1 } });
  });

  test.each<Errand>(['resolveWaiting', 'converge'])('says nothing of a person who is as before: %s', async (kind) => {
    await bench.upload([person('b')]);
    await bench.drain();
    const before = await stored('b');
    await handle(await errand(kind, 'b'), breakFor('b'));
    expect(await stored('b')).toEqual(before);
    expect(await log()).toEqual(['b create success']);
  });

  describe('of a whole shard', () => {
    /** People of the shard of 'b', in the order they are gone through. */
    const NEIGHBOURS = ['b', 'person12', 'person70'];

    async function sweep(): Promise<Message> {
      const { intake, people } = bench.services.house;
      expect(new Set(NEIGHBOURS.map(people.shardOf)).size).toBe(1);
      await bench.upload(NEIGHBOURS.map((anchor) => person(anchor)));
      await bench.drain();
      bench.clock.advance(1_000);
      const { directory } = bench.services;
      for (const { id } of (await directory.list({ limit: 9 })).users) {
        await directory.update(id, { displayName: 'Changed by hand' });
      }
      const cycleId = await intake.beginWork(JOB_ID, ['sweep-1'], 'cycle-2', bench.clock.now());
      return { kind: 'sweep', jobId: JOB_ID, cycleId, shard: people.shardOf('b'), after: null, work: 'sweep-1' };
    }
    /** The newest entry of each. */
    const outcomes = async () =>
      Promise.all(
        NEIGHBOURS.map(async (anchor) => {
          const [newest] = await bench.log(anchor);
          return newest && told(newest);
        }),
      );

    test('goes on behind the person who breaks it, whose entry says so', async () => {
      await handle(await sweep(), breakFor('person12'));
      expect(await outcomes()).toEqual(['b update success', 'person12 other failure', 'person70 update success']);
      expect((await stored('person12')).escrow).toMatchObject({ attempts: 1 });
      expect(await pending()).toEqual({});
    });

    test('goes on behind a person of whom not even that can be recorded, and the worker says so', async () => {
      await handle(await sweep(), breakWholly('person12'));
      expect(await outcomes()).toEqual(['b update success', 'person12 create success', 'person70 update success']);
      expect(await pending()).toEqual({});
      expect(bench.logger.lines).toContainEqual({
        level: 'error',
        message: 'A failure could not be recorded',
        fields: { anchor: 'person12', errand: 'reevaluate', error: 'Error: This row takes nothing.' },
      });
    });
  });
});

describe('operations that failed every try', () => {
  test('are worked on one by one: the one that breaks does not take the others with it', async () => {
    const message = await poisoned(person('a'), person('b'), person('c'));
    await handle(message, breakFor('b'));
    expect(await log()).toEqual(['a create success', 'b other failure', 'c create success']);
    expect(parked()).toEqual([]);
  });

  test('are not blamed for storage that does not answer: the message comes again in a minute', async () => {
    const poison = bench.services.house;
    const load = async () => {
      throw new StoreUnavailable('storage is away');
    };
    const message = await poisoned(person('a'));
    await handle(message, { ...poison, people: { ...poison.people, load } });
    await bench.drain();
    expect(await log()).toEqual([]);
    bench.clock.advance(60_000);
    await bench.drain();
    expect(await log()).toEqual(['a create success']);
  });

  test('of which not even that can be written with their row get an entry of its own, and the others go on', async () => {
    const message = await poisoned(person('a'), person('b'), person('c'));
    await handle(message, breakWholly('b'));
    await handle(message, breakWholly('b'));
    expect(await log()).toEqual(['a create success', 'b other failure', 'c create success']);
    const [found] = await bench.log('b');
    expect(found?.entry.error).toMatchObject({ advice: 'Send the person again.' });
    expect(parked()).toEqual([]);
  });

  test('and of which nothing at all can be recorded are put aside, alone, and the others go on', async () => {
    const message = await poisoned(person('a'), person('b'), person('c'));
    const ports = breakWholly('b');
    const recordOnce = async () => Promise.reject(new Error('This log takes nothing.'));
    await handle(message, { ...ports, ledger: { ...ports.ledger, recordOnce } });
    expect(await log()).toEqual(['a create success', 'c create success']);
    const [kept, ...others] = parked();
    expect(others).toEqual([]);
    expect(kept?.reason).toBe('Not even a failure could be recorded: Error: This log takes nothing.');
    const operations = message.operations?.filter(({ anchor }) => anchor === 'b');
    expect(readMessage(kept?.text)).toEqual({ ...message, operations });
  });

  test('leave an entry that says so, and an escrow with the data to try again with', async () => {
    await handle(await poisoned(person('b', { TITLE: 'Tour Lead' })), breakFor('b'));
    const [found] = await bench.log('b');
    expect(found?.entry).toMatchObject({
      status: 'failure',
      operation: { sequence: 1, uploadFirst: 1, bulkId: 'bulk-1' },
      error: {
        code: 'InternalError',
        reason: expect.stringContaining('This person breaks everything.'),
        category: 'failure',
      },
    });
    expect(await stored('b')).toMatchObject({
      sequence: 1,
      logged: [1],
      escrow: { attempts: 1, failure: { code: 'InternalError' }, nextAttempt: bench.clock.now() + 60_000 },
      data: { externalId: 'b', title: 'Tour Lead' },
    });
  });

  test('are tried again, also where a restart has made everybody forget what failed before', async () => {
    await scenesOf(bench).restart('Escrows');
    await handle(await poisoned(person('b')), breakFor('b'));
    bench.clock.advance(60_000);
    await bench.supervise();
    expect(await log()).toEqual(['b other failure', 'b other skipped']); // its account was made when it failed
  });

  test('are answered once, however often the message comes', async () => {
    const message = await poisoned(person('a'), person('b'));
    const ports = breakFor('b');
    await handle(message, ports);
    await handle(message, ports);
    expect(await log()).toEqual(['a create success', 'b other failure']);
    expect(await stored('b')).toMatchObject({ escrow: { attempts: 1 } });
  });

  test('that had been worked on all the same are left alone', async () => {
    const message = await poisoned(person('a'), person('b'));
    await handle(message);
    await handle(message);
    expect(await log()).toEqual(['a create success', 'b create success']);
  });

  test('come from the host parsed already, too', async () => {
    await handlePoison(JSON.parse(writeMessage(await poisoned(person('a')))), bench.services.house);
    expect(await log()).toEqual(['a create success']);
  });

  test('that a newer one has overtaken get their entry, and the newest data stands', async () => {
    const older = await poisoned(person('b', { title: 'First' }));
    await bench.upload([person('b', { title: 'Second' })]);
    await bench.drain();
    await handle(older, breakFor('b'));
    expect(await log()).toEqual(['b create success', 'b other failure']);
    expect(await stored('b')).toMatchObject({ sequence: 2, logged: [2, 1], escrow: null, data: { title: 'Second' } });
  });

  test('of a job that does not work wait like all others', async () => {
    const message = await poisoned(person('a'));
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    bench.services.house.contexts.forget(JOB_ID);
    await handle(message);
    expect(await log()).toEqual([]);
  });
});

describe('people without a source anchor', () => {
  const nobody = () => person('', { externalId: null });

  test('get their entries, each one once, however often the message comes', async () => {
    const message = await poisoned(nobody(), person('a'), nobody());
    await handle(message);
    await handle(message);
    expect(await log()).toEqual([' other skipped', ' other skipped', 'a create success']);
  });

  test('are not told again when the message had been worked on all the same', async () => {
    await bench.upload([nobody(), person('a'), nobody()]);
    const [held] = bench.storage.queue(OPERATIONS_QUEUE).messages();
    await bench.drain();
    await handlePoison(held?.text, bench.services.house);
    expect(await log()).toEqual([' other skipped', ' other skipped', 'a create success']);
  });

  test('are not forgotten when their data is gone', async () => {
    const message: Message = { ...(await poisoned(nobody())), operations: null, stagingId: 'gone' };
    await handle(message);
    expect(await log()).toEqual([' other skipped']);
  });
});

describe('operations that were staged', () => {
  async function staged(keep: boolean, ...people: readonly JsonObject[]): Promise<OperationsMessage> {
    const message = await poisoned(...people);
    await asOlderRelease(bench.storage);
    const { staging } = bench.services.house;
    if (keep) await staging.put('staged-1', packOperations(message.operations ?? []), STAGED);
    return { ...message, operations: null, stagingId: 'staged-1' };
  }

  test('are worked on as long as they are there', async () => {
    await handle(await staged(true, person('a'), person('b')), breakFor('b'));
    expect(await log()).toEqual(['a create success', 'b other failure']);
  });

  test('and are gone get a failure each, with what to do, and no escrow: there is nothing to try again with', async () => {
    await handle(await staged(false, person('a'), person('b')));
    expect(await log()).toEqual(['a other failure', 'b other failure']);
    const [found] = await bench.log('a');
    expect(found?.entry.error?.reason).toBe('The operation was lost in storage. Send the person again.');
    expect(found?.entry.operation).toEqual({ sequence: 1, uploadFirst: 1, bulkId: 'bulk-1' });
    expect(await stored('a')).toMatchObject({ escrow: null, data: null, logged: [1] });
  });

  test('and are gone fail alone, when the upload was split: its other parts are none of their business', async () => {
    await bench.upload([person('a'), person('b'), person('c')]);
    await asOlderRelease(bench.storage);
    const { operations, ...message } = await takeMessage();
    const [a, ...others] = operations ?? [];
    await handle({
      ...message,
      operations: null,
      stagingId: 'gone',
      sequences: others.map(({ sequence }) => sequence),
    });
    expect(await log()).toEqual(['b other failure', 'c other failure']);
    await handle({ ...message, operations: a ? [a] : [] });
    expect(await log()).toEqual(['a create success', 'b other failure', 'c other failure']);
  });

  test('and are gone are read where they were accepted', async () => {
    const message: Message = { ...(await poisoned(person('a'), person('b'))), operations: null, stagingId: 'gone' };
    await handle({ ...message, sequences: [2] });
    expect(await log()).toEqual(['b create success']);
    await handle(message);
    expect(await log()).toEqual(['a create success', 'b create success']);
  });

  test('and are gone because they were done are left alone', async () => {
    const message = await staged(true, person('a'));
    await handle(message);
    await bench.services.house.staging.remove('staged-1');
    await handle(message);
    expect(await log()).toEqual(['a create success']);
  });

  test('and are gone while the guard holds a deletion leave that to the guard', async () => {
    await bench.upload([person('a')]);
    await bench.drain();
    const message = await staged(true, person('a', { active: false }));
    await handle(message);
    expect((await stored('a')).held).not.toBeNull();
    await bench.services.house.staging.remove('staged-1');
    await handle(message);
    expect(await log()).toEqual(['a create success']);
  });
});
