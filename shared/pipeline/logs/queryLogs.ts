/**
 * Reading the provisioning log, newest first as it is kept, or oldest first: what is asked for decides which rows are read at all, and the rest is
 * evaluated on them (spec/wire-contract.md 5).
 */

import type { LogEntry, ProvisioningStatus } from '../../engine/person/logEntry';
import type { System } from '../../engine/schema/compileSchema';
import type { Job, ServicePrincipal } from '../../store/jobs/jobs';
import { type EntryLocation, entryId, parseEntryId } from '../../store/people/entryId';
import {
  CLOCK_SKEW_MS,
  type EntryPackStore,
  type FoundPack,
  type PackRange,
  packKey,
} from '../../store/people/entryPacks';
import type { UploadShare } from '../../store/people/uploadShares';
import { LAST_TIME_MS } from '../../store/rows/keys';
import type { Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { fetchPacks, newerFirst, packsOfUpload, shardOfEntry } from '../uploads/uploadEntries';
import { packsOfPerson } from './personEntries';

/** What all entries of a job share. */
export interface LogFrame {
  readonly tenantId: string;
  readonly job: Job;
  readonly principal: ServicePrincipal;
  readonly source: System;
  readonly target: System;
}

/** An entry with its place in the log. */
export interface FoundEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly entry: LogEntry;
  readonly frame: LogFrame;
}

/** Each list, where given, is all there can be: an entry outside of it never matches. */
export interface LogQuery {
  readonly jobIds?: readonly string[];
  readonly ids?: readonly string[];
  readonly sourceAnchors?: readonly string[];
  readonly cycleIds?: readonly string[];
  readonly statuses?: readonly ProvisioningStatus[];
  readonly uploads?: readonly Pick<Upload, 'jobId' | 'first'>[];
  /** Milliseconds since the epoch, inclusive. */
  readonly oldest?: number;
  readonly newest?: number;
  matches(entry: FoundEntry): boolean;
  /** Entries wanted, from 1. */
  readonly top: number;
  /** Id of the entry the page before this one ended with. */
  readonly after?: string;
  /** Absent: newest first. */
  readonly oldestFirst?: boolean;
}

export interface LogPage {
  readonly entries: readonly FoundEntry[];
  readonly more: boolean;
}

type Ports = Needs<'clock' | 'jobs' | 'contexts' | 'intake' | 'people' | 'packs' | 'tenantId'>;

export async function queryLogs(query: LogQuery, ports: Ports): Promise<LogPage> {
  if (query.oldestFirst) return oldestFirst(query, ports);
  const entries: FoundEntry[] = [];
  for await (const entry of matching(query, ports)) {
    if (entries.length === query.top) return { entries, more: true };
    entries.push(entry);
  }
  return { entries, more: false };
}

/** How many entries match, on whatever page. Reads all that may. */
export async function countLogs({ after: _, top: __, ...query }: LogQuery, ports: Ports): Promise<number> {
  let count = 0;
  for await (const _ of matching({ ...query, top: COUNTED_AHEAD }, ports)) count += 1;
  return count;
}

const COUNTED_AHEAD = 100;
const FIRST_SPAN_MS = 60 * 60_000;
/** Half of the time there is, so that the end of a span stays a number of milliseconds. */
const LONGEST_SPAN_MS = LAST_TIME_MS / 2;

/**
 * The log is kept newest first, so it is read in spans of time from the oldest on, each twice as long as the one before; of
 * a span the last entries are kept that a page holds.
 */
async function oldestFirst({ after, ...query }: LogQuery, ports: Ports): Promise<LogPage> {
  const behind = after === undefined ? undefined : parseEntryId(after);
  const newest = query.newest ?? ports.clock.now() + CLOCK_SKEW_MS;
  const found: FoundEntry[] = [];
  let from = Math.max(query.oldest ?? 0, behind?.at ?? 0, await beginningOf(query, ports));
  for (let span = FIRST_SPAN_MS; from <= newest && found.length <= query.top; span *= 2) {
    const to = Math.min(newest, from + Math.min(span, LONGEST_SPAN_MS));
    const wanted = query.top + 1 - found.length;
    const latest: FoundEntry[] = [];
    for await (const { id, ...entry } of matching({ ...query, oldest: from, newest: to }, ports)) {
      if (behind !== undefined && !isAhead(id, behind)) continue;
      latest.push({ id, ...entry });
      if (latest.length > 2 * wanted) latest.splice(0, latest.length - wanted);
    }
    found.push(...latest.slice(-wanted).reverse());
    from = to + 1;
  }
  return { entries: found.slice(0, query.top), more: found.length > query.top };
}

/** Before it none of the jobs asked for had an entry. */
async function beginningOf({ jobIds }: LogQuery, ports: Ports): Promise<number> {
  const contexts = await Promise.all((jobIds ?? (await ports.jobs.listJobIds())).map((id) => ports.contexts.find(id)));
  const made = contexts.flatMap((context) => (context === undefined ? [] : [context.job.createdAt]));
  return made.length === 0 ? ports.clock.now() : Math.max(0, Math.min(...made) - CLOCK_SKEW_MS);
}

/** Whether the entry comes behind that place, oldest first. */
function isAhead(id: string, place: EntryLocation): boolean {
  const location = parseEntryId(id);
  return location !== undefined && isBehind(place, location);
}

async function* matching(query: LogQuery, ports: Ports): AsyncIterable<FoundEntry> {
  const after = query.after === undefined ? undefined : parseEntryId(query.after);
  const jobIds = query.jobIds ?? query.uploads?.map(({ jobId }) => jobId) ?? (await ports.jobs.listJobIds());
  const frames = await framesOf(new Set(jobIds), ports);
  const streams = [...frames.keys()].map((jobId) => packsOf(jobId, query, after, ports));
  for await (const pack of ports.packs.merge(streams)) {
    const frame = frames.get(pack.jobId);
    if (frame === undefined || !mayMatch(pack, query)) continue;
    for (const found of newestFirst(pack, frame)) {
      if (!isBehind(found.location, after)) continue;
      if (query.matches(found.entry)) yield found.entry;
    }
  }
}

/** The packs of a job that can hold what is asked for, by the shortest way there is to them; newest first. */
function packsOf(
  jobId: string,
  query: LogQuery,
  after: EntryLocation | undefined,
  ports: Ports,
): AsyncIterable<FoundPack> {
  const range = rangeOf(query, after);
  const [anchor, ...others] = query.sourceAnchors ?? [];
  if (query.uploads !== undefined) return packsOfUploads(jobId, query, ports);
  if (anchor !== undefined && others.length === 0) return packsOfPerson(jobId, anchor, range, ports);
  if (isRare(query)) return fetchedAhead(jobId, query, range, ports.packs);
  return ports.packs.read(jobId, range);
}

async function* packsOfUploads(jobId: string, query: LogQuery, ports: Ports): AsyncIterable<FoundPack> {
  const firsts = new Set(query.uploads?.flatMap((upload) => (upload.jobId === jobId ? [upload.first] : [])));
  const onlyFailures = query.statuses?.every((status) => status === 'failure') ?? false;
  const found = new Map<string, FoundPack>();
  for (const first of firsts) {
    const upload = await ports.intake.getUpload(jobId, first);
    if (upload === undefined) continue; // there is none, or it is older than receipts are kept
    const wanted = ({ failures }: UploadShare) => !onlyFailures || failures > 0;
    for (const pack of await packsOfUpload(upload, wanted, ports)) found.set(`${pack.shard} ${pack.rowKey}`, pack);
  }
  yield* [...found.values()].sort(newerFirst);
}

/** What few entries have is looked for by the columns; then whole packs are fetched, more and more of them at once. */
async function* fetchedAhead(
  jobId: string,
  query: LogQuery,
  range: PackRange,
  packs: EntryPackStore,
): AsyncIterable<FoundPack> {
  let found: FoundPack[] = [];
  let wanted = 1;
  for await (const pack of packs.read(jobId, { ...range, totalsOnly: true, pageSize: LARGEST_PAGE })) {
    if (!mayMatch(pack, query)) continue;
    found.push(pack);
    if (found.length < wanted) continue;
    yield* await fetchPacks(found, packs);
    found = [];
    wanted = Math.min(MOST_AHEAD, wanted * 2);
  }
  yield* await fetchPacks(found, packs);
}

const MOST_AHEAD = 16;
/** Of columns alone. */
const LARGEST_PAGE = 1_000;

/** Cycles lie together, and most entries are successes, or skipped because nothing changed. */
function isRare({ statuses, cycleIds }: LogQuery): boolean {
  return cycleIds !== undefined || (statuses?.every((status) => status === 'failure' || status === 'warning') ?? false);
}

async function framesOf(jobIds: ReadonlySet<string>, ports: Ports): Promise<ReadonlyMap<string, LogFrame>> {
  const contexts = await Promise.all([...jobIds].map((jobId) => ports.contexts.find(jobId)));
  const frames = new Map<string, LogFrame>();
  for (const context of contexts) {
    if (context === undefined) continue;
    const { job, principal, compiled } = context;
    const { source, target } = compiled;
    frames.set(job.id, { tenantId: ports.tenantId, job, principal, source, target });
  }
  return frames;
}

/** The narrowest range of rows that can hold what is asked for: an id says where it lies, an anchor in which shard. */
function rangeOf(query: LogQuery, after: EntryLocation | undefined): PackRange {
  const places = (query.ids ?? []).map(parseEntryId).filter((place) => place !== undefined);
  const times = places.map((place) => place.at);
  const newest = Math.min(
    query.newest ?? Infinity,
    after?.at ?? Infinity,
    times.length > 0 ? Math.max(...times) : Infinity,
  );
  const oldest = Math.max(query.oldest ?? 0, times.length > 0 ? Math.min(...times) : 0);
  const shards = query.ids !== undefined ? places.map((place) => place.shard) : query.sourceAnchors?.map(shardOfEntry);
  return {
    ...(Number.isFinite(newest) && { newest: Math.max(0, newest) }),
    ...(oldest > 0 && { oldest }),
    ...(shards !== undefined && { shards: [...new Set(shards)] }),
    pageSize: pageSize(query),
  };
}

/** A filter that few entries pass makes long reads; otherwise little more than the page is fetched from each shard. */
function pageSize(query: LogQuery): number {
  const selective = query.statuses ?? query.sourceAnchors;
  return selective === undefined ? Math.min(100, Math.max(4, query.top)) : 100;
}

/** Told from the columns, without unpacking. */
function mayMatch(pack: FoundPack, { cycleIds, statuses }: LogQuery): boolean {
  if (cycleIds !== undefined && !cycleIds.includes(pack.cycleId)) return false;
  return statuses === undefined || statuses.some((status) => pack.totals[status] > 0);
}

interface Located {
  readonly location: EntryLocation;
  readonly entry: FoundEntry;
}

function* newestFirst(pack: FoundPack, frame: LogFrame): Iterable<Located> {
  const { at, shard, packId } = pack;
  for (const [index, entry] of [...pack.entries().entries()].reverse()) {
    const location = { at, shard, packId, index };
    yield { location, entry: { id: entryId(location), at, entry, frame } };
  }
}

function isBehind(location: EntryLocation, after: EntryLocation | undefined): boolean {
  if (after === undefined) return true;
  const [key, afterKey] = [packKey(location.at, location.packId), packKey(after.at, after.packId)];
  return key > afterKey || (key === afterKey && location.index < after.index);
}
