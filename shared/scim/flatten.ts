/** A person's data as the log's import step shows it: one line per attribute, named as the source schema names them. */
import { printScalar } from '../engine/value';
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

function flatten(value: Json | undefined, name: string, lines: Lines, secret: ReadonlySet<string>): void {
  if (value === undefined || value === null) return;
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
  for (const member of Object.keys(value)) flatten(value[member], prefix + member, lines, secret);
}

/** Elements are told apart by their type. One without is called what reads it: `work` when it is alone. */
function flattenElements(elements: readonly Json[], name: string, lines: Lines, secret: ReadonlySet<string>): void {
  const plain: string[] = [];
  elements.forEach((element, index) => {
    if (isJsonObject(element)) {
      const { type, primary, ...members } = element;
      const isTyped = typeof type === 'string' && type !== '';
      const place = isTyped || elements.length === 1 ? `type eq "${isTyped ? type : 'work'}"` : String(index);
      flattenMembers(members, `${name}[${place}].`, lines, secret);
    } else if (element !== null && typeof element !== 'object') {
      plain.push(printScalar(element));
    }
  });
  if (plain.length > 0) add(lines, name, plain.join(', '), secret);
}

/** The first of several with one name is the one that is read. */
function add(lines: Lines, name: string, text: string, secret: ReadonlySet<string>): void {
  lines[name] ??= secret.has(name) || /password$/i.test(name) ? '[Redact]' : text;
}
