/** Two JSON documents, place by place: what a schema or a configuration has become. Pure. */

export interface PathDifference {
  /** `synchronizationRules[0].objectMappings[0].attributeMappings[jobTitle].source.expression`. */
  readonly path: string;
  /** `undefined` where there is nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Those that an entry of a list is found again by, the surest first. */
const NAMES = ['targetAttributeName', 'key', 'name', 'displayName', 'id'] as const;

/** In the order of what is new, and what is gone behind it. */
export function differencesOf(before: unknown, after: unknown, path = ''): readonly PathDifference[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (isObject(before) && isObject(after)) return ofMembers(before, after, (name) => below(path, name));
  return [{ path, before, after }];
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const below = (path: string, name: string) => {
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};

function ofMembers(before: Members, after: Members, at: (name: string) => string): readonly PathDifference[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].flatMap((name) => differencesOf(own(before, name), own(after, name), at(name)));
}

const own = (members: Members, name: string) => (Object.hasOwn(members, name) ? members[name] : undefined);

/** By name where each has one of its own, so that one that was put in between moves no others; else place by place. */
function ofLists(before: readonly unknown[], after: readonly unknown[], path: string): readonly PathDifference[] {
  const name = NAMES.find((one) => namesAll(before, one) && namesAll(after, one));
  const keyed = (list: readonly unknown[]): Members =>
    Object.fromEntries(list.map((one, index) => [name === undefined ? index : String((one as Members)[name]), one]));
  return ofMembers(keyed(before), keyed(after), (key) => `${path}[${key}]`);
}

function namesAll(list: readonly unknown[], name: string): boolean {
  const values = list.map((one) => (isObject(one) ? one[name] : undefined));
  return values.every((value) => typeof value === 'string' && value !== '') && new Set(values).size === values.length;
}
