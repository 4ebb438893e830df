/**
 * The forms in which OData lets clients write one path: keys in parentheses, actions with their namespace or with empty
 * parentheses, doubled slashes (OData 4.01 part 2, 4.3 and 4.5). Routes are written in one of them: segments.
 */

const KEYED = /^([A-Za-z_$][\w.$-]*)\((.*)\)$/s;
const QUOTED = /^'((?:[^']|'')*)'$/s;
/** `graph` is the alias that the metadata gives the namespace, and the SDKs' own way to write it. */
const NAMESPACE = /^(?:microsoft\.)?graph\./i;
const ALTERNATE_KEY = /^([A-Za-z_]\w*) *= *'((?:[^']|'')*)'$/s;

/**
 * `servicePrincipals('1')//synchronization/jobs('2')/schema/functions()` as the segments `servicePrincipals`, `1`,
 * `synchronization`, `jobs`, `2`, `schema`, `functions`. A key that says of which property it is stays as it is: `appId='1'`.
 *
 * @param path percent-encoded
 */
export function pathSegments(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeSegment)
    .flatMap(unkeyed);
}

/**
 * @param namespace what stands before the names of types and actions: `microsoft.graph.`, or nothing
 */
export function withNamespace(segments: readonly string[], namespace: string): readonly string[] {
  return segments.map((segment) => segment.replace(NAMESPACE, namespace));
}

export const hasNamespace = (segment: string): boolean => NAMESPACE.test(segment);

/** @returns property and value of `appId='…'`; `undefined` for a plain key */
export function alternateKey(key: string): { readonly property: string; readonly value: string } | undefined {
  const [, property, value] = ALTERNATE_KEY.exec(key) ?? [];
  return property === undefined ? undefined : { property, value: unescaped(value ?? '') };
}

function unkeyed(segment: string): readonly string[] {
  const [, name, key] = KEYED.exec(segment) ?? [];
  if (name === undefined || key === undefined) return [segment];
  if (key.trim() === '') return [name];
  const quoted = QUOTED.exec(key.trim())?.[1];
  return [name, quoted === undefined ? key.trim() : unescaped(quoted)];
}

const unescaped = (text: string) => text.replaceAll("''", "'");

/** A stray `%` stands for itself: then nothing of that name exists, which is answer enough. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
