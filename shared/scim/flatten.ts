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
    if (isJsonObject(value) && /^urn:/i.test(name)) flattenMembers(value, `${name}:`, lines, secret);
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
    else flattenMembers(value, `${name}.`, lines, secret);
  } else if (typeof value === 'object') {
    flattenElements(value, name, lines, secret);
  } else {
    add(lines, name, printScalar(value), secret);
  }
}

function flattenMembers(value: JsonObject, prefix: string, lines: Lines, secret: ReadonlySet<string>): void {
  const names = namesBelow(prefix);
  for (const member of Object.keys(value)) flatten(value[member], nameOf(names, prefix, member), lines, secret);
}

/** Elements are told apart by their type. One without is called what reads it: `work` when it is alone. */
function flattenElements(elements: readonly Json[], name: string, lines: Lines, secret: ReadonlySet<string>): void {
  const plain: string[] = [];
  for (const [index, element] of elements.entries()) {
    if (isJsonObject(element)) {
      flattenElement(element, `${name}[${filterOf(element, index, elements.length)}].`, lines, secret);
    } else if (element !== null && typeof element !== 'object') {
      plain.push(printScalar(element));
    }
  }
  if (plain.length > 0) add(lines, name, plain.join(', '), secret);
}

function filterOf({ type }: JsonObject, index: number, count: number): string {
  if (typeof type === 'string' && type !== '') return `type eq "${type}"`;
  return count === 1 ? 'type eq "work"' : String(index);
}

function flattenElement(element: JsonObject, prefix: string, lines: Lines, secret: ReadonlySet<string>): void {
  const names = namesBelow(prefix);
  for (const member of Object.keys(element)) {
    if (member === 'type' || member === 'primary') continue;
    flatten(element[member], nameOf(names, prefix, member), lines, secret);
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
 * Names by prefix and member, put together once: people have much the same ones, and putting them together anew for each
 * would cost more than everything else here. Bounded, because payloads name their own attributes.
 */
const KNOWN_NAMES = new Map<string, Map<string, string>>();
const MOST_PREFIXES = 100;
const MOST_MEMBERS = 100;

function namesBelow(prefix: string): Map<string, string> {
  const known = KNOWN_NAMES.get(prefix);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  if (KNOWN_NAMES.size < MOST_PREFIXES && prefix.length <= LONGEST_NAME) KNOWN_NAMES.set(prefix, names);
  return names;
}

function nameOf(names: Map<string, string>, prefix: string, member: string): string {
  const known = names.get(member);
  if (known !== undefined) return known;
  const name = prefix + member;
  if (names.size < MOST_MEMBERS && name.length <= LONGEST_NAME) names.set(member, name);
  return name;
}
