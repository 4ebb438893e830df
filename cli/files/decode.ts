/** Bytes to text, strictly: a byte that is none is told with its place, never replaced (spec/hands.md 1.5, step 1). */
import { type Failure, usage } from '../exit';
import { encodingByMark, looksLikeUtf16 } from './sniff';

export interface Encoding {
  readonly name: string;
  /** Whether a byte order mark says so. */
  readonly hasMark: boolean;
}

/**
 * @param first the beginning of the file
 * @param asked by option or mapping; a mark in the file goes before it
 * @throws {Failure} 2 for an encoding nobody knows
 */
export function encodingOf(first: Uint8Array, asked: string | undefined, file: string): Encoding {
  const marked = encodingByMark(first);
  if (marked !== undefined) return { name: marked.encoding, hasMark: true };
  if (asked !== undefined) return { name: knownEncoding(asked, file), hasMark: false };
  const wide = looksLikeUtf16(first);
  if (wide !== undefined) {
    throw usage(`${file} looks like ${wide} without a byte order mark.`, {
      code: 'Encoding',
      place: `${file}:1`,
      advice: `Add --encoding ${wide}`,
    });
  }
  return { name: 'utf-8', hasMark: false };
}

function knownEncoding(name: string, file: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch (error) {
    throw usage(`No encoding is called "${name}".`, {
      code: 'Encoding',
      place: file,
      advice: 'For example: utf-8, windows-1252, iso-8859-15, utf-16le, shift_jis, gb18030, macintosh.',
      cause: error,
    });
  }
}

/** @throws {Failure} 2 at the first byte that is none in this encoding */
export async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  file: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding.name, { fatal: true }); // takes a mark away
  let before = 0;
  let line = 1;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw badByte(rest, chunk, before, line, encoding, file);
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1;
    before += chunk.length;
    rest = Buffer.concat([rest, chunk]).subarray(-4); // a character may be cut in two
    if (text !== '') yield text;
  }
  try {
    const last = decoder.decode();
    if (last !== '') yield last;
  } catch {
    throw badByte(new Uint8Array(0), rest.slice(-1), before - 1, line, encoding, file);
  }
}

function badByte(
  rest: Uint8Array,
  chunk: Uint8Array,
  before: number,
  line: number,
  { name }: Encoding,
  file: string,
): Failure {
  const bytes = Buffer.concat([rest.slice(0, Math.min(rest.length, before)), chunk]);
  const start = before - Math.min(rest.length, before);
  const valid = longestValid(bytes, name);
  const at = start + valid;
  const lines = bytes.subarray(rest.length, valid).filter((byte) => byte === 0x0a).length;
  const advice =
    name === 'utf-8'
      ? 'It looks like windows-1252: add --encoding windows-1252'
      : 'Name the right one with --encoding.';
  const code = (bytes[valid] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return usage(`${file} is not ${name}: byte 0x${code} at offset ${at}.`, {
    code: 'Encoding',
    place: `${file}:${line + lines}`,
    advice,
  });
}

/** How many bytes of the beginning are text; what is cut off before may spoil the first three, which are tried without. */
function longestValid(bytes: Uint8Array, encoding: string): number {
  const isText = (from: number, to: number) => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(from, to), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  const from = [0, 1, 2, 3].find((start) => isText(start, Math.min(bytes.length, start + 5))) ?? 0;
  let [good, bad] = [from, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isText(from, middle)) good = middle;
    else bad = middle;
  }
  if (encoding !== 'utf-8') return good;
  // The beginning of a character that does not go on is the byte to be told.
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(from, good), { stream: true });
  return from + Buffer.byteLength(whole);
}
