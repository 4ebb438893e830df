/** A SCIM user as the pipeline sees it. */

import type { JsonObject } from '../../scim/json';
import { isEmpty, type Value } from '../../value';
import { toldBy } from '../kit/told';
import { NOTHING_TOLD, type TargetUser, type Told } from '../target';
import type { ScimUser } from './answers';
import { parseScimPath, type ScimPath } from './path';
import { member, readValue } from './resource';

export function toTargetUser({ id, resource }: ScimUser, wanted: readonly string[]): TargetUser {
  const values = wanted.map((name): [string, Value] => [name, readValue(resource, parseScimPath(name))]);
  const attributes = Object.fromEntries(values.filter(([, value]) => !isEmpty(value)));
  const reportableIdentifier = text(member(resource, 'userName')) ?? id;
  const displayName = text(member(resource, 'displayName')) ?? text(member(member(resource, 'name'), 'formatted'));
  return {
    anchor: id,
    reportableIdentifier,
    displayName: displayName ?? reportableIdentifier,
    attributes,
    softDeleted: false,
  };
}

/** What may go unsaid of a user although it is so: services leave out `active` where it is as they expect it to be. */
const LEFT_UNSAID = new Set(['active']);

/** @param shown the user as the service shows it after the write; `undefined` where it does not */
export function toldOf(shown: ScimUser | undefined, written: readonly string[]): Told {
  if (shown === undefined) return NOTHING_TOLD;
  const { attributes } = toTargetUser(shown, written);
  const spokenOf = written.filter((name) => Object.hasOwn(attributes, name) || !LEFT_UNSAID.has(name.toLowerCase()));
  return toldBy(attributes, spokenOf);
}

/** Whether the user has the value, as loosely as services search: whatever the case, blanks around it, Unicode form. */
export function holdsText(resource: JsonObject, path: ScimPath, value: string): boolean {
  const actual = readValue(resource, path);
  const values = Array.isArray(actual) ? actual : [actual];
  return values.some((item) => item !== null && loosely(String(item)) === loosely(value));
}

function loosely(value: string): string {
  return value.normalize('NFC').trim().toLowerCase();
}

function text(json: unknown): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined;
}
