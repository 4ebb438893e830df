/** A backup put into an account that has nothing yet. Everything is checked before the first row is written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { MAX_TRANSACTION_ACTIONS } from '../../shared/store/contract/limits';
import { actionBytes } from '../../shared/store/contract/sizes';
import type { Table, TableAction } from '../../shared/store/contract/table';
import { everyRow, fileOf, MANIFEST } from './backup';
import { type Manifest, refusal } from './manifest';
import { readRow } from './rowLine';

export interface RestoreParts {
  readonly tables: Readonly<Record<string, Table>>;
  readonly folder: string;
  readonly release: string;
  readonly tenantId: string;
}

export class RestoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RestoreRefused';
  }
}

/** Well below what a transaction takes, so that nothing has to be halved. */
const MOST_BYTES = 2 * 1024 * 1024;

/** @throws {RestoreRefused} before anything is written */
export async function restoreBackup({ tables, folder, ...here }: RestoreParts): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const reason = refusal(manifest, here);
  if (reason !== undefined) throw new RestoreRefused(reason);
  for (const [name, { sha256 }] of Object.entries(manifest.tables)) {
    if (tables[name] === undefined) throw new RestoreRefused(`This release knows no table ${name}.`);
    if ((await hashOf(join(folder, fileOf(name)))) !== sha256) {
      throw new RestoreRefused(`${fileOf(name)} is not what the manifest says: the backup is damaged.`);
    }
  }
  for (const [name, table] of Object.entries(tables)) {
    await table.ensure();
    for await (const { partitionKey } of everyRow(table)) {
      throw new RestoreRefused(
        `The table ${name} holds rows already (of ${partitionKey}): restore into an empty account.`,
      );
    }
  }
  for (const [name, { rows }] of Object.entries(manifest.tables)) {
    const table = tables[name];
    const written = table === undefined ? 0 : await fill(table, join(folder, fileOf(name)));
    if (written !== rows) throw new Error(`${fileOf(name)} held ${written} rows; the manifest says ${rows}.`);
  }
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
  } catch (error) {
    throw new RestoreRefused(`${folder} is no whole backup, its manifest cannot be read: ${String(error)}`);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Rows of one partition follow each other, so they share transactions. @returns how many there were */
async function fill(table: Table, path: string): Promise<number> {
  let count = 0;
  let together: TableAction[] = [];
  let bytes = 0;
  let partition: string | undefined;
  async function write(): Promise<void> {
    if (together.length > 0) await table.transact(together);
    [together, bytes] = [[], 0];
  }
  const lines = createInterface({
    input: createReadStream(path).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    const { partitionKey, rowKey, properties } = readRow(line);
    const action: TableAction = { kind: 'insert', entity: { partitionKey, rowKey, ...properties } };
    const size = actionBytes(action);
    const isFull = together.length === MAX_TRANSACTION_ACTIONS || bytes + size > MOST_BYTES;
    if (isFull || partitionKey !== partition) await write();
    together.push(action);
    [partition, bytes] = [partitionKey, bytes + size];
    count += 1;
  }
  await write();
  return count;
}
