/** How a service with switches carries a PATCH out (RFC 7644, 3.5.2), and what it does not understand of one. */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';

export interface PatchRules {
  /** What is done about an operation that is not understood; it is passed over in silence by default. */
  readonly refusesWith?: { readonly status: number; readonly scimType: string };
  readonly paths?: 'never' | 'always' | 'withoutFilter';
  /** Of several operations the first alone is carried out, or none. */
  readonly operations?: 'first' | 'refused';
  readonly names?: 'capitalized' | 'lowerCase';
  readonly booleans?: 'text' | 'json';
  /** Forms of a manager that are understood. */
  readonly managers?: 'object' | 'text' | 'list';
  /** Removing is not understood; replacing by null is. */
  readonly removes?: false;
}

interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: Json;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATH = /^(?:(urn:.*:)?(\w+))(?:\[(\w+) eq "([^"]*)"\])?(?:\.(\w+))?$/;

/** @returns the user as it is afterwards; or the refusal */
export function patched(user: JsonObject, body: JsonObject, rules: PatchRules): JsonObject {
  const operations = (body.Operations ?? []) as unknown as readonly Operation[];
  if (rules.operations === 'refused' && operations.length > 1) return { status: 400, scimType: 'invalidSyntax' };
  const carriedOut = rules.operations === 'first' ? operations.slice(0, 1) : operations;
  let next = user;
  for (const operation of carriedOut) {
    if (isUnderstood(operation, rules)) next = apply(next, operation);
    else if (rules.refusesWith !== undefined) return { ...rules.refusesWith };
  }
  return next;
}

function isUnderstood({ op, path, value }: Operation, rules: PatchRules): boolean {
  const isCapital = /^[A-Z]/.test(op);
  if (rules.names !== undefined && isCapital !== (rules.names === 'capitalized')) return false;
  if (path === undefined ? rules.paths === 'always' : rules.paths === 'never') return false;
  if (rules.paths === 'withoutFilter' && path?.includes('[')) return false;
  if (rules.removes === false && op.toLowerCase() === 'remove') return false;
  if (/manager$/.test(path ?? '') && value !== undefined && value !== null && !fits(value, rules.managers))
    return false;
  const nested = path === undefined && isJsonObject(value) ? value[ENTERPRISE] : undefined;
  const manager = isJsonObject(nested) ? nested.manager : undefined;
  if (manager !== undefined && manager !== null && !fits(manager, rules.managers)) return false;
  const active = path === 'active' ? value : path === undefined && isJsonObject(value) ? value.active : undefined;
  return (
    active === undefined ||
    rules.booleans === undefined ||
    typeof active === (rules.booleans === 'text' ? 'string' : 'boolean')
  );
}

function fits(manager: Json, form: PatchRules['managers']): boolean {
  const isList = Array.isArray(manager);
  const actual = isList ? 'list' : typeof manager === 'string' ? 'text' : 'object';
  return form === undefined || form === actual;
}

function apply(user: JsonObject, { op, path, value }: Operation): JsonObject {
  const isRemoval = op.toLowerCase() === 'remove';
  if (path === undefined) return isJsonObject(value) ? merged(user, value) : user;
  const match = PATH.exec(path === 'manager' ? `${ENTERPRISE}:manager` : path);
  const [, urn, attribute = '', key, wanted, part] = match ?? [];
  const given = isRemoval ? null : typed(attribute, value ?? null);
  if (urn !== undefined) {
    const extension = urn.slice(0, -1);
    const before = isJsonObject(user[extension]) ? user[extension] : {};
    return set(user, extension, set(before, attribute, given));
  }
  if (key !== undefined) return set(user, attribute, elements(user[attribute], [key, wanted ?? ''], part, given));
  if (part !== undefined) {
    return set(user, attribute, set(isJsonObject(user[attribute]) ? user[attribute] : {}, part, given));
  }
  const before = user[attribute];
  const adds = op.toLowerCase() === 'add' && Array.isArray(before) && Array.isArray(given);
  return set(user, attribute, adds ? [...before, ...given] : given);
}

/** Each attribute replaced, parts of complex ones and of extensions merged. */
function merged(user: JsonObject, values: JsonObject): JsonObject {
  return Object.entries(values).reduce<JsonObject>((next, [name, value = null]) => {
    const before = next[name];
    const both = isJsonObject(before) && isJsonObject(value) ? merged(before, value) : typed(name, value);
    return set(next, name, both);
  }, user);
}

function elements(
  held: Json | undefined,
  [key, wanted]: [string, string],
  part: string | undefined,
  value: Json,
): Json {
  const list = (Array.isArray(held) ? held : []).filter(isJsonObject);
  const isIt = (one: JsonObject) => String(one[key]) === wanted;
  if (part === undefined) return value === null ? list.filter((one) => !isIt(one)) : list;
  if (list.some(isIt)) return list.map((one) => (isIt(one) ? set(one, part, value) : one));
  return value === null ? list : [...list, { [key]: wanted, [part]: value }];
}

function set(object: JsonObject, name: string, value: Json): JsonObject {
  const { [name]: _, ...others } = object;
  const isNone = value === null || (Array.isArray(value) && value.length === 0);
  return isNone ? others : { ...others, [name]: value };
}

const typed = (name: string, value: Json): Json =>
  name === 'active' && typeof value === 'string' ? value.toLowerCase() === 'true' : value;
