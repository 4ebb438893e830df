/**
 * Elements of collections that come back without a `type`. Many services drop it: what was written as the work e-mail is
 * then an e-mail like any other, would never be found again, and would be added once more with each upload. So elements
 * without a type are given those that the job asks for and that no other element has: `work` goes to the primary element,
 * else to the first, and the others follow in the order in which they were written.
 */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { parseScimPath } from './path';
import { member, withMember } from './resource';

export interface LabelledUser {
  readonly resource: JsonObject;
  /** Attributes, in lower case, whose elements came without type: a path with a filter selects none of them. */
  readonly untyped: ReadonlySet<string>;
}

export interface Labels {
  /** Remembers which elements the job speaks of. @param names target attributes, in the order of the schema */
  note(names: readonly string[]): void;
  label(resource: JsonObject): LabelledUser;
}

export function createLabels(): Labels {
  /** By attribute in lower case: the types of its elements, `work` first. */
  const known = new Map<string, { readonly name: string; readonly types: string[] }>();
  const noted = new Set<string>();

  function noteOne(name: string): void {
    noted.add(name);
    const { schema, attribute, element } = parseScimPath(name);
    const type =
      element?.length === 1 && element[0]?.subAttribute.toLowerCase() === 'type' ? element[0].equals : undefined;
    if (schema !== undefined || typeof type !== 'string') return;
    const { types } = known.get(attribute.toLowerCase()) ?? { types: [] };
    if (types.some((one) => isSame(one, type))) return;
    known.set(attribute.toLowerCase(), {
      name: attribute,
      types: isSame(type, 'work') ? [type, ...types] : [...types, type],
    });
  }

  return {
    note(names) {
      for (const name of names) if (!noted.has(name) && name.includes('[')) noteOne(name);
    },
    label(resource) {
      const untyped = new Set<string>();
      let labelled = resource;
      for (const [key, { name, types }] of known) {
        const json = member(resource, name);
        if (json === undefined) continue;
        const elements = asElements(json);
        if (Array.isArray(json) && json.every(isJsonObject) && elements.every(isTyped)) continue;
        untyped.add(key);
        labelled = withMember(labelled, name, withTypes(elements, types));
      }
      return { resource: labelled, untyped };
    },
  };
}

/** Some services have a text, or one object, where the standard has a list of objects. */
function asElements(json: Json): readonly JsonObject[] {
  const items: readonly Json[] = Array.isArray(json) ? json : [json as Json];
  return items.flatMap((item) => (isJsonObject(item) ? [item] : item === null ? [] : [{ value: item }]));
}

function isTyped(element: JsonObject): boolean {
  const type = member(element, 'type');
  return typeof type === 'string' && type.trim() !== '';
}

function withTypes(elements: readonly JsonObject[], types: readonly string[]): readonly JsonObject[] {
  const taken = elements.filter(isTyped).map((element) => String(member(element, 'type')));
  const free = types.filter((type) => !taken.some((one) => isSame(one, type)));
  const bare = elements.filter((element) => !isTyped(element));
  const inOrder = [...bare.filter(isPrimary), ...bare.filter((element) => !isPrimary(element))];
  const given = new Map(
    inOrder.flatMap((element, index) => (free[index] === undefined ? [] : [[element, free[index]]])),
  );
  return elements.map((element) => {
    const type = given.get(element);
    return type === undefined ? element : withMember(element, 'type', type);
  });
}

function isPrimary(element: JsonObject): boolean {
  return String(member(element, 'primary')).toLowerCase() === 'true';
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
