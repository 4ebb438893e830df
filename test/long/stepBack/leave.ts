/** What today's code leaves behind, for an older release: rows and messages as JSON, into the file that `ROWS` names. */
import { writeFileSync } from 'node:fs';
import { createWorkbench, person } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const TABLES = ['jobs', 'people', 'staging', 'names', 'audit', 'directory'];

test('an account, a held leaver, a failure, somebody who waits for a manager, and an upload not yet worked on', async () => {
  const bench = await createWorkbench();
  const waiting = person('2', { [ENTERPRISE]: { manager: { value: '9' } } });
  await bench.upload([person('1'), waiting, person('3', { userName: 'nobody@elsewhere.example' }), person('5')]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('1', { active: false })]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('4'), person('9'), person('5', { title: 'Clerk' })]);

  const plain = (value: unknown) =>
    value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
  const tables = TABLES.map((name) => {
    const rows = bench.storage.table(name).rows();
    const written = rows.map(({ partitionKey, rowKey, properties }) => {
      const values = Object.entries(properties).map(([field, value]) => [field, plain(value)]);
      return { partitionKey, rowKey, properties: Object.fromEntries(values) };
    });
    return [name, written];
  });
  const received = await bench.storage.queue('operations').receive(32, 30);
  const left = {
    at: bench.clock.now(),
    tables: Object.fromEntries(tables),
    messages: received.map(({ text }) => text),
  };
  writeFileSync(process.env.ROWS ?? '', JSON.stringify(left));
});
