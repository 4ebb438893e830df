import { randomBytes } from 'node:crypto';
import { OPERATIONS_QUEUE } from '../../shared/services';
import { newPerson } from '../../shared/store/people';
import { createWorkbench, JOB_ID, person } from '../support/workbench';

test('somebody too large for a message, whom another worker has claimed, waits and is done later', async () => {
  const bench = await createWorkbench();
  const { ledger } = bench.services.poison;
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
  expect(bench.storage.table('staging').rows()).toEqual([]);
});
