/**
 * Distinguished names (RFC 4514), as far as accounts and their containers need them: one attribute per step, values as
 * text. Names we write escape with hexadecimal pairs only, which every reader splits correctly, ldapts included: it
 * takes a comma after a backslash for part of the value, and would misread a value that ends in a backslash.
 */

import { canonicalName } from '../../engine/values/distinguishedName';

interface Step {
  readonly type: string;
  readonly value: string;
}

/** Needs escaping: RFC 4514 2.4, and line breaks, which Active Directory uses in the names of deleted objects. */
const SPECIAL = /[",+;<>=\\\0\r\n]|^[ #]| $/g;

const TYPE = /^(?:[a-z][a-z0-9-]*|\d+(?:\.\d+)*)$/i;
/** What may stand in a value: an escaped byte, an escaped character, or what needs no escaping. One way to read each. */
const VALUE = /^(?:\\[0-9a-f]{2}|\\[ "#+,;<=>\\]|[^\\",+;<>\0])*$/i;

/** The name of something called `value` directly below `container`. */
export function childName(value: string, container: string): string {
  return `${firstStep(value)},${container}`;
}

/** The first step of an account's name: `CN=Doe\2C Jane`. */
export function firstStep(value: string): string {
  return `CN=${value.replace(SPECIAL, (c) => `\\${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0').toUpperCase()}`)}`;
}

/** The name without its first step; empty at the root. */
export function parentName(dn: string): string {
  return steps(dn).slice(1).join(',');
}

export function isDistinguishedName(text: string): boolean {
  return parse(text) !== undefined;
}

/** Same object by name: case, blanks around separators and the manner of escaping do not matter. */
export function sameName(left: string, right: string): boolean {
  return canonicalName(left) === canonicalName(right);
}

/** The DNS name of the domain: `DC=corp,DC=example` is `corp.example`. */
export function domainOfName(dn: string): string {
  const parsed = parse(dn) ?? [];
  return parsed
    .filter(({ type }) => type === 'dc')
    .map(({ value }) => value)
    .join('.');
}

function parse(dn: string): Step[] | undefined {
  const parsed: Step[] = [];
  for (const step of steps(dn)) {
    const equals = step.indexOf('=');
    const type = step.slice(0, Math.max(equals, 0)).trim();
    const value = withoutBlanks(step.slice(equals + 1));
    if (!TYPE.test(type) || value === '' || !VALUE.test(value)) return undefined;
    parsed.push({ type: type.toLowerCase(), value: unescaped(value) });
  }
  return parsed;
}

/** The name cut at its unescaped commas. */
function steps(dn: string): string[] {
  const cut: string[] = [];
  let start = 0;
  for (let i = 0; i < dn.length; i += 1) {
    if (dn[i] === '\\') i += 1;
    else if (dn[i] === ',') {
      cut.push(dn.slice(start, i));
      start = i + 1;
    }
  }
  return [...cut, dn.slice(start)];
}

/** Without blanks around it; one that is escaped at the end belongs to the value. */
function withoutBlanks(value: string): string {
  const trimmed = value.trim();
  const end = value.trimEnd();
  let slashes = 0;
  while (end.charAt(end.length - 1 - slashes) === '\\') slashes += 1;
  return slashes % 2 === 1 && end.length < value.length ? `${trimmed}${value.charAt(end.length)}` : trimmed;
}

function unescaped(value: string): string {
  return value.replace(/((?:\\[0-9a-f]{2})+)|\\(.)/gi, (_, pairs: string | undefined, character: string | undefined) =>
    pairs === undefined ? (character ?? '') : Buffer.from(pairs.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}
