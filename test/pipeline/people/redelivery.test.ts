/**
 * Three promises that the simulation holds by chance, held here by their rules: messages come late, twice and in any order,
 * and nobody's newest data goes back (I4), nothing is answered twice (I3), no work of our own is done twice.
 */

import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { beginReevaluateAll } from '../../../shared/pipeline/queue/reevaluateAll';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import type { JsonObject } from '../../../shared/scim/json';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const REFUSED = new ProvisioningError('InvalidDomain', 'The target refuses.');

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

/** Takes what can be received out of the queue, to be delivered by hand. */
async function takeMessages(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const name of [OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE]) {
    const queue = bench.storage.queue(name);
    for (const message of await queue.receive(32, 30)) {
      await queue.remove(message);
      texts.push(message.text);
    }
  }
  return texts;
}

async function deliver(...texts: readonly string[]): Promise<void> {
  for (const text of texts) await processMessages(JOB_ID, [readMessage(text)], bench.services.house);
}

async function messageOf(...people: readonly JsonObject[]): Promise<string> {
  await bench.upload(people);
  const [message] = await takeMessages();
  return message ?? '';
}

/** The log that one person ends with, whatever order it was written in, and the account. */
async function ending(anchor: string) {
  const [account] = await bench.services.directory.find('employeeId', anchor, 1);
  const { sequence, logged } = await scenes.person(anchor);
  const entries = (await bench.log(anchor)).map(({ entry }) => entry.operation?.sequence);
  return { title: account?.properties.jobTitle, sequence, logged: [...logged].sort(), entries: entries.sort() };
}

describe('the highest number of a person never goes back', () => {
  test.each(['123', '132', '213', '231', '312', '321', '112233', '123123', '321321', '131213', '232323111'])(
    'when three operations come in the order %s',
    async (order) => {
      const messages = new Map<string, string>();
      for (const title of ['1', '2', '3']) messages.set(title, await messageOf(person('a', { title })));
      for (const which of order) await deliver(messages.get(which) ?? '');
      await bench.drain(); // looks again at what may have been overwritten
      const all = [1, 2, 3];
      expect(await ending('a')).toEqual({ title: '3', sequence: 3, logged: all, entries: all });
    },
  );
});

describe('a worker that died at a part, with what it had read before, leaves nothing old in the account', () => {
  const sayPart = () => messageOf({ schemas: person('a').schemas, externalId: 'a', nickName: 'part' });
  /** As the part's worker knew the person. */
  async function dieAt(title: string): Promise<void> {
    const [account] = await bench.services.directory.find('employeeId', 'a', 1);
    await bench.services.directory.update(account?.id ?? '', { jobTitle: title });
  }

  test('where it began when there was no account', async () => {
    await deliver(await messageOf(person('a', { title: '1' })));
    const part = await sayPart();
    await deliver(await messageOf(person('a', { title: '3' })));
    await dieAt('1');
    await deliver(part);
    expect(await ending('a')).toMatchObject({ title: '3', sequence: 3 });
  });

  test('where the account had failed for long', async () => {
    jest.spyOn(bench.services.directory, 'create').mockRejectedValueOnce(REFUSED);
    await deliver(await messageOf(person('a', { title: '1' })));
    bench.clock.advance(2 * HOUR);
    const part = await sayPart();
    await deliver(await messageOf(person('a', { title: '3' })));
    await dieAt('1');
    await deliver(part);
    expect(await ending('a')).toMatchObject({ title: '3', sequence: 3 });
  });
});

describe('an operation that was answered stays answered when its message comes again', () => {
  const failOnce = (method: 'create' | 'update') =>
    jest.spyOn(bench.services.directory, method).mockRejectedValueOnce(REFUSED);

  test.each<{ name: string; before?: JsonObject; sent: JsonObject; prepare?: () => unknown; says: string }>([
    { name: 'created', sent: person('a'), says: 'a create success' },
    { name: 'updated', before: person('a'), sent: person('a', { title: 'New' }), says: 'a update success' },
    { name: 'found as it was', before: person('a'), sent: person('a'), says: 'a other skipped' },
    { name: 'not created', sent: person('a'), prepare: () => failOnce('create'), says: 'a create failure' },
    {
      name: 'not updated',
      before: person('a'),
      sent: person('a', { title: 'New' }),
      prepare: () => failOnce('update'),
      says: 'a update failure',
    },
    {
      name: 'purged',
      sent: person('a'),
      prepare: () => scenes.changeJob({ purgeBelow: 100 }),
      says: 'a other skipped',
    },
  ])('$name', async ({ before, sent, prepare, says }) => {
    if (before !== undefined) await scenes.provision(before);
    const message = await messageOf(sent);
    await prepare?.();
    await deliver(message);
    jest.restoreAllMocks();
    const log = await scenes.log('a');
    expect(log[0]).toBe(says);
    const stored = await scenes.person('a');
    await deliver(message, message);
    expect(await scenes.log('a')).toEqual(log);
    expect(await scenes.person('a')).toEqual(stored);
  });

  test('also one that the guard holds, and that was replaced while it was held', async () => {
    await scenes.provision(person('a'));
    const leave = await messageOf(person('a', { active: false }));
    await deliver(leave, leave);
    expect(await scenes.log('a')).toEqual(['a create success']);
    await scenes.provision(person('a', { title: 'Stays' }));
    const log = await scenes.log('a');
    expect([...log].sort()).toEqual(['a create success', 'a other skipped', 'a update success']);
    await deliver(leave);
    await bench.drain();
    expect(await scenes.log('a')).toEqual(log);
    expect(await scenes.enabled('a')).toBe(true);
  });

  test('for as long as 63 newer ones take their turn: more cannot be under way', async () => {
    const first = await messageOf(person('a', { title: '0' }));
    await deliver(first);
    for (let number = 1; number < 64; number += 1) await deliver(await messageOf(person('a', { title: `${number}` })));
    const log = await scenes.log('a');
    expect(log).toHaveLength(64);
    await deliver(first);
    expect(await scenes.log('a')).toEqual(log);
  });
});

describe('work of our own is done once, although its message comes twice', () => {
  /** Has failed, and would fail again: each further try would show in the number of attempts. */
  async function somebodyEscrowed(): Promise<void> {
    await scenes.provision(person('a'));
    jest.spyOn(bench.services.directory, 'update').mockRejectedValue(REFUSED);
    await scenes.provision(person('a', { title: 'Refused' }));
  }

  test.each<{ name: string; begin: () => Promise<void>; attempts: number }>([
    {
      name: 'a retry',
      begin: async () => {
        bench.clock.advance(6 * 60 * 60_000);
        await superviseJobs(bench.services.house);
      },
      attempts: 2,
    },
    {
      name: 'everybody evaluated anew',
      begin: async () => {
        await beginReevaluateAll(JOB_ID, bench.services.house);
        bench.clock.advance(60_000);
      },
      attempts: 2,
    },
  ])('$name', async ({ begin, attempts }) => {
    await somebodyEscrowed();
    await begin();
    const messages = await takeMessages();
    expect(messages.length).toBeGreaterThan(0);
    await deliver(...messages);
    expect((await scenes.person('a')).escrow?.attempts).toBe(attempts);
    const log = await scenes.log();
    await deliver(...messages, ...messages);
    expect((await scenes.person('a')).escrow?.attempts).toBe(attempts);
    expect(await scenes.log()).toEqual(log);
    await bench.drain();
    await bench.supervise(2);
    expect(await scenes.isRunning()).toBe(false);
  });
});

test('what a restart has a person forget is not written while somebody else has the claim, who would lose by it', async () => {
  const message = await messageOf(person('1'));
  await deliver(message);
  await bench.supervise(4); // the cycle is over
  const { people, ledger } = bench.services.house;
  const load = async () => (await people.load(JOB_ID, ['1'])).get('1');
  const before = await load();
  if (before === undefined) throw new Error('The person is gone.');
  const claim = { by: 'another worker', until: bench.clock.now() + 30_000 };
  await ledger.write([{ ...before, person: { ...before.person, claim } }]);
  const claimed = await load();
  await scenes.restart('ConnectorDataStore');
  await deliver(message); // once more: it is answered already
  await deliver(await messageOf(person('1', { title: 'Guide' }))); // this one has to wait
  expect((await load())?.etag).toBe(claimed?.etag);
});
