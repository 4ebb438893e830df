/**
 * Target attribute names of a SCIM job, taken apart. The names are SCIM paths (RFC 7644, 3.5.2; spec/engine.md 13.3):
 *
 * | name                                     | points at                                                  |
 * |------------------------------------------|------------------------------------------------------------|
 * | `userName`                               | an attribute of the resource                               |
 * | `name.givenName`                         | a sub-attribute                                            |
 * | `emails[type eq "work"].value`           | a sub-attribute of the element that meets the conditions   |
 * | `roles`                                  | a whole collection                                         |
 * | `urn:…:enterprise:2.0:User:department`   | an attribute of an extension; its URN ends at the last `:` |
 */
import { ProvisioningError } from '../../errors';
import { CORE_USER } from '../../scim/urns';

/** What singles an element out of a collection: `type eq "work"`. Several conditions must all hold. */
export interface ElementCondition {
  readonly subAttribute: string;
  readonly equals: string | boolean;
}

export interface ScimPath {
  /** The path as the schema writes it. */
  readonly name: string;
  /** URN of the extension the attribute belongs to; `undefined` for the core schema. */
  readonly schema: string | undefined;
  readonly attribute: string;
  readonly element: readonly ElementCondition[] | undefined;
  readonly subAttribute: string | undefined;
}

const NAME = '[A-Za-z$][\\w$-]*';
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const PATH = new RegExp(`^(?:(urn:[^[\\]]+):)?(${NAME})(?:\\[((?:${QUOTED}|[^"\\]])*)\\])?(?:\\.(${NAME}))?$`, 'i');
const CONDITION = new RegExp(`\\s*(${NAME})\\s+eq\\s+(${QUOTED}|true|false)\\s*(?:and\\b|$)`, 'iy');

/** @throws {ProvisioningError} SchemaAttributeNotFound when the name is not a path this target can write */
export function parseScimPath(name: string): ScimPath {
  const match = PATH.exec(name);
  const attribute = match?.[2];
  if (!match || attribute === undefined) throw notAPath(name);

  const [, urn, , filter, subAttribute] = match;
  if (filter !== undefined && subAttribute === undefined) throw notAPath(name); // a whole element has no one value
  return {
    name,
    schema: urn === undefined || urn.toLowerCase() === CORE_USER.toLowerCase() ? undefined : urn,
    attribute,
    element: filter === undefined ? undefined : parseConditions(filter, name),
    subAttribute,
  };
}

function parseConditions(filter: string, name: string): readonly ElementCondition[] {
  const conditions: ElementCondition[] = [];
  const scanner = new RegExp(CONDITION);
  while (scanner.lastIndex < filter.length) {
    const [, subAttribute, literal] = scanner.exec(filter) ?? [];
    if (subAttribute === undefined || literal === undefined) throw notAPath(name);
    conditions.push({ subAttribute, equals: literalValue(literal, name) });
  }
  if (conditions.length === 0) throw notAPath(name);
  return conditions;
}

function literalValue(literal: string, name: string): string | boolean {
  if (!literal.startsWith('"')) return literal.toLowerCase() === 'true';
  try {
    return String(JSON.parse(literal));
  } catch {
    throw notAPath(name);
  }
}

/** `emails`, `urn:…:User:badges`: the path of the attribute without what singles out a part of it. */
export function attributePathOf(path: ScimPath): string {
  return path.schema === undefined ? path.attribute : `${path.schema}:${path.attribute}`;
}

/** `emails[type eq "work"]`: the path of the whole element. The path must have conditions. */
export function elementPathOf(path: ScimPath, conditions: readonly ElementCondition[]): string {
  return `${attributePathOf(path)}[${conditions.map(printCondition).join(' and ')}]`;
}

/** A condition as a filter writes it; strings are JSON strings (RFC 7644, 3.4.2.2). */
export function printCondition(condition: ElementCondition): string {
  return `${condition.subAttribute} eq ${JSON.stringify(condition.equals)}`;
}

function notAPath(name: string): ProvisioningError {
  return new ProvisioningError(
    'SchemaAttributeNotFound',
    `"${name}" is not a SCIM attribute path; expected a form such as userName, name.givenName or emails[type eq "work"].value.`,
    { attribute: name },
  );
}
