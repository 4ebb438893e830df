/** Text back to bytes of the encoding it came in: what `TextDecoder` knows, turned round (spec/hands.md 1.5, failed rows). */

export type Encode = (text: string) => Buffer;

/** @returns text to bytes; what the encoding has no bytes for becomes a question mark */
export function encoderFor(encoding: string): Encode {
  if (encoding === 'utf-8') return (text) => Buffer.from(text, 'utf8');
  if (encoding === 'utf-16le') return (text) => Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return (text) => Buffer.from(text, 'utf16le').swap16();
  const table = reverseTable(encoding);
  return (text) => Buffer.concat([...text].map((character) => table.get(character) ?? QUESTION));
}

const QUESTION = Buffer.from('?');

/** Of one byte and of two; four-byte characters of gb18030 are not in it. */
function reverseTable(encoding: string): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, Buffer>();
  const add = (...bytes: number[]): boolean => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes));
      if ([...text].length === 1 && !table.has(text)) table.set(text, Buffer.from(bytes));
      return true;
    } catch {
      return false;
    }
  };
  const leads = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !add(byte));
  for (const lead of leads) for (let byte = 0x30; byte < 256; byte += 1) add(lead, byte);
  return table;
}
