/** Everything kept as files, and put back into an empty account: every answer is the same, and work goes on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeBackup } from '../../../local/backup/backup';
import { type Manifest, refusal } from '../../../local/backup/manifest';
import { restoreBackup } from '../../../local/backup/restore';
import { readRow, writeRow } from '../../../local/backup/rowLine';
import { openStores } from '../../../shared/composition/stores';
import type { MemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { openFunctions, routePermissions } from '../../support/functionHost';
import {
  CLIENT_ID,
  createWorkbench,
  JOB_ID,
  PRINCIPAL_ID,
  person,
  TENANT_ID,
  type Workbench,
} from '../../support/workbench';
import { fakeClock, seededRandom } from '../../support/world';

const HERE = { release: '0.1.0', tenantId: TENANT_ID };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (storage: MemoryStorage) => openStores({ storage, clock: fakeClock(), random: seededRandom() });
const out = () => join(folder, 'backup');

async function backup({ storage }: Workbench): Promise<Manifest> {
  const { tables, stores } = opened(storage);
  return takeBackup({ ...HERE, tables, jobs: stores.jobs, folder: out(), takenAt: new Date(0) });
}

async function empty({ storage }: Workbench): Promise<void> {
  for (const name of Object.keys(opened(storage).tables)) {
    const table = storage.table(name);
    for (const { partitionKey, rowKey } of table.rows()) await table.remove(partitionKey, rowKey);
  }
}

const restore = ({ storage }: Workbench, more = {}) =>
  restoreBackup({ ...HERE, tables: opened(storage).tables, folder: out(), ...more });

/** A job with people, one who failed, one who waits, a deletion that is held, and an upload nobody has worked on. */
async function somethingToKeep(): Promise<Workbench> {
  const bench = await createWorkbench();
  await bench.upload([person('1'), person('2', { userName: '' }), person('3')]);
  await bench.drain();
  await bench.upload([person('3', { active: false })]);
  await bench.drain();
  await bench.supervise();
  await bench.upload([person('4')]);
  return bench;
}

/** What paths name. */
const NAMES: Readonly<Record<string, string>> = {
  version: 'v1.0',
  servicePrincipalId: PRINCIPAL_ID,
  applicationId: CLIENT_ID,
  jobId: JOB_ID,
  templateId: 'API2AAD',
  externalId: '2',
  schemaVersion: '1',
  name: 'out',
  id: `${JOB_ID}~1`,
};
/** Of these paths nothing is there before a backup, or nothing that is kept: 404, before and after. */
const NOT_THERE =
  /outlets\/|inlets\/\{name\}|writeback|appRoleAss|applicationTemplates\/|auditLogs\/provisioning\/|users\/|deletedItems\/\{|schema\/versions\/|\{\*|^GET health|^GET console/;
/** Tell what time it is, or how long ago something was. */
const OF_THE_MOMENT = /doctor|overview|throughput|agents|^GET muster$/;

/** Every GET there is, as somebody who may read all. */
async function answers(bench: Workbench): Promise<readonly (readonly [string, number | undefined, unknown])[]> {
  const host = await openFunctions(bench, ['index']);
  bench.services.house.contexts.forget(JOB_ID);
  const all = routePermissions().filter(({ request }) => request.startsWith('GET ') && !OF_THE_MOMENT.test(request));
  const roles = all.flatMap((route) => (typeof route.roles === 'string' ? [] : route.roles));
  const found = [];
  for (const { request } of all) {
    const path = request.replace(/\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? name).replace(' ', ' /');
    const { status, body } = await host.call(path, { roles });
    found.push([request, status, 'error' in body ? 'refused' : body] as const);
  }
  return found;
}

test('after a backup, an empty account and a restore everything is answered as before', async () => {
  const bench = await somethingToKeep();
  const before = await answers(bench);
  const refused = before.filter(([request, status]) => status !== 200 && !NOT_THERE.test(request));
  expect(refused).toEqual([]);
  expect(before.length).toBeGreaterThan(40);
  const manifest = await backup(bench);
  await empty(bench);
  expect(await restore(bench)).toEqual(manifest);
  expect(await answers(bench)).toEqual(before);
});

test('what nobody had worked on is sent again by the timer, although the queue was not kept', async () => {
  const bench = await somethingToKeep();
  await backup(bench);
  await empty(bench);
  const queue = bench.storage.queue('operations');
  for (const message of await queue.receive(32, 30)) await queue.remove(message);
  await restore(bench);
  bench.services.house.contexts.forget(JOB_ID);
  bench.clock.advance(10 * 60_000);
  await bench.supervise(4);
  await bench.drain();
  expect((await bench.log('4')).map(({ entry }) => entry.status)).toEqual(['success']);
});

test('the manifest says who took it, how much there is, and which jobs were at work meanwhile', async () => {
  const bench = await somethingToKeep();
  const manifest = await backup(bench);
  expect(manifest).toMatchObject({ ...HERE, format: 1, takenAt: '1970-01-01T00:00:00.000Z', atWork: [JOB_ID] });
  expect(Object.keys(manifest.tables).sort()).toEqual(Object.keys(opened(bench.storage).tables).sort());
  expect(JSON.parse(readFileSync(join(out(), 'manifest.json'), 'utf8'))).toEqual(manifest);
});

describe('a restore is refused before anything is written', () => {
  async function refused(spoil: (bench: Workbench) => unknown, more = {}): Promise<string> {
    const bench = await somethingToKeep();
    await backup(bench);
    await empty(bench);
    await spoil(bench);
    const before = bench.storage.table('jobs').rows().length;
    const error = await restore(bench, more).catch((reason: Error) => reason);
    expect(bench.storage.table('jobs').rows()).toHaveLength(before);
    return error instanceof Error ? error.message : 'restored';
  }

  test('where there is something already', async () => {
    const message = await refused(({ storage }) => storage.table('people').insert({ partitionKey: 'p', rowKey: 'r' }));
    expect(message).toBe('The table people holds rows already (of p): restore into an empty account.');
  });

  test('but not for the row that a timer has written meanwhile', async () => {
    const row = { partitionKey: 'supervision', rowKey: 'last', at: 1 };
    const bench = await somethingToKeep();
    await backup(bench);
    await empty(bench);
    await bench.storage.table('jobs').insert(row);
    await expect(restore(bench)).resolves.toMatchObject({ format: 1 });
  });

  test('where a file is damaged', async () => {
    const message = await refused(() => writeFileSync(join(out(), 'people.jsonl.gz'), 'x'));
    expect(message).toBe('people.jsonl.gz is not what the manifest says: the backup is damaged.');
  });

  test('where it never came to an end', async () => {
    const message = await refused(() => rmSync(join(out(), 'manifest.json')));
    expect(message).toContain('is no whole backup');
  });

  test.each([
    { name: 'of another tenant', here: { ...HERE, tenantId: 't' }, reason: `The backup is of tenant ${TENANT_ID}` },
    {
      name: 'of a newer release',
      here: { ...HERE, release: '0.0.9' },
      reason: 'The backup was taken by release 0.1.0',
    },
    { name: 'of an older release, not', here: { ...HERE, release: '0.10.0' }, reason: undefined },
  ])('$name', ({ here, reason }) => {
    const manifest: Manifest = { ...HERE, format: 1, takenAt: '', atWork: [], tables: {} };
    const said = refusal(manifest, here);
    if (reason === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(reason);
  });
});

test('a value of each kind comes back as it was', () => {
  const properties = {
    text: 'Zoë\n"',
    whole: 1,
    half: 0.5,
    huge: 2 ** 40,
    minus: -0,
    endless: Number.POSITIVE_INFINITY,
    yes: true,
    long: 2n ** 60n,
    when: new Date('2026-01-02T03:04:05.678Z'),
    bytes: Uint8Array.of(0, 255),
  };
  const row = { partitionKey: 'p', rowKey: 'r', properties };
  expect(readRow(writeRow(row))).toEqual(row);
});

test('a partition that is larger than a transaction comes back whole', async () => {
  const bench = await createWorkbench();
  const rowKeys = Array.from({ length: 201 }, (_, index) => String(index).padStart(3, '0'));
  for (const rowKey of rowKeys) await bench.storage.table('people').insert({ partitionKey: 'many', rowKey, n: 1 });
  await backup(bench);
  await empty(bench);
  await restore(bench);
  const rows = bench.storage.table('people').rows();
  expect(rows.filter(({ partitionKey }) => partitionKey === 'many').map(({ rowKey }) => rowKey)).toEqual(rowKeys);
});
