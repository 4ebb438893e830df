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
 * Anything else is `null`. A lone element without a `type` answers to `"work"` (spec/wire-contract.md 2.2): clients send
 * `phoneNumbers: [{"value": "…"}]`. Core names are expected in their canonical case; see `canonical.ts`.
 */
import type { Scalar, Value } from '../value';
import { isJsonObject, type Json, type JsonObject } from './json';

/** Reads an attribute from the object it belongs to: the person, or one of the person's extension objects. */
interface Reader {
  /** The attribute's value; `null` when it is absent, null, or a complex value without a `value`. */
  readonly read: (data: JsonObject) => Value;
  /**
   * Whether the complex object or collection element that holds the attribute is part of the payload; always true for
   * top-level attributes, those of an extension included. Null flow asks: an omitted sub-attribute is cleared only where
   * its container was sent (spec/engine.md 3.6).
   */
  readonly containerPresent: (data: JsonObject) => boolean;
}

export interface AttributePath extends Reader {
  readonly name: string;
}

export function compileAttributePath(name: string): AttributePath {
  const { read, containerPresent } = isUrn(name) ? extensionReader(name) : localReader(name);
  return {
    name,
    read: (data) => {
      const flattened = data[name];
      return flattened === undefined ? read(data) : toValue(flattened);
    },
    containerPresent: (data) => data[name] !== undefined || containerPresent(data),
  };
}

function isUrn(name: string): boolean {
  return /^urn:/i.test(name);
}

/** Every colon may end the URN; the longest URN that the record has an object for wins. */
function extensionReader(name: string): Reader {
  const path = name.split('[', 1)[0] ?? name; // a colon within a filter is text
  const candidates = [...path.matchAll(/:/g)].reverse().map(({ index }) => ({
    urn: name.slice(0, index),
    member: localReader(name.slice(index + 1)),
  }));
  const isTopLevel = candidates[0]?.member.containerPresent({}) ?? true;
  return {
    read: (data) => {
      for (const { urn, member } of candidates) {
        const extension = data[urn];
        if (isJsonObject(extension)) return member.read(extension);
      }
      return null;
    },
    containerPresent: (data) => {
      for (const { urn, member } of candidates) {
        const extension = data[urn];
        if (isJsonObject(extension)) return member.containerPresent(extension);
      }
      return isTopLevel;
    },
  };
}

type Part = Json | undefined;
/** From a value to a part of it. */
type Step = (from: Part) => Part;

function localReader(path: string): Reader {
  const steps = parsePath(path) ?? [member(path)];
  const last = steps.pop();
  if (last === undefined || steps.length === 0) {
    return { read: (data) => toValue(data[path]), containerPresent: () => true };
  }
  const container = (data: JsonObject) => steps.reduce<Part>((part, step) => step(part), data);
  return {
    read: (data) => toValue(last(container(data))),
    containerPresent: (data) => container(data) !== undefined,
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
  const matches = (element: Json) => String(key(element)).toLowerCase() === wanted;
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

/** A list keeps its scalars and its elements' `value`; an empty one is no value. */
function toValue(part: Part): Value {
  if (isScalar(part)) return part;
  if (!isArray(part)) return scalarOf(part);
  const values = part.map(scalarOf).filter((value) => value !== null);
  return values.length === 0 ? null : values;
}

function scalarOf(part: Part): Scalar | null {
  if (isScalar(part)) return part;
  const value = isJsonObject(part) ? part.value : undefined;
  return isScalar(value) ? value : null;
}

function isScalar(part: Part): part is string | number | boolean {
  return typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean';
}

function isArray(part: Part): part is readonly Json[] {
  return Array.isArray(part);
}
