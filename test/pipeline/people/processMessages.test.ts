import { randomBytes } from 'node:crypto';
import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { purgeExpired } from '../../../shared/pipeline/supervise/purgeExpired';
import { newPerson } from '../../../shared/store/people/people';
import { DAY } from '../../support/scenes';
import { createWorkbench, JOB_ID, person } from '../../support/workbench';

test('somebody too large for a message, whom another worker has claimed, waits and is done later', async () => {
  const bench = await createWorkbench();
  const { ledger } = bench.services.house;
  const claim = { by: 'another worker', until: bench.clock.now() + 30_000 };
  const unknown = newPerson(JOB_ID, 'a');
  await ledger.write([{ etag: undefined, saved: unknown, person: { ...unknown, claim } }]);

  await bench.upload([person('a', { nickName: randomBytes(52_000).toString('base64') })]);
  await bench.drain();
  expect(bench.storage.queue(OPERATIONS_QUEUE).messages()).toHaveLength(1);
  expect(await bench.log('a')).toEqual([]);

  bench.clock.advance(31_000);
  await bench.drain();
  expect((await bench.log('a')).map(({ entry }) => `${entry.action} ${entry.status}`)).toEqual(['create success']);
  await bench.supervise(2);
  bench.clock.advance(2 * DAY);
  await purgeExpired(bench.services.house);
  expect(bench.storage.table('staging').rows()).toEqual([]);
});

test('what waits is not told to be lost when the message it came with comes again', async () => {
  const bench = await createWorkbench();
  const { ledger } = bench.services.house;
  const claim = { by: 'another worker', until: bench.clock.now() + 30_000 };
  const unknown = newPerson(JOB_ID, 'a');
  await ledger.write([{ etag: undefined, saved: unknown, person: { ...unknown, claim } }]);
  await bench.upload([person('a', { nickName: randomBytes(52_000).toString('base64') })]);

  const [message] = await bench.storage.queue(OPERATIONS_QUEUE).receive(1, 3_600); // its worker dies before it is removed
  await bench.services.gatherer.submit(readMessage(message?.text));
  await handlePoison(message?.text, bench.services.house);
  expect(await bench.log('a')).toEqual([]);
  bench.clock.advance(31_000);
  await bench.drain();
  expect((await bench.log('a')).map(({ entry }) => `${entry.action} ${entry.status}`)).toEqual(['create success']);
});
