/**
 * Source attribute names, compiled once into functions that read them from a person's data.
 *
 * A name is the exact text between the brackets of an expression, and is resolved in this order (spec/engine.md 1.3):
 *
 * | name                               | reads                                                                   |
 * |------------------------------------|-------------------------------------------------------------------------|
 * | any                                | the member of exactly that name, for records that were flattened before |
 * | `urn:…:User:department`            | member of the extension object; the longest URN the record has wins     |
 * | `name.givenName`                   | nested member                                                           |
 * | `emails[type eq "work"].value`     | first element whose `type` is the text, whatever its case               |
 * | `emails[primary eq true].value`    | the primary element                                                     |
 * | `urn:…:User:manager`               | `manager.value`: a complex value stands for its `value`                 |
 * | `emails`, `emails.value`           | the list of all values                                                  |
 *
 * Anything else is `null`, and so are members of a list that are blank. A lone element without a `type` answers to `"work"` (spec/wire-contract.md 2.2): clients send
 * `phoneNumbers: [{"value": "…"}]`. Core names are expected in their canonical case; see `canonical.ts`.
 */
import { isBlankText, type Scalar, type Value } from '../value';
import { isJsonObject, type Json, type JsonObject } from './json';

/** Reads an attribute from the object it belongs to: the person, or one of the person's extension objects. */
interface Reader {
  /** What is there, as it was sent. */
  readonly part: (data: JsonObject) => Part;
  /**
   * Whether anything was said about the attribute, be it that it has no value. What was left out says nothing; what is
   * blank says so of everything below it; an element that is not in a list that was sent was not spoken of, nor is what an
   * object has no `value` for, such as a manager of whom only the name was sent.
   */
  readonly said: (data: JsonObject) => boolean;
}

export interface AttributePath {
  readonly name: string;
  /** What is there, as it was sent; `valueIn` and `hasValuelessElements` tell what that is. */
  readonly part: (data: JsonObject) => Part;
  /** The value of that. */
  readonly read: (data: JsonObject) => Value;
  readonly said: (data: JsonObject) => boolean;
}

export function compileAttributePath(name: string): AttributePath {
  const { part, said } = isUrn(name) ? extensionReader(name) : localReader(name, true);
  const partOf = (data: JsonObject) => {
    const flattened = data[name];
    return flattened === undefined ? part(data) : flattened;
  };
  return {
    name,
    part: partOf,
    read: (data) => valueIn(partOf(data)),
    said: (data) => (data[name] !== undefined || said(data)) && !lacksValue(partOf(data)),
  };
}

/** Whether it is a list with elements from which no value can be had, such as objects without a `value`. */
export function hasValuelessElements(part: Part): boolean {
  return isArray(part) && part.some((element) => scalarOf(element) === null && !isNothing(standsFor(element)));
}

function isUrn(name: string): boolean {
  return /^urn:/i.test(name);
}

/** Every colon may end the URN; the longest URN that the record has an object for wins. */
function extensionReader(name: string): Reader {
  const path = name.split('[', 1)[0] ?? name; // a colon within a filter is text
  const candidates = [...path.matchAll(/:/g)].reverse().map(({ index }) => ({
    urn: name.slice(0, index),
    member: localReader(name.slice(index + 1), false),
  }));
  return {
    part: (data) => {
      for (const { urn, member } of candidates) {
        const extension = data[urn];
        if (isJsonObject(extension)) return member.part(extension);
      }
      return undefined;
    },
    said: (data) => {
      for (const { urn, member } of candidates) {
        const extension = data[urn];
        if (extension !== undefined) return isJsonObject(extension) ? member.said(extension) : isNothing(extension);
      }
      return false;
    },
  };
}

export type Part = Json | undefined;
/** From a value to a part of it. */
type Step = (from: Part) => Part;

/** @param ofUser false within an extension, where nothing is called `name` as the user's is */
function localReader(path: string, ofUser: boolean): Reader {
  const steps = parsePath(path) ?? [member(path)];
  const last = steps.pop();
  if (last === undefined || steps.length === 0) {
    return { part: (data) => data[path], said: (data) => data[path] !== undefined };
  }
  const [top = ''] = path.split(/[.[]/, 1);
  const container = (data: JsonObject) => {
    let whole: Part = data;
    for (const step of steps) whole = step(whole);
    return whole;
  };
  // The values of all elements are the list itself: an element without one must not vanish from it (spec/payload.md 3.3).
  const isValues = path.endsWith('.value');
  const part = (data: JsonObject) => {
    const whole = container(data);
    return isValues && isArray(whole) ? whole : last(whole);
  };
  const spokenOf = path.endsWith(']') ? part : container;
  return {
    part,
    said: (data) => {
      const entry = data[top];
      if (entry === undefined) return false;
      // The members of `name` are told one by one, those of a list or another complex value all together.
      if (ofUser && top === 'name') return isJsonObject(entry) ? part(data) !== undefined : isNothing(entry);
      return isNothing(entry) || spokenOf(data) !== undefined;
    },
  };
}

/** `name`, or `name[attribute eq "text"]`, or `name[attribute eq true]`; then a dot and more, or the end. */
const SEGMENT = /([^.[\]]+)(?:\[\s*(\w+)\s+eq\s+(?:"([^"]*)"|(true|false))\s*\])?(?:\.(?=.)|$)/iy;

/** @returns the steps of a dotted path, or `undefined` for text that is none */
function parsePath(path: string): Step[] | undefined {
  const segment = new RegExp(SEGMENT);
  const steps: Step[] = [];
  while (segment.lastIndex < path.length) {
    const [, name, attribute, text, flag] = segment.exec(path) ?? [];
    if (name === undefined) return undefined;
    steps.push(member(name));
    if (attribute !== undefined) steps.push(elementWhere(attribute, (text ?? flag ?? '').toLowerCase()));
  }
  return steps;
}

function member(name: string): Step {
  const of = (from: Part): Part => (isJsonObject(from) ? from[name] : undefined);
  // A scalar element of a collection, `"emails": ["ann@contoso.com"]`, is its own value.
  const ofElement = (from: Part): Part => (name === 'value' && isScalar(from) ? from : of(from));
  return (from) => (isArray(from) ? from.map((element) => ofElement(element) ?? null) : ofElement(from));
}

/** @param wanted in lower case; SCIM compares `type` without case (RFC 7643, 7) */
function elementWhere(attribute: string, wanted: string): Step {
  const key = (element: Json) => (isJsonObject(element) ? element[attribute] : undefined) ?? '';
  const matches = (element: Json) => {
    const held = key(element);
    return held === wanted || String(held).toLowerCase() === wanted;
  };
  const isUntyped = (element: Json) => key(element) === '';
  const lonePasses = attribute.toLowerCase() === 'type' && wanted === 'work';
  return (from) => {
    if (from === undefined || from === null) return undefined;
    const elements = isArray(from) ? from : [from];
    const match = elements.find(matches);
    if (match !== undefined || !lonePasses) return match;
    const untyped = elements.filter(isUntyped);
    return untyped.length === 1 ? untyped[0] : undefined;
  };
}

/**
 * The attribute's value; `null` when it is absent, null, or a complex value without a `value`. A list keeps its scalars and
 * its elements' `value`, blank ones aside; an empty one is no value.
 */
export function valueIn(part: Part): Value {
  if (isScalar(part)) return part;
  if (!isArray(part)) return scalarOf(part);
  const values = part
    .map(scalarOf)
    .filter((value) => value !== null)
    .filter((value) => !isBlank(value));
  return values.length === 0 ? null : values;
}

function scalarOf(part: Part): Scalar | null {
  const value = standsFor(part);
  return isScalar(value) ? value : null;
}

/** What a value stands for: a complex one for its `value`, any other for itself. An object without members is none. */
function standsFor(part: Part): Part {
  if (!isJsonObject(part)) return part;
  return Object.keys(part).length > 0 ? part.value : null;
}

/** An object that has members, but none that it could stand for. */
function lacksValue(part: Part): boolean {
  return isJsonObject(part) && part.value === undefined && Object.keys(part).length > 0;
}

/** Said to be no value: null, blank text, an empty list, an object without members. */
function isNothing(part: Part): boolean {
  if (part === null || isBlank(part)) return true;
  if (isArray(part)) return part.every(isNothing);
  return isJsonObject(part) && Object.keys(part).length === 0;
}

function isBlank(part: unknown): boolean {
  return typeof part === 'string' && isBlankText(part);
}

function isScalar(part: Part): part is string | number | boolean {
  return typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean';
}

function isArray(part: Part): part is readonly Json[] {
  return Array.isArray(part);
}
