/** A SCIM user as the pipeline sees it. */

import type { JsonObject } from '../../scim/json';
import { isEmpty, type Value } from '../../value';
import { toldBy } from '../kit/told';
import type { TargetAttributes, TargetUser, Told } from '../target';
import type { LabelledUser } from './labels';
import { isManager, managerOf } from './manager';
import { parseScimPath, type ScimPath } from './path';
import { member, readJson, readValue } from './resource';

/** What may go unsaid of a user although it is so: services leave out `active` where it is as they expect it to be. */
const LEFT_UNSAID = new Set(['active']);

export function isLeftUnsaid(name: string): boolean {
  return LEFT_UNSAID.has(name.toLowerCase());
}

/** The value of a target attribute. */
export function attributeValue(resource: JsonObject, name: string): Value {
  return isManager(name) ? managerOf(resource) : readValue(resource, parseScimPath(name));
}

export function toTargetUser(id: string, resource: JsonObject, wanted: readonly string[]): TargetUser {
  const reportableIdentifier = text(member(resource, 'userName')) ?? id;
  const displayName = text(member(resource, 'displayName')) ?? text(member(member(resource, 'name'), 'formatted'));
  return {
    anchor: id,
    reportableIdentifier,
    displayName: displayName ?? reportableIdentifier,
    attributes: attributesOf(resource, wanted),
    softDeleted: false,
  };
}

function attributesOf(resource: JsonObject, wanted: readonly string[]): TargetAttributes {
  const values = wanted.map((name): [string, Value] => [name, attributeValue(resource, name)]);
  return Object.fromEntries(values.filter(([, value]) => !isEmpty(value)));
}

/** @param resource the user as the service shows it after the write */
export function toldOf(resource: JsonObject, written: readonly string[]): Told {
  const attributes = attributesOf(resource, written);
  return toldBy(
    attributes,
    written.filter((name) => Object.hasOwn(attributes, name) || !isLeftUnsaid(name)),
  );
}

/**
 * Whether the user has the value, as loosely as services search: whatever the case, blanks around it, Unicode form. Of
 * elements without a type nobody can say which is meant, so each may be it.
 */
export function holdsText({ resource, untyped }: LabelledUser, path: ScimPath, value: string): boolean {
  const isMeant = (actual: Value) => {
    const values = Array.isArray(actual) ? actual : [actual];
    return values.some((item) => item !== null && loosely(String(item)) === loosely(value));
  };
  if (isMeant(readValue(resource, path))) return true;
  if (!untyped.has(path.attribute.toLowerCase())) return false;
  const elements = readJson(resource, { ...path, element: undefined, subAttribute: undefined });
  return (
    Array.isArray(elements) && elements.some((one) => isMeant(String(member(one, path.subAttribute ?? 'value') ?? '')))
  );
}

function loosely(value: string): string {
  return value.normalize('NFC').trim().toLowerCase();
}

function text(json: unknown): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined;
}
