/** Run by an older release: reads what `leave.ts` left, and finishes it. Uses nothing but what that release has as well. */
import { readFileSync } from 'node:fs';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID } from '../../support/workbench';

type Value = string | number | boolean | { readonly bytes: string };

interface Left {
  readonly at: number;
  readonly tables: Record<string, { partitionKey: string; rowKey: string; properties: Record<string, Value> }[]>;
  readonly messages: readonly string[];
}

test('the older release finishes all of it', async () => {
  const { at, tables, messages } = JSON.parse(readFileSync(process.env.ROWS ?? '', 'utf8')) as Left;
  const bench = await createWorkbench();
  bench.clock.advance(at - bench.clock.now());
  for (const [name, rows] of Object.entries(tables)) {
    const table = bench.storage.table(name);
    for (const { partitionKey, rowKey } of table.rows()) await table.remove(partitionKey, rowKey);
    for (const { partitionKey, rowKey, properties } of rows) {
      const values = Object.entries(properties).map(([field, value]) => [
        field,
        typeof value === 'object' ? Uint8Array.from(Buffer.from(value.bytes, 'base64')) : value,
      ]);
      await table.upsert({ partitionKey, rowKey, ...Object.fromEntries(values) });
    }
  }
  for (const text of messages) await bench.storage.queue('operations').send(text);
  bench.services.house.contexts.forget(JOB_ID);

  await bench.drain();
  await bench.supervise(20);
  const told = (await bench.log()).map(({ entry }) => `${entry.source.id} ${entry.action} ${entry.status}`);
  expect(told.toSorted()).toEqual([
    '1 create success',
    '1 disable success', // released after its settling
    '2 create success',
    '2 update success', // its manager has come
    '3 create failure',
    '4 create success',
    '5 create success',
    '5 update success',
    '9 create success',
  ]);
  const scenes = scenesOf(bench);
  const ended = { escrow: null, held: null, waiting: [], claim: null };
  for (const who of ['1', '2', '4', '5', '9']) expect(await scenes.person(who)).toMatchObject(ended);
  expect(await scenes.person('3')).toMatchObject({ link: null, escrow: { attempts: 1 } });
  expect(bench.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
