/**
 * Everything that is kept, as files: a table is gzipped lines of JSON, and a manifest says what they are. Table Storage has no
 * backup of its own. Queues are not kept: what is not answered yet lies in the tables and is sent again by the timer.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Row, Table } from '../../shared/store/contract/table';
import type { JobStore } from '../../shared/store/jobs/jobs';
import { isPassing, type Manifest, type TableManifest } from './manifest';
import { writeRow } from './rowLine';

export interface BackupParts {
  /** By name. */
  readonly tables: Readonly<Record<string, Table>>;
  readonly jobs: JobStore;
  readonly folder: string;
  readonly release: string;
  readonly tenantId: string;
  readonly takenAt: Date;
}

export const MANIFEST = 'manifest.json';
export const fileOf = (table: string) => `${table}.jsonl.gz`;

/** @throws {Error} when the folder is there already: a backup is never written over another */
export async function takeBackup({ tables, jobs, folder, ...facts }: BackupParts): Promise<Manifest> {
  await mkdir(folder, { mode: 0o700 });
  const atWork: string[] = [];
  for (const jobId of await jobs.listJobIds()) {
    if ((await jobs.get(jobId))?.value.state === 'Active') atWork.push(jobId);
  }
  const kept: Record<string, TableManifest> = {};
  for (const [name, table] of Object.entries(tables)) kept[name] = await keep(table, join(folder, fileOf(name)));
  const { release, tenantId, takenAt } = facts;
  const manifest: Manifest = { format: 1, release, tenantId, takenAt: takenAt.toISOString(), atWork, tables: kept };
  // Last: a folder without a manifest is no backup.
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

async function keep(table: Table, path: string): Promise<TableManifest> {
  let rows = 0;
  async function* lines() {
    for await (const row of everyRow(table)) {
      rows += 1;
      yield `${writeRow(row)}\n`;
    }
  }
  const hash = createHash('sha256');
  const gzip = createGzip();
  gzip.on('data', (chunk: Uint8Array) => void hash.update(chunk));
  await pipeline(Readable.from(lines()), gzip, createWriteStream(path, { mode: 0o600 }));
  return { rows, sha256: hash.digest('hex') };
}

/** A scan tells the partitions; each is then read whole. */
export async function* everyRow(table: Table): AsyncIterable<Row> {
  const partitions = new Set<string>();
  for await (const { partitionKey } of table.scan([])) if (!isPassing(partitionKey)) partitions.add(partitionKey);
  for (const partitionKey of partitions) yield* table.query({ partitionKey });
}
