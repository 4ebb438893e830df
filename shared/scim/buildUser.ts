/**
 * A SCIM user put together from values by attribute name: the way back of `attributePath.ts`. What is written under a name
 * is read by it, and two names never disturb each other; names that would are refused together (spec/hands.md 1.6).
 */
import type { Scalar, Value } from '../value';
import type { Json } from './json';
import { CORE_USER, ENTERPRISE_USER } from './urns';

/** A user that is being put together. */
export type UserDraft = Record<string, Json | undefined>;

export interface UserBuilder {
  /** @param valueFor the value of each name, in their order, with its place among them; `undefined` leaves the attribute out */
  build(valueFor: (name: string, index: number) => Value | undefined): UserDraft;
}

export type UserBuilderVerdict =
  | { readonly ok: true; readonly builder: UserBuilder }
  | { readonly ok: false; readonly faults: readonly NameFault[] };

export interface NameFault {
  readonly name: string;
  readonly message: string;
}

/** One way down: a member, and within a list the element that the filter asks for. */
interface Step {
  readonly member: string;
  readonly filter?: Filter;
}

interface Filter {
  readonly attribute: string;
  readonly value: string | boolean;
}

interface Place {
  readonly name: string;
  /** The extension it is a member of; `undefined` for the user itself. */
  readonly urn: string | undefined;
  readonly steps: readonly Step[];
}

/** A place as it is written, told once: files have many rows. */
interface Writer {
  readonly name: string;
  readonly urn: string | undefined;
  readonly isComplex: boolean;
  write(user: UserDraft, value: Json): void;
}

/** @param names as source schemas spell them */
export function userBuilder(names: readonly string[]): UserBuilderVerdict {
  const places: Place[] = [];
  const faults: NameFault[] = [];
  for (const name of names) {
    const place = placeOf(name);
    if (typeof place === 'string') faults.push({ name, message: place });
    else places.push(place);
  }
  faults.push(...disturbances(places));
  if (faults.length > 0) return { ok: false, faults };
  const writers = places.map(writerOf);
  return { ok: true, builder: { build: (valueFor) => build(writers, valueFor) } };
}

function build(writers: readonly Writer[], valueFor: Parameters<UserBuilder['build']>[0]): UserDraft {
  const schemas: string[] = [CORE_USER];
  const user: UserDraft = { schemas };
  writers.forEach(({ name, urn, isComplex, write }, index) => {
    const value = valueFor(name, index);
    if (value === undefined) return;
    if (urn !== undefined && !schemas.includes(urn)) schemas.push(urn);
    write(user, toJson(value, isComplex));
  });
  return user;
}

function writerOf({ name, urn, steps }: Place): Writer {
  const write = writeBelow(steps);
  return {
    name,
    urn,
    isComplex: isManager(urn, steps),
    write: urn === undefined ? write : (user, value) => write(memberOf(user, urn), value),
  };
}

/** Canonical clients send the manager as a complex value; what has no value is none. */
function isManager(urn: string | undefined, steps: readonly Step[]): boolean {
  return urn?.toLowerCase() === ENTERPRISE_USER.toLowerCase() && steps.length === 1 && steps[0]?.member === 'manager';
}

function toJson(value: Value, isComplex: boolean): Json {
  if (value === null) return null;
  const json = typeof value === 'object' ? value.map(scalarToJson) : scalarToJson(value);
  return isComplex ? { value: json } : json;
}

/** JSON has no whole numbers beyond 2^53 that everybody reads alike: those are text. */
function scalarToJson(value: Scalar): string | number | boolean {
  return typeof value === 'bigint' ? String(value) : value;
}

function writeBelow([step, ...below]: readonly Step[]): Writer['write'] {
  if (step === undefined) return () => undefined;
  const { member, filter } = step;
  const write = writeBelow(below);
  if (filter !== undefined) return (into, value) => write(elementOf(into, member, filter), value);
  if (below.length > 0) return (into, value) => write(memberOf(into, member), value);
  return (into, value) => {
    into[member] = value;
  };
}

function memberOf(into: UserDraft, name: string): UserDraft {
  into[name] ??= {};
  return into[name] as UserDraft;
}

function elementOf(into: UserDraft, name: string, { attribute, value }: Filter): UserDraft {
  into[name] ??= [];
  const elements = into[name] as UserDraft[];
  const isIt = (element: UserDraft) => Object.keys(element)[0] === attribute && same(element[attribute], value);
  const known = elements.find(isIt);
  if (known !== undefined) return known;
  const element = { [attribute]: value };
  elements.push(element);
  return element;
}

const same = (one: unknown, other: unknown) => String(one).toLowerCase() === String(other).toLowerCase();

/** @returns why not, where the name is none that can be written */
function placeOf(name: string): Place | string {
  if (name.trim() === '') return 'An attribute needs a name.';
  const [urn, path] = splitUrn(name);
  const steps = readSteps(path);
  if (typeof steps === 'string') return steps;
  const [first] = steps;
  if (urn === undefined && first?.member.toLowerCase() === 'schemas')
    return 'schemas says which attributes there are and is filled in by itself.';
  if ([urn, ...steps.flatMap(({ member, filter }) => [member, filter?.attribute])].some(isForbidden)) {
    return 'That name is not for attributes.';
  }
  const rewritesKey = steps.some(
    ({ filter }, index) => filter !== undefined && writesKey(steps.slice(index + 1), filter),
  );
  if (rewritesKey) return 'An element cannot be written what it is found by.';
  if (/^password$/i.test(steps.at(-1)?.member ?? '')) return 'Passwords are generated, never provisioned.';
  return { name, urn, steps };
}

/** It is no member but an object's prototype. */
const isForbidden = (name: string | undefined) => name === '__proto__';

/** The last colon outside of a filter ends the URN. */
function splitUrn(name: string): readonly [string | undefined, string] {
  if (!/^urn:/i.test(name)) return [undefined, name];
  const plain = name.split('[', 1)[0] ?? name;
  const colon = plain.lastIndexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1)];
}

const SEGMENT = /([^.[\]]+)(?:\[\s*(\w+)\s+eq\s+(?:"([^"]+)"|(true|false))\s*\])?(?:\.(?=.)|$)/iy;

function readSteps(path: string): Step[] | string {
  const segment = new RegExp(SEGMENT);
  const steps: Step[] = [];
  while (segment.lastIndex < path.length) {
    const [, member, attribute, text, flag] = segment.exec(path) ?? [];
    if (member === undefined)
      return 'Expected a name such as displayName, name.givenName or emails[type eq "work"].value.';
    const filter = attribute === undefined ? undefined : { attribute, value: text ?? flag?.toLowerCase() === 'true' };
    steps.push(filter === undefined ? { member } : { member, filter });
  }
  if (steps.length === 0) return 'An attribute needs a name.';
  if (steps.at(-1)?.filter !== undefined)
    return 'An element is written member by member: add .value, or another member.';
  return steps;
}

/** Names of which one would be read where another was written. */
function disturbances(places: readonly Place[]): readonly NameFault[] {
  return places.flatMap((place, index) => {
    const other = places.slice(0, index).find((earlier) => disturb(earlier, place));
    return other === undefined ? [] : [{ name: place.name, message: `It cannot be mapped beside ${other.name}.` }];
  });
}

function disturb(one: Place, other: Place): boolean {
  if (!sameText(one.urn, other.urn)) return isNamedAs(one, other) || isNamedAs(other, one);
  return one.urn !== other.urn || stepsDisturb(one.steps, other.steps);
}

const sameText = (one: string | undefined, other: string | undefined) => one?.toLowerCase() === other?.toLowerCase();

/** An extension that is called as the other name is would be read as a flattened member. */
function isNamedAs({ urn }: Place, { name }: Place): boolean {
  return urn !== undefined && sameText(urn, name);
}

function stepsDisturb([one, ...belowOne]: readonly Step[], [other, ...belowOther]: readonly Step[]): boolean {
  if (one === undefined || other === undefined) return true; // one is the other, or holds it
  if (!sameText(one.member, other.member)) return false;
  if (one.member !== other.member) return true; // two spellings of one name
  if (one.filter === undefined && other.filter === undefined) return stepsDisturb(belowOne, belowOther);
  if (one.filter === undefined || other.filter === undefined) return true;
  if (writesKey(belowOne, other.filter) || writesKey(belowOther, one.filter)) return true;
  if (!sameText(one.filter.attribute, other.filter.attribute) || !same(one.filter.value, other.filter.value))
    return false;
  return one.filter.attribute !== other.filter.attribute || stepsDisturb(belowOne, belowOther);
}

/** What an element is found by is not written into another. */
function writesKey([step]: readonly Step[], { attribute }: Filter): boolean {
  return step !== undefined && sameText(step.member, attribute);
}
