import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import type { House } from '../../../shared/pipeline/ports';
import { startErrand } from '../../../shared/pipeline/queue/errands';
import { type ErrandMessage, readMessage } from '../../../shared/pipeline/queue/messages';
import { StoreLimitExceeded, StoreUnavailable, type TableAction } from '../../../shared/store/contract/table';
import { newPerson, type Person } from '../../../shared/store/people/people';
import { shardOf } from '../../../shared/store/people/personRow';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { forgetful } from '../../support/forgetful';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

async function stored(anchor: string): Promise<Person | undefined> {
  return (await bench.services.house.people.load(JOB_ID, [anchor])).get(anchor)?.person;
}

test('a commit that fails lets go of what was claimed for it, so that the next try need not wait', async () => {
  const { directory, random } = await openTestDirectory();
  bench = await createWorkbench({}, { target: forgetful(createDirectoryTarget(directory, random)) });
  await bench.upload([person('a')]);
  const [message] = bench.storage.queue(OPERATIONS_QUEUE).messages();
  const claims: unknown[] = [];
  const broken: House = {
    ...bench.services.house,
    ledger: {
      ...bench.services.house.ledger,
      async commit() {
        claims.push((await stored('a'))?.claim);
        throw new StoreLimitExceeded('an entity must have at most 1 MiB');
      },
    },
  };
  await expect(processMessages(JOB_ID, [readMessage(message?.text)], broken)).rejects.toThrow('1 MiB');
  expect(claims).toMatchObject([{ until: bench.clock.now() + 30_000 }]);
  expect((await stored('a'))?.claim).toBeNull();
});

test('a create that may happen yet is not made once more where storage fails another of the same shard', async () => {
  const { directory, random } = await openTestDirectory();
  const target = forgetful(createDirectoryTarget(directory, random));
  const creates: unknown[] = [];
  bench = await createWorkbench(
    {},
    {
      target: {
        ...target,
        async create({ employeeId }) {
          creates.push(employeeId);
          throw new ProvisioningError('Timeout', 'No answer.');
        },
      },
    },
  );
  const sick = Array.from({ length: 200 }, (_, index) => `sick ${index}`).find((one) => shardOf(one) === shardOf('a'));
  const table = bench.storage.table('people');
  const { transact } = table;
  Object.assign(table, {
    async transact(actions: readonly TableAction[]) {
      const refuses = (action: TableAction) => action.kind !== 'remove' && action.entity.anchor === sick;
      if (actions.some(refuses)) throw new StoreUnavailable('the service answers 500');
      return transact(actions);
    },
  });
  await bench.upload([person('a'), person(sick ?? '')]);
  await bench.drain();
  expect(creates).toEqual(['a']);
});

test('work of our own that loses to another worker begins anew, in a cycle that waits for it', async () => {
  const ports = bench.services.house;
  await bench.upload([person('a')]);
  await bench.drain();
  await bench.supervise(2);
  await startErrand(JOB_ID, 'reevaluate', ['a'], ports);
  const queue = bench.storage.queue(OPERATIONS_QUEUE);
  const [message] = await queue.receive(1, 30);
  if (message === undefined) throw new Error('There is no message.');
  const errand = readMessage(message.text) as ErrandMessage;

  const losing: House = {
    ...ports,
    ledger: { ...ports.ledger, commit: async (changes) => ({ lost: changes, refused: new Map(), packs: [] }) },
  };
  await processMessages(JOB_ID, [errand], losing);
  await queue.remove(message);
  expect(await ports.intake.isPending(JOB_ID, errand.cycleId, errand.work ?? '')).toBe(false);
  const [again] = queue.messages().map(({ text }) => readMessage(text) as ErrandMessage);
  expect(again).toMatchObject({ errand: 'reevaluate', anchors: ['a'] });
  expect(await ports.intake.isPending(JOB_ID, again?.cycleId ?? '', again?.work ?? '')).toBe(true);
});

test('the same where it came together with an operation, which is answered at once', async () => {
  const ports = bench.services.house;
  await bench.upload([person('a')]);
  await bench.drain();
  await startErrand(JOB_ID, 'reevaluate', ['a'], ports);
  await bench.upload([person('a', { title: 'New' })]);
  const queue = bench.storage.queue(OPERATIONS_QUEUE);
  const messages = await queue.receive(32, 30);
  let isFirst = true;
  const losing: House = {
    ...ports,
    ledger: {
      ...ports.ledger,
      async commit(changes, frame) {
        if (!isFirst) return ports.ledger.commit(changes, frame);
        isFirst = false;
        return { lost: changes, refused: new Map(), packs: [] };
      },
    },
  };
  await processMessages(
    JOB_ID,
    messages.map(({ text }) => readMessage(text)),
    losing,
  );
  for (const message of messages) await queue.remove(message);
  expect(queue.messages().map(({ text }) => readMessage(text))).toMatchObject([
    { errand: 'reevaluate', anchors: ['a'] },
  ]);
  expect((await bench.log('a')).map(({ entry }) => entry.operation?.sequence)).toEqual([2, 1]);
});

test('an operation that loses late is done again by the job as it is then, which may have purged it', async () => {
  const { directory, random } = await openTestDirectory();
  bench = await createWorkbench({}, { target: forgetful(createDirectoryTarget(directory, random)) });
  const ports = bench.services.house;
  await bench.upload([person('a')]);
  const queue = bench.storage.queue(OPERATIONS_QUEUE);
  const [message] = await queue.receive(1, 3_600);
  if (message === undefined) throw new Error('There is no message.');
  const losing: House = {
    ...ports,
    ledger: {
      ...ports.ledger,
      async write(people) {
        bench.clock.advance(60_000);
        await ports.jobs.change(JOB_ID, (job) => ({ ...job, purgeBelow: 2 }));
        return people.map(() => undefined); // somebody else was quicker with the claim
      },
    },
  };
  await processMessages(JOB_ID, [readMessage(message.text)], losing);
  await queue.remove(message);
  expect(await bench.log('a')).toEqual([]);
  bench.clock.advance(1_000);
  await bench.drain();
  const told = (await bench.log('a')).map(({ entry }) => entry.steps.at(-1)?.details.SkipReason);
  expect(told).toEqual(['PurgedByRestart']);
  expect(await directory.find('employeeId', 'a', 1)).toEqual([]);
});

test('a worker who knows the job only as it was before a restart leaves whoever knows of it alone', async () => {
  const { contexts, ledger } = bench.services.house;
  await contexts.get(JOB_ID); // remembered for a few seconds
  await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, generation: { links: 1, escrows: 0 } }));
  const unknown = newPerson(JOB_ID, 'a');
  const known = { ...unknown, generation: { links: 1, escrows: 0 } };
  await ledger.write([{ etag: undefined, saved: unknown, person: known }]);

  await bench.upload([person('a')]);
  await bench.drain();
  expect(await stored('a')).toEqual(known);
  bench.clock.advance(6_000);
  await bench.drain();
  expect(await stored('a')).toMatchObject({ sequence: 1, generation: { links: 1, escrows: 0 } });
});

test.each([
  { name: 'is not needed where the target creates once', links: 0, claims: 0 },
  { name: 'is written where links were forgotten: two workers may have two keys then', links: 1, claims: 1 },
])('a claim $name', async ({ links, claims }) => {
  const ports = bench.services.house;
  await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, generation: { links, escrows: 0 } }));
  ports.contexts.forget(JOB_ID);
  await bench.upload([person('a')]);
  const write = jest.spyOn(ports.ledger, 'write');
  await bench.drain();
  expect(write).toHaveBeenCalledTimes(claims);
  expect((await bench.log('a')).map(({ entry }) => `${entry.action} ${entry.status}`)).toEqual(['create success']);
});
