/** Where the entries of an upload lie is known as soon as it is answered, not only when its cycle has ended. */

import { readLogQuery } from '../../../shared/api/logs/logQuery';
import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { queryLogs } from '../../../shared/pipeline/logs/queryLogs';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import type { House } from '../../../shared/pipeline/ports';
import { type Message, readMessage } from '../../../shared/pipeline/queue/messages';
import { readAnswers } from '../../../shared/store/uploads/filedAnswers';
import { anchorOfEachShard } from '../../support/people';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let filed: number;
beforeEach(async () => {
  bench = await createWorkbench();
  filed = 0;
});

/** Everything of this Muster, with notes counted. */
function house(): House {
  const { house: all } = bench.services;
  return {
    ...all,
    answerStore: {
      file(jobId, answers) {
        filed += 1;
        return all.answerStore.file(jobId, answers);
      },
    },
  };
}

const apart = (count: number) =>
  anchorOfEachShard()
    .slice(0, count)
    .map((anchor) => person(anchor));

async function accepted(people: Parameters<Workbench['upload']>[0]): Promise<Message> {
  await bench.upload(people);
  const [message] = await bench.storage.queue(OPERATIONS_QUEUE).receive(1, 30);
  return readMessage(message?.text ?? '');
}

const noted = () =>
  bench.storage
    .table('jobs')
    .rows()
    .filter(({ rowKey }) => rowKey.startsWith('upload!'))
    .map(({ properties }) => properties.answers);

/** Source anchors of the upload's entries, and whether they had to be looked for. */
async function entries(): Promise<{ readonly anchors: readonly string[]; readonly searches: number }> {
  let searches = 0;
  const { packs } = bench.services.house;
  const watched: House['packs'] = {
    ...packs,
    read(...args) {
      searches += 1;
      return packs.read(...args);
    },
  };
  bench.clock.advance(1_000);
  const query = readLogQuery(new URLSearchParams({ $filter: `uploadId eq '${JOB_ID}~1'` }));
  const { entries: found } = await queryLogs(query, { ...bench.services.house, packs: watched });
  return { anchors: found.map(({ entry }) => entry.source.id).sort(), searches };
}

test('an upload whose people lie in four shards is found without a search while its cycle is open', async () => {
  const people = apart(4);
  await processMessages(JOB_ID, [await accepted(people)], house());
  expect(filed).toBe(1);
  expect(await entries()).toEqual({ anchors: people.map(({ externalId }) => externalId).sort(), searches: 0 });
});

test('of three shards nothing is noted: to ask them costs no more', async () => {
  await processMessages(JOB_ID, [await accepted(apart(3))], house());
  expect(filed).toBe(0);
  expect((await entries()).searches).toBe(1);
});

test('uploads that are worked on together are noted in one call', async () => {
  const messages = [await accepted(apart(5)), await accepted(apart(6)), await accepted(apart(2))];
  await processMessages(JOB_ID, messages, house());
  expect(filed).toBe(1);
  expect(noted().map((note) => (note === undefined ? 0 : readAnswers(String(note)).length))).toEqual([5, 6, 0]);
});

test('a message that comes again finds everything done and notes nothing', async () => {
  const message = await accepted(apart(5));
  await processMessages(JOB_ID, [message], house());
  const before = noted();
  await processMessages(JOB_ID, [message], house());
  expect(filed).toBe(1);
  expect(noted()).toEqual(before);
});

test('who lost to another worker and was run again is noted where the entry came to lie', async () => {
  const people = apart(5);
  const [first] = people;
  const anchor = String(first?.externalId);
  const message = await accepted(people);
  const all = house();
  let races = 1;
  const ledger: House['ledger'] = {
    ...all.ledger,
    async commit(changes, frame) {
      if (races > 0 && changes.some((change) => change.person.anchor === anchor)) {
        races -= 1;
        await all.ledger.write(changes.map((one) => ({ ...one, person: one.saved }))); // another worker's claim, say
      }
      return all.ledger.commit(changes, frame);
    },
  };
  await processMessages(JOB_ID, [message], { ...all, ledger });
  expect(races).toBe(0);
  expect(await entries()).toEqual({ anchors: people.map(({ externalId }) => externalId).sort(), searches: 0 });
});

test('a note that storage does not take costs a search, and nothing else', async () => {
  const people = apart(5);
  const answerStore = { file: () => Promise.reject(new Error('storage is away')) };
  await processMessages(JOB_ID, [await accepted(people)], { ...bench.services.house, answerStore });
  expect(await entries()).toEqual({ anchors: people.map(({ externalId }) => externalId).sort(), searches: 1 });
  expect(bench.logger.lines).toContainEqual({
    level: 'warn',
    message: 'Where the entries of uploads lie could not be noted',
    fields: { jobId: JOB_ID, error: 'Error: storage is away' },
  });
});
