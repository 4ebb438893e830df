/** What is known of a person, as rows: each entry of the record by its path, as mappings name it. */

export interface Said {
  readonly path: string;
  readonly value: string;
}

/** Of a person's resource nobody maps: which schemas it uses. */
const UNSAID = new Set(['schemas', 'externalid']);

/** `name.givenName`, `urn:…:User:department`, `addresses[type eq "work"].locality` */
export function saidOf(data: Readonly<Record<string, unknown>>): readonly Said[] {
  return Object.entries(data).flatMap(([name, value]) =>
    UNSAID.has(name.toLowerCase()) ? [] : flatten(name, value, name.startsWith('urn:') ? ':' : '.'),
  );
}

/** @param separator before the members of this one; those of an extension follow a colon */
function flatten(path: string, value: unknown, separator: ':' | '.' = '.'): readonly Said[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => flatten(placeOf(path, one, index), withoutType(one)));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member]) => flatten(`${path}${separator}${name}`, member));
  }
  return [{ path, value: value === null ? '' : String(value) }];
}

function placeOf(path: string, one: unknown, index: number): string {
  const type = typeof one === 'object' && one !== null ? (one as { readonly type?: unknown }).type : undefined;
  return typeof type === 'string' ? `${path}[type eq "${type}"]` : `${path}[${index}]`;
}

function withoutType(one: unknown): unknown {
  if (typeof one !== 'object' || one === null) return one;
  return Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'type'));
}
