import { createGatherer, type Gatherer } from '../../../shared/pipeline/people/gatherer';
import { UnprocessableMessage } from '../../../shared/pipeline/people/processMessages';
import type { Message, OperationsMessage } from '../../../shared/pipeline/queue/messages';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function message(name: string, jobId = 'job-1'): OperationsMessage {
  const rest = { uploadFirst: 1, acceptedAt: 0, operations: [], stagingId: null };
  return { kind: 'operations', jobId, cycleId: name, ...rest };
}

const nameOf = ({ cycleId }: Message) => cycleId;

interface Batch {
  readonly jobId: string;
  readonly names: readonly string[];
  /** Ends the work on it. */
  end(): void;
}

/** A gatherer whose batches go on until they are ended by hand. */
function slowly(): { readonly gatherer: Gatherer; readonly batches: Batch[] } {
  const batches: Batch[] = [];
  const gatherer = createGatherer(
    (jobId, messages) =>
      new Promise((resolve) => {
        batches.push({ jobId, names: messages.map(nameOf), end: () => resolve(new Map()) });
      }),
  );
  return { gatherer, batches };
}

const namesOf = (batches: readonly Batch[]) => batches.map(({ names }) => names);

describe('messages that arrive together', () => {
  test('are worked on together', async () => {
    const { gatherer, batches } = slowly();
    const done = ['a', 'b', 'c'].map((name) => gatherer.submit(message(name)));
    await turn();
    expect(namesOf(batches)).toEqual([['a', 'b', 'c']]);
    batches[0]?.end();
    await expect(Promise.all(done)).resolves.toEqual([undefined, undefined, undefined]);
  });

  test('include those that come while others of their turn take breath', async () => {
    let breathed: () => void = () => undefined;
    const batches: string[][] = [];
    const gatherer = createGatherer(
      async (_, messages) => {
        batches.push(messages.map(nameOf));
        return new Map();
      },
      () =>
        new Promise((resolve) => {
          breathed = resolve;
        }),
    );
    const first = gatherer.submit(message('a'));
    await turn();
    const second = gatherer.submit(message('b'));
    breathed();
    await Promise.all([first, second]);
    expect(batches).toEqual([['a', 'b']]);
  });

  test('of different jobs are worked on side by side', async () => {
    const { gatherer, batches } = slowly();
    void gatherer.submit(message('a', 'job-1'));
    void gatherer.submit(message('b', 'job-2'));
    await turn();
    expect(batches.map(({ jobId, names }) => [jobId, ...names])).toEqual([
      ['job-1', 'a'],
      ['job-2', 'b'],
    ]);
  });

  test('are at most sixty-four a batch; the rest is the next one', async () => {
    const { gatherer, batches } = slowly();
    for (let number = 0; number < 70; number += 1) void gatherer.submit(message(String(number)));
    await turn();
    batches[0]?.end();
    await turn();
    expect(namesOf(batches).map((names) => names.length)).toEqual([64, 6]);
    expect(batches[1]?.names).toEqual(['64', '65', '66', '67', '68', '69']);
  });
});

describe('messages that arrive while others of their job are worked on', () => {
  test('form the next batch, in the order they came', async () => {
    const { gatherer, batches } = slowly();
    void gatherer.submit(message('a'));
    await turn();
    void gatherer.submit(message('b'));
    void gatherer.submit(message('c'));
    await turn();
    expect(namesOf(batches)).toEqual([['a']]);
    batches[0]?.end();
    await turn();
    expect(namesOf(batches)).toEqual([['a'], ['b', 'c']]);
  });

  test('do not wait when everything before them is done', async () => {
    const { gatherer, batches } = slowly();
    const first = gatherer.submit(message('a'));
    await turn();
    batches[0]?.end();
    await first;
    await turn();
    void gatherer.submit(message('b'));
    await turn();
    expect(namesOf(batches)).toEqual([['a'], ['b']]);
  });

  test('are not forgotten when they come in the moment the batch before them ends', async () => {
    const batches: string[][] = [];
    const gatherer: Gatherer = createGatherer(async (_, messages) => {
      batches.push(messages.map(nameOf));
      return new Map();
    });
    await gatherer.submit(message('a')).then(() => gatherer.submit(message('b')));
    await gatherer.submit(message('c'));
    expect(batches).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('a message that cannot be worked on', () => {
  test('is refused alone, with the reason', async () => {
    const gatherer = createGatherer(async (_, messages) => {
      const bad = messages.find((one) => nameOf(one) === 'bad');
      return new Map(bad === undefined ? [] : [[bad, new UnprocessableMessage('There is no such job.')]]);
    });
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((name) => gatherer.submit(message(name))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: new UnprocessableMessage('There is no such job.') });
  });

  test('that breaks the whole batch fails alone: the others are tried again without it', async () => {
    const batches: string[][] = [];
    const gatherer = createGatherer(async (_, messages) => {
      batches.push(messages.map(nameOf));
      if (messages.some((one) => nameOf(one) === 'bad')) throw new Error('contended');
      return new Map();
    });
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((name) => gatherer.submit(message(name))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
  });

  test('alone fails with the fault as it was', async () => {
    const fault = new Error('storage is down');
    const gatherer = createGatherer(() => Promise.reject(fault));
    await expect(gatherer.submit(message('a'))).rejects.toBe(fault);
  });

  test('does not keep later ones from being worked on', async () => {
    let broken = true;
    const gatherer = createGatherer(async () => {
      if (broken) throw new Error('storage is down');
      return new Map();
    });
    await expect(gatherer.submit(message('a'))).rejects.toThrow('storage is down');
    broken = false;
    await expect(gatherer.submit(message('b'))).resolves.toBeUndefined();
  });
});
