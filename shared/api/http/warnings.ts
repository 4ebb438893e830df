/** What was done as asked and is still likely to surprise, told in headers: the answer itself keeps Graph's shape. */

export interface Warning {
  readonly code: string;
  /** The place: `mappings[3].source`. */
  readonly path: string;
  readonly message: string;
}

/** Room that every client and proxy leaves for one header. */
const MOST_HEADER_CHARACTERS = 4_000;

/**
 * `Muster-Warnings` holds a JSON list of `{code, target, message}` in ASCII,
 * cut where a header would become too long, and `Muster-Warning-Count` says how many there are.
 */
export function warningHeaders(warnings: readonly Warning[]): Record<string, string> {
  const told = warnings.map(({ code, path, message }) => asciiJson({ code, target: path, message }));
  let list = '';
  for (const one of told) {
    if (list.length + one.length > MOST_HEADER_CHARACTERS) break;
    list += list === '' ? one : `,${one}`;
  }
  return warnings.length === 0
    ? {}
    : { 'Muster-Warnings': `[${list}]`, 'Muster-Warning-Count': String(warnings.length) };
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
