/**
 * objectGUID, the anchor of an account. As text it is the usual lower-case GUID; on the wire it is 16 bytes whose first
 * three groups are little-endian (MS-DTYP 2.3.4.2), which is also the order of the hexadecimal form in extended names.
 */

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** @throws {RangeError} unless there are 16 bytes */
export function guidFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`A GUID has 16 bytes, got ${bytes.length}`);
  const hex = swapped(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @throws {RangeError} unless `isGuid(guid)` */
export function guidToBytes(guid: string): Buffer {
  if (!isGuid(guid)) throw new RangeError(`"${guid}" is not a GUID`);
  return swapped(Buffer.from(guid.replaceAll('-', ''), 'hex'));
}

/** A name that finds the object wherever it was moved or renamed to (MS-ADTS 3.1.1.3.1.2.4). */
export function guidName(guid: string): string {
  return `<GUID=${guid}>`;
}

/** The order of bytes between text and wire; its own inverse. */
function swapped(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (const [start, end] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ]) {
    copy.subarray(start, end).reverse();
  }
  return copy;
}
