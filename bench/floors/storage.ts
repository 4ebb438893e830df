/** What the budgets are measured against: the storage calls that cannot be avoided, over bare HTTP. */
import { createHash, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { groupBy } from '../../shared/collections';
import type { JsonObject } from '../../shared/scim/json';
import type { BareRange, BareStorage } from './http';

const SHARDS = 16;
const TABLE = 'floor';
const QUEUE = 'floor';

/** What an accept of fifty leaves in its transaction and in its message, in bytes. */
const INTAKE_BYTES = 300;
const OPERATIONS_BYTES = 6_300;
const MESSAGE_BYTES = 5_400;

export async function openFloor(bare: BareStorage): Promise<void> {
  await Promise.all([bare.createTable(TABLE), bare.createQueue(QUEUE)]);
}

/**
 * B2: the least that makes operations durable and wakes a worker: one transaction that replaces the row which numbers them and inserts
 * them, then one message with them. One after the other, for a message must not be of what is not kept.
 *
 * @returns what accepts once
 */
export async function openBareAccept(bare: BareStorage, partitionKey: string): Promise<() => Promise<void>> {
  const intake = { PartitionKey: partitionKey, RowKey: 'intake', json: 'x'.repeat(INTAKE_BYTES) };
  const [operations, message] = [
    randomBytes(OPERATIONS_BYTES),
    randomBytes((MESSAGE_BYTES * 3) / 4).toString('base64'),
  ];
  let [etag = ''] = await bare.transact(TABLE, [{ method: 'POST', entity: intake }]);
  let count = 0;
  return async () => {
    count += 1;
    const upload = { PartitionKey: partitionKey, RowKey: `u${count}`, operations };
    const written = await bare.transact(TABLE, [
      { method: 'PUT', entity: intake, etag },
      { method: 'POST', entity: upload },
    ]);
    etag = written[0] ?? '';
    await bare.send(QUEUE, message);
  };
}

/** LOGS: the rows of one range, as they are. */
export async function bareRange(bare: BareStorage, table: string, range: BareRange): Promise<void> {
  await bare.range(table, range);
}

/** What the loop below finds in its queue. */
export async function sendAll(bare: BareStorage, bulks: readonly (readonly JsonObject[])[]): Promise<void> {
  for (const bulk of bulks) await bare.send(QUEUE, packed(bulk).toString('base64'));
}

/**
 * B3: one message a bulk, one range read and one transaction a shard, the people's data and one packed log row in it, and
 * the messages deleted. Nothing is decided, mapped or written to a target.
 */
export async function bareLoop(bare: BareStorage, partition: string): Promise<void> {
  await drained(bare, async (shard, members) => {
    const PartitionKey = `${partition}-${shard}`;
    const keys = members.map(({ externalId }) => String(externalId)).sort();
    await bare.range(TABLE, { partitionKey: PartitionKey, from: keys[0] ?? '', to: `${keys.at(-1)}~` });
    await bare.transact(TABLE, [
      ...members.slice(0, 99).map((data) => ({
        method: 'PUT' as const,
        entity: { PartitionKey, RowKey: String(data.externalId), data: JSON.stringify(data) },
      })),
      { method: 'PUT', entity: { PartitionKey, RowKey: '!log', log: packed(members) } },
    ]);
  });
}

/**
 * B6: the same people once more, nothing changed: one range read a shard, each compared with what is known, and a number
 * written for each.
 */
export async function bareCompare(bare: BareStorage, partition: string): Promise<void> {
  await drained(bare, async (shard, members) => {
    const PartitionKey = `${partition}-${shard}`;
    const keys = members.map(({ externalId }) => String(externalId)).sort();
    const rows = await bare.range(TABLE, { partitionKey: PartitionKey, from: keys[0] ?? '', to: `${keys.at(-1)}~` });
    const known = new Map(rows.map((row) => [row.RowKey, row.data]));
    const changed = members.filter((data) => known.get(data.externalId) !== JSON.stringify(data));
    if (changed.length > 0) throw new Error(`${changed.length} people of the floor have changed.`);
    await bare.transact(TABLE, [
      ...members.slice(0, 99).map(({ externalId }) => ({
        method: 'MERGE' as const,
        entity: { PartitionKey, RowKey: String(externalId), sequence: 1 },
        etag: '*',
      })),
      { method: 'PUT', entity: { PartitionKey, RowKey: '!log', log: packed(members) } },
    ]);
  });
}

async function drained(
  bare: BareStorage,
  work: (shard: number, members: readonly JsonObject[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const messages = await bare.receive(QUEUE, 32, 300);
    if (messages.length === 0) return;
    const people = messages.flatMap(({ text }) => unpacked(Buffer.from(text, 'base64')));
    await Promise.all(
      [...groupBy(people, ({ externalId }) => shardOf(String(externalId)))].map(([s, m]) => work(s, m)),
    );
    await Promise.all(messages.map((message) => bare.remove(QUEUE, message)));
  }
}

const packed = (value: unknown) => deflateRawSync(JSON.stringify(value), { level: 1 });
const unpacked = (bytes: Buffer) => JSON.parse(inflateRawSync(bytes).toString('utf8')) as JsonObject[];

function shardOf(anchor: string): number {
  return (createHash('sha256').update(anchor).digest()[0] ?? 0) % SHARDS;
}
