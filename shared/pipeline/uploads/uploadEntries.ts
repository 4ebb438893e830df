/**
 * The packs that hold entries of one upload. Where they lie is known from its receipt: in the shards of its people, from the
 * moment it was accepted on. They are looked for in stretches of time that grow, by their columns alone, until every
 * operation is accounted for: an upload is usually answered within seconds, however long ago, and however much was logged
 * since. When its cycle has ended they are noted in the receipt, and need not be looked for.
 */
import { chunk } from '../../collections';
import { CLOCK_SKEW_MS, type EntryPackStore, type FoundPack } from '../../store/people/entryPacks';
import { shardOf } from '../../store/people/personRow';
import { sharesOf, type UploadShare } from '../../store/people/uploadShares';
import type { Upload } from '../../store/uploads/intake';
import type { FiledAnswer } from '../../store/uploads/intakeState';
import { ANCHORLESS_SHARD } from '../person/anchorless';
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'packs'>;

const FIRST_STRETCH_MS = 2 * CLOCK_SKEW_MS;
const GROWTH = 8;
/** Packs fetched at once. */
const TOGETHER = 16;

/**
 * @param wanted tells from what a pack holds of the upload whether it is of interest
 * @returns newest first
 */
export async function packsOfUpload(
  upload: Upload,
  wanted: (share: UploadShare) => boolean,
  ports: Ports,
): Promise<readonly FoundPack[]> {
  const found = filedWhole(upload) ?? (await search(upload, ports));
  const whole = await fetchPacks(
    found.filter(wanted).map(({ shard, rowKey }) => ({ jobId: upload.jobId, shard, rowKey })),
    ports.packs,
  );
  return whole.sort(newerFirst);
}

/** What was filed when the cycle had ended, unless more may have come since. */
function filedWhole(upload: Upload): readonly FiledAnswer[] | undefined {
  const { answers = [] } = upload;
  return isWhole(upload, answers) ? answers : undefined;
}

async function search(upload: Upload, { packs, clock }: Ports): Promise<readonly FiledAnswer[]> {
  const shards = [...new Set(upload.operations.map(({ anchor }) => shardOfEntry(anchor)))];
  const until = clock.now() + CLOCK_SKEW_MS;
  const found: FiledAnswer[] = [];
  let oldest = upload.acceptedAt - CLOCK_SKEW_MS;
  for (let stretchMs = FIRST_STRETCH_MS; oldest <= until && !isWhole(upload, found); stretchMs *= GROWTH) {
    const range = { oldest, newest: oldest + stretchMs - 1, shards, totalsOnly: true };
    for await (const pack of packs.read(upload.jobId, range)) {
      const share = await shareOf(pack, upload, packs);
      if (share !== undefined) found.push({ shard: pack.shard, rowKey: pack.rowKey, ...share });
    }
    oldest += stretchMs;
  }
  return found;
}

export const newerFirst = (a: FoundPack, b: FoundPack) => (a.rowKey < b.rowKey ? -1 : 1);

/** Where entries of a person lie. */
export function shardOfEntry(anchor: string | null): number {
  return anchor === null || anchor === '' ? ANCHORLESS_SHARD : shardOf(anchor);
}

type PackPlace = Parameters<EntryPackStore['get']>[0];

/** Packs found by their columns, with their entries; one that is gone meanwhile is left out. */
export async function fetchPacks(found: readonly PackPlace[], packs: EntryPackStore): Promise<FoundPack[]> {
  const whole: FoundPack[] = [];
  for (const part of chunk(found, TOGETHER)) {
    const fetched = await Promise.all(part.map((pack) => packs.get(pack)));
    whole.push(...fetched.filter((pack) => pack !== undefined));
  }
  return whole;
}

/** What is held back may be allowed at any time: then the latest entry counts. */
function isWhole({ operations }: Upload, found: readonly UploadShare[]): boolean {
  const answered = found.reduce((sum, share) => sum + share.answered, 0);
  return answered >= operations.length && found.every(({ staged }) => staged === 0);
}

async function shareOf(pack: FoundPack, { first, operations }: Upload, packs: EntryPackStore) {
  if (pack.uploads !== undefined) return pack.uploads.get(first);
  // Older code kept the span of numbers alone.
  if (pack.span.highest < first || pack.span.lowest >= first + operations.length) return undefined;
  return sharesOf((await packs.get(pack))?.entries() ?? []).get(first);
}
