/** The log at scale: "the failures of one upload" among very many entries, against one range query over bare HTTP. */
import type { Emulator } from '../local/emulator';
import { readLogQuery } from '../shared/api/logs/logQuery';
import { chunk, groupBy } from '../shared/collections';
import type { LogEntry } from '../shared/engine/person/logEntry';
import { queryLogs } from '../shared/pipeline/logs/queryLogs';
import { fileAnswers } from '../shared/pipeline/supervise/fileAnswers';
import type { Entity } from '../shared/store/contract/table';
import {
  addTotals,
  countStatus,
  type EntryPack,
  NO_TOTALS,
  packEntity,
  packKey,
} from '../shared/store/people/entryPacks';
import type { WrittenPack } from '../shared/store/people/ledger';
import { peoplePartition, shardOf } from '../shared/store/people/personRow';
import { sharesOf } from '../shared/store/people/uploadShares';
import type { Upload } from '../shared/store/uploads/intake';
import { uploadEntity } from '../shared/store/uploads/intakeRows';
import type { FiledAnswer } from '../shared/store/uploads/intakeState';
import type { BareRange } from './floors/http';
import { bareRange } from './floors/storage';
import { people } from './people';
import { type BenchRow, median, percentile, told } from './row';
import { openStage, type Stage } from './stage';

const BULK = 50;
/** Uploads that a worker works on together: a pack then holds a hundred entries of most of them. */
const GATHERED = 32;
const NIGHTS = 30;
const DAY_MS = 24 * 60 * 60_000;
const BETWEEN_BATCHES_MS = 10_000;
/** Every so manieth operation failed: two an upload. */
const FAILS = 25;
const ROUNDS = 5;
const LOOKS = 40;

/**
 * Before and after the timer files where the entries lie, as it does when a cycle has ended.
 *
 * @param entries in all, spread over the nights of a month in which everybody is uploaded
 */
export async function benchLogs(emulator: Emulator, entries: number): Promise<BenchRow[]> {
  const stage = await openStage(emulator, 'logs');
  const { uploads, packs } = await seed(stage, entries);
  const asked = uploads.filter((_, index) => index % Math.ceil(uploads.length / LOOKS) === 0);
  const searched = await look(stage, asked);
  await noteAsWorkersDo(stage, packs);
  const open = await look(stage, asked);
  const openedAt = uploads[0]?.acceptedAt ?? 0;
  await fileAnswers(stage.jobId, { id: CYCLE, first: 0, openedAt, pending: {} }, stage.services.house);
  const ended = await look(stage, asked);
  const name = `LOGS failures of one upload among ${(entries / 1e6).toString()} M entries`;
  return [
    { name: `${name}, p95 ÷ one range over bare HTTP`, value: ended.ratio, budget: 2, bound: 'most' },
    { name: 'LOGS the same, storage calls', value: ended.calls, budget: 3, bound: 'most' },
    { name: 'LOGS the same while its cycle is open, p95 ÷ …', value: open.ratio, budget: 2, bound: 'most' },
    { name: 'LOGS the same, storage calls', value: open.calls, budget: 4, bound: 'most' },
    told('LOGS the same while nothing is noted yet, p95 ÷ …', searched.ratio),
    told('LOGS the same, storage calls', searched.calls),
  ];
}

/** @returns the ratio of the p95s, and how many calls a look takes; the median of five rounds after one to warm up */
async function look(
  stage: Stage,
  asked: readonly Upload[],
): Promise<{ readonly ratio: number; readonly calls: number }> {
  const ratios: number[] = [];
  const calls: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, floor]: [number[], number[]] = [[], []];
    for (const { first, acceptedAt } of asked) {
      const before = stage.calls();
      ours.push(await timed(() => findFailures(stage, first)));
      calls.push(stage.calls() - before);
      floor.push(await timed(() => bareRange(stage.bare, 'people', stretchOf(stage.jobId, acceptedAt))));
    }
    ratios.push(percentile(ours, 0.95) / percentile(floor, 0.95));
  }
  return { ratio: median(ratios.slice(1)), calls: median(calls) };
}

/** The same stretch of the log, in one of its sixteen shards. */
function stretchOf(jobId: string, at: number): BareRange {
  const [from, to] = [packKey(at + STRETCH_MS, ''), packKey(at - STRETCH_MS, '')];
  return { partitionKey: peoplePartition(jobId, 0), from, to };
}

/** Two minutes, either way. */
const STRETCH_MS = 2 * 60_000;

async function findFailures({ services, jobId }: Stage, first: number): Promise<void> {
  const filter = `jobId eq '${jobId}' and uploadId eq '${jobId}~${first}' and statusInfo/status eq 'failure'`;
  const { entries } = await queryLogs(readLogQuery(new URLSearchParams({ $filter: filter })), services.house);
  if (entries.length !== BULK / FAILS) throw new Error(`Upload ${first} has ${entries.length} failures.`);
}

interface Seeded {
  readonly uploads: readonly Upload[];
  /** Where the entries lie, and of which uploads they are. */
  readonly packs: readonly WrittenPack[];
}

async function seed(stage: Stage, entries: number): Promise<Seeded> {
  const template = await realEntry(stage);
  const perBatch = GATHERED * BULK;
  const batches = Math.ceil(entries / perBatch);
  const perNight = Math.ceil(batches / NIGHTS);
  const begin = Date.now() - NIGHTS * DAY_MS;
  const uploads: Upload[] = [];
  const written: WrittenPack[] = [];
  let packs: EntryPack[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const at = begin + Math.floor(batch / perNight) * DAY_MS + (batch % perNight) * BETWEEN_BATCHES_MS;
    const operations = Array.from({ length: perBatch }, (_, index) =>
      operationEntry(batch * perBatch + index, template),
    );
    uploads.push(...chunk(operations, BULK).map((members) => uploadOf(members, stage.jobId, at)));
    packs.push(...packsOf(operations, stage.jobId, at, batch));
    if (batch % BATCHES_AT_ONCE === BATCHES_AT_ONCE - 1 || batch === batches - 1) {
      await write(stage, 'people', packs.map(packEntity));
      written.push(...packs.map(asWritten));
      packs = [];
    }
  }
  await write(
    stage,
    'jobs',
    uploads.map((upload) => uploadEntity(upload, '')),
  );
  return { uploads, packs: written };
}

const asWritten = ({ shard, at, packId, entries }: EntryPack): WrittenPack => ({
  shard,
  rowKey: packKey(at, packId),
  uploads: sharesOf(entries),
});

/** The notes that a worker leaves when it has committed the whole of an upload (`noteEntries.ts`). */
async function noteAsWorkersDo({ services, jobId }: Stage, packs: readonly WrittenPack[]): Promise<void> {
  const answers = new Map<number, FiledAnswer[]>();
  for (const { shard, rowKey, uploads } of packs) {
    for (const [first, share] of uploads) {
      answers.set(first, [...(answers.get(first) ?? []), { shard, rowKey, ...share }]);
    }
  }
  await services.house.answerStore.file(jobId, answers);
}

const CYCLE = 'seeded';

const BATCHES_AT_ONCE = 20;

/** What the pipeline itself says of a new person. */
async function realEntry(stage: Stage): Promise<LogEntry> {
  await stage.accept(stage.request(people(0, 1)));
  await stage.drain();
  const { entries } = await queryLogs({ matches: () => true, top: 1 }, stage.services.house);
  const [found] = entries;
  if (found === undefined) throw new Error('The bench person has no entry.');
  return found.entry;
}

/** Numbers begin behind the one that the template took. */
function operationEntry(index: number, template: LogEntry): LogEntry {
  const sequence = index + 2;
  const anchor = `p${index}`;
  return {
    ...template,
    changeId: `${template.changeId}${index}`,
    status: index % FAILS === 0 ? 'failure' : 'success',
    source: { id: anchor, displayName: `Person ${anchor}`, userName: `${anchor}@adatum.example` },
    target: { ...template.target, id: `${template.target.id}${index}` },
    operation: { sequence, uploadFirst: sequence - (index % BULK), bulkId: anchor },
  };
}

function uploadOf(entries: readonly LogEntry[], jobId: string, at: number): Upload {
  const first = entries[0]?.operation?.sequence ?? 0;
  const operations = entries.map(({ source }) => ({ bulkId: source.id, anchor: source.id }));
  return { jobId, first, cycleId: CYCLE, acceptedAt: at, operations };
}

function packsOf(entries: readonly LogEntry[], jobId: string, at: number, batch: number): EntryPack[] {
  return [...groupBy(entries, ({ source }) => shardOf(source.id))].map(([shard, members]) => ({
    jobId,
    shard,
    at: at + 1_000,
    packId: batch.toString(16).padStart(12, '0'),
    cycleId: CYCLE,
    totals: members.reduce((sum, { status }) => addTotals(sum, { ...NO_TOTALS, ...countStatus(status) }), NO_TOTALS),
    entries: members,
  }));
}

/** Packs are large: few of them fit into a transaction. */
const ROWS_AT_ONCE = 20;

async function write({ storage }: Stage, table: string, entities: readonly Entity[]): Promise<void> {
  for (const [, members] of groupBy(entities, ({ partitionKey }) => partitionKey)) {
    for (const part of chunk(members, ROWS_AT_ONCE)) {
      await storage.table(table).transact(part.map((entity) => ({ kind: 'insert', entity })));
    }
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
