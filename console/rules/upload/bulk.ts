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
export function bulkBody(people: readonly Sendable[]): string {
  return JSON.stringify({
    schemas: [BULK_REQUEST],
    Operations: people.map(({ line, data }) => {
      return { method: 'POST', bulkId: `L${line}`, path: '/Users', data: { schemas: SCHEMAS, ...data } };
    }),
    failOnErrors: null,
  });
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
