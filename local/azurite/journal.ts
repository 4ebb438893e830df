/**
 * A write-ahead journal for the emulator's databases, because LokiJS writes a snapshot every few seconds only, and what
 * was answered in between would die with the process.
 *
 * Files, by generation: `changes-N` holds every change since generation N began; `state-N` holds the whole content at
 * about that moment. What counts is the newest state and all changes from its generation on, replayed in order. A
 * checkpoint is told in four steps, and dying between any two of them loses nothing:
 *
 * 1. `changes-N+1` is begun, and new changes go there;
 * 2. `state-N+1.tmp` is written while the databases stay in use: a document that changes meanwhile is in `changes-N+1`
 *    too, and the replay settles it, because changes state documents whole;
 * 3. it is renamed to `state-N+1`, which makes the generations before it superfluous;
 * 4. these are deleted.
 *
 * A change is handed to the operating system before its request is answered. It is not forced to the disk: killing the
 * process does not lose what the system holds, and this is a development store, not one to survive a power cut.
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as yieldToRequests } from 'node:timers/promises';
import { appendRecord, type Change, readRecords } from './records';

export interface Journal {
  /** Notes a change; it is on record with the next `commit`. */
  note(change: Change): void;
  /** Puts everything noted on record, as one piece. @throws what the disk answers, for instance ENOSPC */
  commit(): void;
  /** Whether so much has changed since the last checkpoint that a new one pays. */
  wantsCheckpoint(): boolean;
  /** Writes the whole content anew and drops what came before. @throws what the disk answers */
  checkpoint(content: Iterable<Change>): Promise<void>;
}

/** How much of a checkpoint is written at a time, before requests get their turn. */
const CHECKPOINT_PIECE_CHARACTERS = 512 * 1024;

type FileKind = 'changes' | 'state';

/**
 * Opens the journal of `folder`, which must exist and be nobody else's.
 *
 * @param checkpointBytes how many bytes of changes are worth a checkpoint; never fewer than the content itself has
 * @param replay told of everything on record, in order
 */
export function openJournal(folder: string, checkpointBytes: number, replay: (change: Change) => void): Journal {
  const pathOf = (kind: FileKind, generation: number): string =>
    join(folder, `${kind}-${String(generation).padStart(6, '0')}.jsonl`);

  const base = generationsOf(folder, 'state').at(-1) ?? 0;
  removeSuperfluous(folder, base);
  let stateBytes = base > 0 ? readRecords(pathOf('state', base), replay) : 0;
  let changeBytes = 0;
  for (const generation of generationsOf(folder, 'changes')) {
    changeBytes += readRecords(pathOf('changes', generation), replay);
  }
  let generation = generationsOf(folder, 'changes').at(-1) ?? base;
  let file = openSync(pathOf('changes', generation), 'a');
  let noted: string[] = [];
  let checkpointing = false;

  function commit(): void {
    if (noted.length === 0) return;
    const changes = noted;
    noted = [];
    changeBytes += appendRecord(file, changes);
  }

  return {
    note(change) {
      noted.push(JSON.stringify(change));
    },

    commit,

    wantsCheckpoint: () => !checkpointing && changeBytes > Math.max(checkpointBytes, stateBytes),

    async checkpoint(content) {
      checkpointing = true;
      generation += 1;
      const next = openSync(pathOf('changes', generation), 'a');
      closeSync(file);
      file = next;
      changeBytes = 0;
      stateBytes = await writeState(pathOf('state', generation), content, commit);
      removeSuperfluous(folder, generation);
      checkpointing = false;
    },
  };
}

/**
 * @param commit called before each piece, so that no state shows half of what happened together and is not on record
 * @returns the size of the file in bytes
 */
async function writeState(path: string, content: Iterable<Change>, commit: () => void): Promise<number> {
  const unfinished = `${path}.tmp`;
  const file = openSync(unfinished, 'w');
  let bytes = 0;
  for (const piece of piecesOf(content)) {
    bytes += appendRecord(file, piece);
    await yieldToRequests();
    commit();
  }
  // What came before is deleted on the strength of this file, so this one is forced to the disk.
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
  return bytes;
}

function* piecesOf(content: Iterable<Change>): Generator<string[]> {
  let piece: string[] = [];
  let characters = 0;
  for (const change of content) {
    const text = JSON.stringify(change);
    piece.push(text);
    characters += text.length;
    if (characters > CHECKPOINT_PIECE_CHARACTERS) {
      yield piece;
      piece = [];
      characters = 0;
    }
  }
  yield piece;
}

/** The generations of which a complete file exists, ascending. */
function generationsOf(folder: string, kind: FileKind): number[] {
  return readdirSync(folder)
    .map((name) => /^(changes|state)-(\d{6,})\.jsonl$/.exec(name))
    .filter((match) => match?.[1] === kind)
    .map((match) => Number(match?.[2]))
    .sort((a, b) => a - b);
}

/** Deletes what the state of generation `base` replaces, and states that were never finished. */
function removeSuperfluous(folder: string, base: number): void {
  for (const name of readdirSync(folder)) {
    const generation = /^(?:changes|state)-(\d{6,})\.jsonl(\.tmp)?$/.exec(name);
    if (generation === null) continue;
    const unfinished = generation[2] !== undefined;
    if (unfinished || Number(generation[1]) < base) unlinkSync(join(folder, name));
  }
}
