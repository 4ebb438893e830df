/** A person's data as the log's import step shows it: one line per attribute, named as the source schema names them. */
import { printScalar } from '../value';
import { isJsonObject, type Json, type JsonObject } from './json';

/**
 * Names are those of attribute paths (`attributePath.ts`): `name.givenName`, `emails[type eq "work"].value`,
 * `urn:…:User:department`; the manager is shown by source anchor. What has no value is left out.
 *
 * @param data in canonical spelling
 * @param secret attributes to show as `[Redact]`; passwords always are
 */
export function flattenUser(data: JsonObject, secret: ReadonlySet<string> = NONE): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const name of Object.keys(data)) {
    if (name === 'schemas') continue;
    const value = data[name];
    if (isJsonObject(value) && /^urn:/i.test(name))
      flattenMembers(value, EXTENSIONS.get(name) ?? remember(EXTENSIONS, name, `${name}:`), lines, secret);
    else flatten(value, name, lines, secret);
  }
  return lines;
}

const NONE: ReadonlySet<string> = new Set();

type Lines = Record<string, string>;

/** Nobody reads a longer name, and a payload may nest as deep as it likes: what is called so is not shown. */
const LONGEST_NAME = 500;

function flatten(value: Json | undefined, name: string, lines: Lines, secret: ReadonlySet<string>): void {
  if (value === undefined || value === null || name.length > LONGEST_NAME) return;
  if (isJsonObject(value)) {
    // A complex value stands for its `value`: a manager's `displayName` and `$ref` are ignored (spec/wire-contract.md 2.2).
    if (typeof value.value === 'string') add(lines, name, value.value, secret);
    else flattenMembers(value, MEMBERS.get(name) ?? remember(MEMBERS, name, `${name}.`), lines, secret);
  } else if (typeof value === 'object') {
    flattenElements(value, name, lines, secret);
  } else {
    add(lines, name, printScalar(value), secret);
  }
}

function flattenMembers(value: JsonObject, names: Names, lines: Lines, secret: ReadonlySet<string>): void {
  for (const member of Object.keys(value)) flatten(value[member], nameOf(names, member), lines, secret);
}

/** Elements are told apart by their type. One without is called what reads it: `work` when it is alone. */
function flattenElements(elements: readonly Json[], name: string, lines: Lines, secret: ReadonlySet<string>): void {
  const plain: string[] = [];
  for (const [index, element] of elements.entries()) {
    if (isJsonObject(element)) {
      flattenElement(element, namesOfElement(name, whichOf(element, index, elements.length)), lines, secret);
    } else if (element !== null && typeof element !== 'object') {
      plain.push(printScalar(element));
    }
  }
  if (plain.length > 0) add(lines, name, plain.join(', '), secret);
}

/** Its type, or else its number. */
function whichOf({ type }: JsonObject, index: number, count: number): string | number {
  if (typeof type === 'string' && type !== '') return type;
  return count === 1 ? 'work' : index;
}

function flattenElement(element: JsonObject, names: Names, lines: Lines, secret: ReadonlySet<string>): void {
  for (const member of Object.keys(element)) {
    if (member === 'type' || member === 'primary') continue;
    flatten(element[member], nameOf(names, member), lines, secret);
  }
}

/** The first of several with one name is the one that is read. */
function add(lines: Lines, name: string, text: string, secret: ReadonlySet<string>): void {
  lines[name] ??= (secret.size > 0 && secret.has(name)) || isPassword(name) ? '[Redact]' : text;
}

/** `password` at the end, in any case. Asked of every line, so the cheap question goes first. */
function isPassword(name: string): boolean {
  const last = name.charCodeAt(name.length - 1) | 0x20; // lower case
  return last === 0x64 && /password$/i.test(name);
}

/**
 * Names of what lies below one, put together once: people have much the same ones, and putting them together anew for each
 * would cost more than everything else here. Bounded, because payloads name their own attributes.
 */
interface Names {
  readonly prefix: string;
  /** By member. */
  readonly known: Map<string, string>;
}

const MEMBERS = new Map<string, Names>();
const EXTENSIONS = new Map<string, Names>();
/** By the collection's name, then by the element's type or number. */
const ELEMENTS = new Map<string, Map<string | number, Names>>();
const MOST_PREFIXES = 100;
const MOST_MEMBERS = 100;

function namesOfElement(name: string, which: string | number): Names {
  let elements = ELEMENTS.get(name);
  if (elements === undefined) {
    elements = new Map();
    if (ELEMENTS.size < MOST_PREFIXES && name.length <= LONGEST_NAME) ELEMENTS.set(name, elements);
  }
  return elements.get(which) ?? remember(elements, which, `${name}[${filterFor(which)}].`);
}

const filterFor = (which: string | number) => (typeof which === 'number' ? which : `type eq "${which}"`);

function remember<K>(kept: Map<K, Names>, key: K, prefix: string): Names {
  const names: Names = { prefix, known: new Map() };
  if (kept.size < MOST_PREFIXES && prefix.length <= LONGEST_NAME) kept.set(key, names);
  return names;
}

function nameOf({ prefix, known }: Names, member: string): string {
  const name = known.get(member);
  if (name !== undefined) return name;
  const made = prefix + member;
  if (known.size < MOST_MEMBERS && made.length <= LONGEST_NAME) known.set(member, made);
  return made;
}
