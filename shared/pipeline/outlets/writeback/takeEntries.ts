/** What entries of the log say of accounts, taken by a writeback: the newest of each person. */
import type { ToldEntry } from '../../../outlets/personEvent';
import type { Pass } from '../../../store/outlets/writebacks';
import { shardOf } from '../../../store/people/personRow';
import type { Needs } from '../../ports';
import { from, sideBySide } from '../../queue/sideBySide';
import { isReadable, lookSoon, noteLook } from './noteLook';
import type { OpenWriteback } from './openWriteback';

type Ports = Needs<'clock' | 'random' | 'people' | 'writebacks'>;

/** Rows are read and written for as many people at once. */
const PEOPLE_AT_ONCE = 8;

export async function takeEntries(
  writeback: OpenWriteback,
  entries: readonly ToldEntry[],
  pass: Pass | undefined,
  ports: Ports,
): Promise<void> {
  const newest = new Map<string, ToldEntry>();
  for (const told of entries.filter(tellsOfAccount)) {
    const before = newest.get(told.entry.source.id);
    if (told.told > (before?.told ?? 0)) newest.set(told.entry.source.id, told);
  }
  const wanted = await ofThose([...newest.values()], writeback, ports);
  await sideBySide(PEOPLE_AT_ONCE, from(wanted), (told) => takeOne(writeback, told, pass, ports));
}

/** One that was skipped or failed before anybody looked says nothing, and must not hide what an older one says. */
function tellsOfAccount({ entry, account }: ToldEntry): boolean {
  return account !== null || entry.status === 'success';
}

async function takeOne(
  writeback: OpenWriteback,
  { entry, told, account }: ToldEntry,
  pass: Pass | undefined,
  ports: Ports,
): Promise<void> {
  const { source, target, action } = entry;
  if (target.id === '' || action === 'delete') return; // of nobody's account there is nothing to write
  const isBaseline = action !== 'create' && isStillToCome(source.id, pass);
  const seen = { anchor: source.id, targetId: target.id, isBaseline };
  if (account !== null && isReadable(writeback)) await noteLook(writeback, { ...seen, account, told }, ports);
  // Whoever worked on it did not know yet what is written back; or what is known cannot be compared now.
  else await lookSoon(writeback, seen, ports);
}

/** Whether the person was there before the writeback, and has not been gone through. */
function isStillToCome(anchor: string, pass: Pass | undefined): boolean {
  if (pass?.isBaseline !== true) return false;
  const shard = shardOf(anchor);
  return shard > pass.shard || (shard === pass.shard && (pass.after === null || anchor > pass.after));
}

/** By the person's newest data. */
async function ofThose(
  entries: readonly ToldEntry[],
  { isWanted, outlet }: OpenWriteback,
  { people }: Ports,
): Promise<readonly ToldEntry[]> {
  if (isWanted === undefined || entries.length === 0) return entries;
  const anchors = entries.map(({ entry }) => entry.source.id);
  const found = await people.load(outlet.jobId, anchors);
  return entries.filter(({ entry }) => isWanted(found.get(entry.source.id)?.person.data ?? null));
}
