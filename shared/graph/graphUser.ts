/** A user as the directory keeps one, and how its values are looked at. */
import type { Json, JsonObject } from '../scim/json';

export interface DirectoryUser {
  readonly id: string;
  /** Values by Graph property name; a property without a value is absent. Never a password. */
  readonly properties: UserValues;
  /** May point to a user who was deleted since. */
  readonly managerId: string | undefined;
}

export interface UserValues extends JsonObject {
  readonly accountEnabled: boolean;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly userPrincipalName: string;
}

/** A value by property path, `property` or `property/member`; `undefined` when there is none. */
export function valueAt(user: DirectoryUser, path: string): Json | undefined {
  if (path === 'id') return user.id;
  const [top = '', member] = path.split('/');
  const value = user.properties[top];
  if (member === undefined) return value;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)[member]
    : undefined;
}

/** Whether the property, or any item of a list, is this text; a directory looks everything up without case. */
export function holdsText(user: DirectoryUser, path: string, text: string): boolean {
  const value = valueAt(user, path);
  const items = Array.isArray(value) ? value : [value ?? ''];
  return items.some((item) => foldCase(String(item)) === foldCase(text));
}

export const foldCase = (text: string) => text.toLowerCase();
