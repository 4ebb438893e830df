/** Rows put together into requests. The same rows give the same requests, byte for byte, so that a send can be resumed. */
import { createHash } from 'node:crypto';
import { envelopeOf, operationOf, type People } from './people';

export interface Chunk {
  /** `12`; `12.1` for what is left of 12 when the service refused some of its rows; `p1`, `k1` for those who left. */
  readonly id: string;
  readonly lines: readonly number[];
  readonly body: string;
  /** People, or the names of those who are to be disabled. */
  readonly to: 'bulkUpload' | 'leavers';
}

export interface ChunkOptions {
  readonly operations: number;
  /** Of a body. */
  readonly bytes: number;
  /** Lines that are not to be sent. */
  readonly without: ReadonlySet<number>;
  /** Before the number of each request. */
  readonly prefix?: string;
}

/**
 * Leavers first, in requests of their own: they wait for nobody, and the guard sees them together.
 *
 * @param people reads the file from its beginning, each time
 */
export async function* chunksOf(people: () => People, leavers: number, options: ChunkOptions): AsyncGenerator<Chunk> {
  let number = 0;
  for (const leaving of leavers > 0 ? [true, false] : [false]) {
    for await (const rows of grouped(people(), leaving, options)) {
      number += 1;
      yield chunkOf(`${options.prefix ?? ''}${number}`, rows);
    }
  }
}

/** The envelope around the operations. */
const ENVELOPE_BYTES = Buffer.byteLength(JSON.stringify(envelopeOf([])));

/** An operation as it is sent. */
interface Written {
  readonly line: number;
  readonly text: string;
}

async function* grouped(
  people: People,
  leaving: boolean,
  { operations, bytes, without }: ChunkOptions,
): AsyncGenerator<readonly Written[]> {
  let rows: Written[] = [];
  let size = ENVELOPE_BYTES;
  for await (const batch of people) {
    for (const { line, person } of batch) {
      if (person === undefined || person.isLeaver !== leaving || without.has(line)) continue;
      const text = JSON.stringify(operationOf(line, person.data));
      const length = Buffer.byteLength(text) + 1; // and a comma
      if (rows.length > 0 && (rows.length >= operations || size + length > bytes)) {
        yield rows;
        [rows, size] = [[], ENVELOPE_BYTES];
      }
      rows.push({ line, text });
      size += length;
    }
  }
  if (rows.length > 0) yield rows;
}

/** Where the operations stand in an envelope without any. */
const [BEFORE = '', BEHIND = ''] = JSON.stringify(envelopeOf([])).split(/(?<="Operations":\[)/);

function chunkOf(id: string, rows: readonly Written[]): Chunk {
  const body = BEFORE + rows.map(({ text }) => text).join(',') + BEHIND;
  return { id, lines: rows.map(({ line }) => line), body, to: 'bulkUpload' };
}

const NAMES_A_REQUEST = 1_000;

/** Those whom only the job knows, by name. */
export function* namedChunks(ids: readonly string[], reason: string): Generator<Chunk> {
  for (let from = 0; from < ids.length; from += NAMES_A_REQUEST) {
    const externalIds = ids.slice(from, from + NAMES_A_REQUEST);
    const body = JSON.stringify({ externalIds, reason });
    yield { id: `k${from / NAMES_A_REQUEST + 1}`, lines: externalIds.map(() => 0), body, to: 'leavers' };
  }
}

/** What is left of a request when some of its rows were refused; `undefined` for none. */
export function withoutLines({ id, lines, body, to }: Chunk, refused: ReadonlySet<number>): Chunk | undefined {
  const left = lines.filter((line) => !refused.has(line));
  if (left.length === 0) return undefined;
  const { Operations } = JSON.parse(body) as { Operations: ReturnType<typeof operationOf>[] };
  const operations = Operations.filter((_, index) => !refused.has(lines[index] ?? 0));
  const [root, count = '0'] = id.split('.');
  return { id: `${root}.${Number(count) + 1}`, lines: left, body: JSON.stringify(envelopeOf(operations)), to };
}

export const bodyHash = (body: string) => createHash('sha256').update(body).digest('base64url');

/**
 * A UUID (version 8) of run, job, request and bytes: the same for the same, so that sending again is no second upload.
 *
 * @param chunk its id
 * @param body what `bodyHash` says of its bytes
 */
export function requestId(nonce: string, jobId: string, chunk: string, body: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([nonce, jobId, chunk, body]))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
