/**
 * What a send has done, so that a crash can be made good: one file a run, a line an event, each written before what
 * follows it. No name and no key of a person is in it (spec/hands.md 1.5, step 5).
 */
import { writeSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { usage } from '../exit';
import { stateFolder, type World } from '../world';

export interface Header {
  readonly kind: 'muster.send/1';
  readonly run: string;
  /** ISO. */
  readonly at: string;
  readonly version: string;
  readonly baseUrl: string;
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly file: string;
  readonly fileName: string;
  readonly isPipe: boolean;
  readonly fileSha256: string;
  readonly mappingSha256: string | null;
  readonly nonce: string;
  readonly rows: number;
  readonly good: number;
  /** What the rows are read and put together with. */
  readonly options: SavedOptions;
  /** A part, which no later file is compared with. */
  readonly isPart: boolean;
  readonly label: string | null;
}

/** What must be the same when a run is resumed. */
export interface SavedOptions {
  readonly mapping: string | null;
  readonly format: string | null;
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  /** Absent in journals of older versions. */
  readonly sheetQuirks?: boolean;
  readonly blank: string | null;
  readonly duplicates: string;
  readonly operations: number;
  readonly bytes: number;
  readonly leavers: LeaversSource | null;
}

/** Beside what those who are gone are found. */
export type LeaversSource =
  | {
      readonly kind: 'previous';
      readonly file: string;
      readonly sha256: string;
      /** The file that says who is there, where another is sent. */
      readonly whole: string | null;
    }
  | { readonly kind: 'known' };

export interface RefusedRow {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

export type Event =
  | {
      readonly chunk: string;
      readonly state: 'sending';
      readonly at: number;
      readonly body: string;
      readonly id: string;
    }
  | { readonly chunk: string; readonly state: 'accepted'; readonly at: number; readonly upload: string }
  | { readonly chunk: string; readonly state: 'refused'; readonly at: number; readonly rows: readonly RefusedRow[] }
  | { readonly state: 'done'; readonly at: number; readonly failed: number };

/** A run as its journal tells it. */
export interface Run {
  readonly header: Header;
  readonly sending: ReadonlyMap<string, Extract<Event, { state: 'sending' }>>;
  /** Upload by chunk. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, readonly RefusedRow[]>;
  readonly done: Extract<Event, { state: 'done' }> | undefined;
}

export interface Journal {
  readonly run: Run;
  /** When it returns, the end of the process cannot take the line any more. */
  write(event: Event): void;
  close(): Promise<void>;
}

type Places = Pick<World, 'env' | 'home' | 'platform'>;
type Desk = Places & Pick<World, 'now'>;

const folderOf = (places: Places) => join(stateFolder(places), 'sends');
const pathOf = (run: string, places: Places) => join(folderOf(places), `${run}.ndjson`);

export async function beginJournal(header: Header, places: Desk): Promise<Journal> {
  await mkdir(folderOf(places), { recursive: true, mode: 0o700 });
  const empty: Run = { header, sending: new Map(), accepted: new Map(), refused: new Map(), done: undefined };
  return openJournal(empty, places, `${JSON.stringify(header)}\n`);
}

export const resumeJournal = (run: Run, places: Desk) => openJournal(run, places, '\n');

/**
 * Each line is written before what follows it, so that the end of the process loses none: a hundred bytes into the system's
 * memory, which takes less at once than a thread takes to be woken for it. That it reaches the disk is waited for once, for the
 * header, and asked for now and then: what a loss of power takes of the rest is sent again under the same id, from the same bytes.
 *
 * @param begin a header; or a line break, which ends what a crash may have cut off
 */
async function openJournal(run: Run, places: Desk, begin: string): Promise<Journal> {
  const file = await open(pathOf(run.header.run, places), 'a', 0o600);
  await file.appendFile(begin);
  await file.datasync();
  let syncing: Promise<void> | undefined;
  let syncedAt = places.now();
  const syncNowAndThen = () => {
    if (syncing !== undefined || places.now() - syncedAt < SYNC_EVERY_MS) return;
    syncing = file
      .datasync()
      .catch(() => undefined)
      .finally(() => {
        syncing = undefined;
        syncedAt = places.now();
      });
  };
  return {
    run,
    write: (event) => {
      writeWhole(file.fd, `${JSON.stringify(event)}\n`);
      syncNowAndThen();
    },
    close: async () => {
      await syncing;
      await file.datasync();
      await file.close();
    },
  };
}

/** Whoever shares the disk, as the emulator of `npm start` does, waits for each. */
const SYNC_EVERY_MS = 250;

/** A disk that is nearly full takes a part. */
function writeWhole(fd: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

/** @throws {Failure} 2 for a run there is none of */
export async function readRun(run: string, places: Places): Promise<Run> {
  const found = /^[\w-]+$/.test(run) ? await read(run, places) : undefined;
  if (found !== undefined) return found;
  throw usage(`There is no run ${run}.`, { code: 'NoRun', advice: 'See those there are: muster sends list' });
}

/** Newest first. */
export async function listRuns(places: Places): Promise<readonly Run[]> {
  const names = await readdir(folderOf(places)).catch(() => []);
  const runs: Run[] = [];
  for (const name of names) {
    const run = name.endsWith('.ndjson') ? await read(name.slice(0, -'.ndjson'.length), places) : undefined;
    if (run !== undefined) runs.push(run);
  }
  return runs.sort((one, other) => (one.header.at < other.header.at ? 1 : -1));
}

export async function forgetRun(run: Run, places: Places): Promise<void> {
  await rm(pathOf(run.header.run, places), { force: true });
  if (run.header.isPipe) await rm(run.header.file, { force: true });
}

async function read(run: string, places: Places): Promise<Run | undefined> {
  const text = await readFile(pathOf(run, places), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseRun(text);
}

/** A line that a crash cut off says nothing. @returns `undefined` where the first is none */
export function parseRun(text: string): Run | undefined {
  const [first, ...lines] = text.split('\n').flatMap(parseLine);
  if (first === undefined || (first as { kind?: unknown }).kind !== 'muster.send/1') return undefined;
  const sending = new Map<string, Extract<Event, { state: 'sending' }>>();
  const accepted = new Map<string, string>();
  const refused = new Map<string, readonly RefusedRow[]>();
  let done: Run['done'];
  for (const event of lines as Event[]) {
    if (event.state === 'sending') sending.set(event.chunk, event);
    else if (event.state === 'accepted') accepted.set(event.chunk, event.upload);
    else if (event.state === 'refused') refused.set(event.chunk, event.rows);
    else if (event.state === 'done') done = event;
  }
  return { header: first as Header, sending, accepted, refused, done };
}

function parseLine(line: string): object[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
