/**
 * From the log to what each outlet is to be sent. The caller holds the job's round: nothing is delivered meanwhile.
 *
 * A shard's pointers are read twice, the second time whole: all that the first look saw goes out, with whatever of the same people
 * the second one found that is older. What was committed earlier is visible by then, so neither clocks nor the place of a row in the
 * scan decide on the order. What else came in between waits for the next round. A crash anywhere leaves the pointers, and the same
 * rows are made of them once more.
 */
import { chunk } from '../../collections';
import type { ToldEntry } from '../../outlets/personEvent';
import type { StoredOutlet } from '../../store/outlets/outlets';
import { entryId } from '../../store/people/entryId';
import type { Pointer } from '../../store/people/outbox';
import { SHARDS } from '../../store/people/personRow';
import type { Needs } from '../ports';
import { uploadId } from '../uploads/uploadId';
import { dispatchNews, type NewsPorts } from './dispatchNews';
import { createTellers, type Teller, type TellerPorts } from './tellers';

type Ports = NewsPorts & TellerPorts & Needs<'contexts' | 'outbox' | 'outlets'>;

/** Packs unpacked at once: of a large first load each holds a hundred entries. */
const PACKS_AT_ONCE = 20;
const EVERY_SHARD: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

export interface Waiting {
  readonly pointers: boolean;
  readonly news: boolean;
}

/** Whether there is anything to dispatch. */
export async function findWaiting(jobId: string, { outbox, news }: Needs<'outbox' | 'news'>): Promise<Waiting> {
  const [found, shards] = await Promise.all([
    news.list(jobId),
    Promise.all(EVERY_SHARD.map((shard) => outbox.list(jobId, shard))),
  ]);
  return { news: found.length > 0, pointers: shards.some((pointers) => pointers.length > 0) };
}

export async function dispatchEvents(
  jobId: string,
  outlets: readonly StoredOutlet[],
  waiting: Waiting,
  ports: Ports,
): Promise<void> {
  const definition = await ports.contexts.find(jobId);
  if (definition === undefined) return; // its removal takes all this away
  const now = ports.clock.now();
  // Before there is anything: what is added and not said to be due would lie there until the next event.
  for (const { outlet } of outlets) {
    const looks = outlet.definition.writeback !== undefined && { lookAt: now };
    await ports.outlets.changeHealth(jobId, outlet.name, (health) => ({ ...health, dueAt: now, ...looks }));
  }
  const tellers = await createTellers(outlets, definition.compiled, ports);
  if (waiting.pointers) await Promise.all(EVERY_SHARD.map((shard) => dispatchShard(jobId, shard, tellers, ports)));
  if (waiting.news) await dispatchNews(definition.job, outlets, ports);
}

async function dispatchShard(jobId: string, shard: number, tellers: readonly Teller[], ports: Ports): Promise<void> {
  const first = await ports.outbox.list(jobId, shard);
  if (first.length === 0) return;
  const second = await ports.outbox.list(jobId, shard);
  const seen = new Set(first.map(({ rowKey }) => rowKey));
  const highest = new Map<string, number>();
  for (const pointers of chunk(first, PACKS_AT_ONCE)) {
    const entries = await entriesOf(pointers, ports);
    for (const { entry, told } of entries)
      highest.set(entry.source.id, Math.max(told, highest.get(entry.source.id) ?? 0));
    for (const tell of tellers) await tell(entries);
  }
  for (const pointers of chunk(
    second.filter(({ rowKey }) => !seen.has(rowKey)),
    PACKS_AT_ONCE,
  )) {
    const older = (await entriesOf(pointers, ports)).filter(
      ({ entry, told }) => told < (highest.get(entry.source.id) ?? 0),
    );
    if (older.length > 0) for (const tell of tellers) await tell(older);
  }
  await ports.outbox.remove(first);
}

async function entriesOf(
  pointers: readonly Pointer[],
  { packs, outbox }: Needs<'packs' | 'outbox'>,
): Promise<readonly ToldEntry[]> {
  const found = await Promise.all(
    pointers.map(async (pointer) => {
      const { jobId, shard, pack } = pointer;
      return { pack: await packs.get({ jobId, shard, rowKey: pack }), accounts: await outbox.accounts(pointer) };
    }),
  );
  return found.flatMap(({ pack, accounts }) => {
    if (pack === undefined) return []; // older than the log is kept
    const { jobId, at } = pack;
    return pack.entries().map((entry, index) => ({
      account: accounts[index] ?? null,
      jobId,
      entry,
      at,
      id: entryId({ ...pack, index }),
      told: entry.told ?? 0,
      uploadId: entry.operation && uploadId({ jobId, first: entry.operation.uploadFirst }),
    }));
  });
}
