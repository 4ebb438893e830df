/** What the budgets are measured against: the storage calls that cannot be avoided, made directly. */
import { createHash } from 'node:crypto';
import { groupBy } from '../../shared/collections';
import type { JsonObject } from '../../shared/scim/json';
import type { Storage } from '../../shared/store/azure/connection';
import type { RangeQuery } from '../../shared/store/contract/table';
import { pack, unpack } from '../../shared/store/rows/packing';

const SHARDS = 16;

/** B2: one transaction of 50 small entities into a new partition. */
export async function rawTransaction(
  storage: Storage,
  partitionKey: string,
  people: readonly JsonObject[],
): Promise<void> {
  const table = storage.table('floor');
  await table.transact(
    people.map((person, index) => ({
      kind: 'insert' as const,
      entity: { partitionKey, rowKey: String(index), json: JSON.stringify(person) },
    })),
  );
}

/** LOGS: the rows of one range, as they are. */
export async function rawRange(storage: Storage, table: string, range: RangeQuery): Promise<void> {
  for await (const _ of storage.table(table).query(range));
}

/** What the loop below finds in its queue. */
export async function sendAll(storage: Storage, bulks: readonly (readonly JsonObject[])[]): Promise<void> {
  for (const bulk of bulks) await storage.queue('floor').send(Buffer.from(pack(bulk)).toString('base64'));
}

/**
 * B3: one message a bulk, one range read and one transaction a shard, the people's data and one packed log row in it, and
 * the messages deleted. Nothing is decided, mapped or written to a target.
 */
export async function bareLoop(storage: Storage, partition: string): Promise<void> {
  const queue = storage.queue('floor');
  const table = storage.table('floor');
  for (;;) {
    const messages = await queue.receive(32, 300);
    if (messages.length === 0) return;
    const people = messages.flatMap(({ text }) => unpack(Buffer.from(text, 'base64')) as JsonObject[]);
    const shards = groupBy(people, ({ externalId }) => shardOf(String(externalId)));
    await Promise.all(
      [...shards].map(async ([shard, members]) => {
        const partitionKey = `${partition}-${shard}`;
        const keys = members.map(({ externalId }) => String(externalId)).sort();
        for await (const _ of table.query({ partitionKey, from: keys[0] ?? '', to: `${keys.at(-1)}~` }));
        await table.transact([
          ...members.slice(0, 99).map((data) => ({
            kind: 'upsert' as const,
            entity: { partitionKey, rowKey: String(data.externalId), data: pack(data) },
          })),
          { kind: 'upsert' as const, entity: { partitionKey, rowKey: '!log', log: pack(members) } },
        ]);
      }),
    );
    await Promise.all(messages.map((message) => queue.remove(message)));
  }
}

function shardOf(anchor: string): number {
  return (createHash('sha256').update(anchor).digest()[0] ?? 0) % SHARDS;
}
