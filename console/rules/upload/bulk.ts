/** People put together into requests, so that the same file gives the same requests: a resend changes nothing. */

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** Of whoever says no other. */
const SCHEMAS = ['urn:ietf:params:scim:schemas:core:2.0:User'];

export interface Sendable {
  readonly line: number;
  readonly externalId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Chunk {
  readonly number: number;
  readonly people: readonly Sendable[];
  readonly body: string;
}

/** Leavers first, in requests of their own: they wait for nobody, and the guard sees them together. */
export function chunksOf(people: readonly Sendable[], most: number): readonly Chunk[] {
  const leavers = people.filter(isLeaver);
  const others = people.filter((person) => !isLeaver(person));
  const groups = [leavers, others].flatMap((all) => cut(all, most));
  return groups.map((group, index) => ({ number: index + 1, people: group, body: bulkBody(group) }));
}

export const isLeaver = ({ data }: Sendable): boolean => data.active === false;

function cut<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  );
}

/** `L12` is line 12 of the file, as `muster send` has it. */
export const bulkBody = (people: readonly Sendable[]): string =>
  bodyOf(people.map(({ line, data }) => ({ bulkId: `L${line}`, data })));

interface Operation {
  readonly bulkId: string;
  readonly data: Sendable['data'];
}

const bodyOf = (operations: readonly Operation[], indent?: number): string =>
  JSON.stringify(
    {
      schemas: [BULK_REQUEST],
      Operations: operations.map(({ bulkId, data }) => {
        return { method: 'POST', bulkId, path: '/Users', data: { schemas: SCHEMAS, ...data } };
      }),
      failOnErrors: null,
    },
    null,
    indent,
  );

export interface Known {
  readonly bulkId: string;
  readonly externalId: string;
  /** As the service shows it; `null` for somebody of whom nothing is known any more. */
  readonly data: Sendable['data'] | null;
}

/** What the service shows in place of what a mapping redacts: a mask, which would become the value if it were sent. */
const MASKED = JSON.stringify('[Redact]');

/**
 * People as they are known, in a request to be sent again. Whoever is not wholly known is left out: also what is only not
 * named may be cleared, where the job forgets it or a mapping writes that nothing is there.
 *
 * @returns no text where that is everybody
 */
export function againBody(people: readonly Known[]): { readonly text?: string; readonly leftOut: number } {
  const operations = people.flatMap(({ bulkId, externalId, data }) =>
    data === null || JSON.stringify(data).includes(MASKED) ? [] : [{ bulkId, data: { externalId, ...data } }],
  );
  const leftOut = people.length - operations.length;
  return operations.length === 0 ? { leftOut } : { text: bodyOf(operations, 2), leftOut };
}

/**
 * The id of a request: the same for the same chunk of the same file, in the form of a GUID, so that the service answers a
 * second one as it answered the first.
 *
 * @param hash of the chunk, hexadecimal
 */
export function requestId(hash: string): string {
  const digits = hash.toLowerCase().padEnd(32, '0').slice(0, 32);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20)].join('-');
}
