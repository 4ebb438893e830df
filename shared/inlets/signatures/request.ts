/** What is looked at of a delivery before anybody believes it. */

export interface Delivery {
  readonly headers: HeaderReader;
  /** The bytes as they came: nothing was read, unpacked or written anew. */
  readonly body: Uint8Array;
}

/** As `Headers` of the Fetch standard: any case, and a header that was sent twice is joined with `, `. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** A secret as the machinery hands it over, opened. */
export interface OpenSecret {
  readonly id: string;
  readonly value: string;
}

/** @returns `undefined` for a header that is missing, empty, or was sent twice: nobody knows which one is meant */
export function onlyHeader(headers: HeaderReader, name: string): string | undefined {
  const value = headers.get(name);
  return value === null || value === '' || value.includes(', ') ? undefined : value;
}
