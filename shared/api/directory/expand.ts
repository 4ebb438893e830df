/** `$expand=manager` and `$expand=manager($select=id)`: the only expansion the directory offers. */

import type { UserDirectory } from '../../directory/userDirectory';
import type { DirectoryUser } from '../../graph/graphUser';
import type { JsonObject } from '../../scim/json';
import { unsupportedQuery } from './request';
import { parseUserSelect, USER_TYPE, userJson } from './userJson';

export interface ManagerExpansion {
  /** Absent: the default set. */
  readonly select: readonly string[] | undefined;
}

const MANAGER = /^manager(?:\(\$select=([^()]*)\))?$/i;

/** @throws {GraphError} 400 for any other expansion */
export function parseExpand(text: string | null): ManagerExpansion | undefined {
  if (text === null) return undefined;
  const match = MANAGER.exec(text.replaceAll(' ', ''));
  if (!match) throw unsupportedQuery("$expand takes 'manager' or 'manager($select=…)' only.");
  return { select: parseUserSelect(match[1] ?? null) };
}

/** The `manager` property to add to a user; nothing when there is no manager. */
export async function expandManager(
  directory: UserDirectory,
  { managerId }: DirectoryUser,
  expansion: ManagerExpansion | undefined,
): Promise<JsonObject> {
  const manager = expansion && managerId ? await directory.read(managerId) : undefined;
  return manager ? { manager: { '@odata.type': USER_TYPE, ...userJson(manager, expansion?.select) } } : {};
}
