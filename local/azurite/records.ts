/**
 * Records on disk: one line of JSON each, a list of changes that happened together. A record counts only when its line
 * is complete, so a process that dies while writing leaves all of it or none.
 */
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { LokiCollectionOptions, LokiDocument } from './loki';

/** What happened to one collection of one database. Documents are stated whole, so replaying twice does no harm. */
export type Change =
  | readonly ['create', database: string, collection: string, options: LokiCollectionOptions]
  | readonly ['drop', database: string, collection: string]
  | readonly ['put', database: string, collection: string, document: LokiDocument]
  | readonly ['delete', database: string, collection: string, id: number];

const LINE_FEED = 0x0a;
const BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * Reads the records of a file in order. A last line without its end was never answered for, and is cut off, so that
 * the file can be appended to.
 *
 * @returns the size of the file in bytes
 * @throws {Error} when a complete line is not a record
 */
export function readRecords(path: string, apply: (change: Change) => void): number {
  const file = openSync(path, 'r+');
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    let rest = Buffer.alloc(0);
    let complete = 0;
    for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
      const bytes = Buffer.concat([rest, block.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
        for (const change of parseRecord(bytes.toString('utf8', start, end), path, complete)) apply(change);
        complete += end + 1 - start;
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
    ftruncateSync(file, complete);
    return complete;
  } finally {
    closeSync(file);
  }
}

function parseRecord(line: string, path: string, offset: number): readonly Change[] {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`${path} is damaged at byte ${offset}. Restore the folder from a copy, or delete it.`, {
      cause: error,
    });
  }
}

/** Appends one record, given as the JSON of its changes. @returns its size in bytes @throws what the disk answers */
export function appendRecord(file: number, changes: readonly string[]): number {
  const bytes = Buffer.from(`[${changes.join(',')}]\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  return bytes.length;
}
