/** What a token says that Muster may do, held against what a job is going to write: an administrator learns of it at the test. */
import { decodeJwt } from 'jose';
import { ProvisioningError } from '../../errors';

/** What takes a permission of its own beside `User.ReadWrite.All` (docs/targets-graph.md, "Least privileges"). */
export const PERMISSIONS_BESIDES: ReadonlyMap<string, string> = new Map([
  ['employeeLeaveDateTime', 'User-LifeCycleInfo.ReadWrite.All'],
]);

/**
 * Tokens are their issuer's business: of one that cannot be read, or names no application permissions, nothing is held to be missing.
 *
 * @param written attributes of the target that the job writes
 * @throws {ProvisioningError} InsufficientRights that names the permission
 */
export function requirePermissions(token: string, written: readonly string[]): void {
  const held = rolesOf(token);
  if (held === undefined) return;
  for (const attribute of written) {
    const permission = PERMISSIONS_BESIDES.get(attribute);
    if (permission === undefined || held.includes(permission)) continue;
    const message =
      `A mapping writes ${attribute}, which takes the permission ${permission} besides, and the application does not have it. ` +
      'Grant it, or take the mapping out of the schema.';
    throw new ProvisioningError('InsufficientRights', message, { attribute });
  }
}

function rolesOf(token: string): readonly unknown[] | undefined {
  try {
    const { roles } = decodeJwt(token);
    return Array.isArray(roles) ? roles : undefined;
  } catch {
    return undefined;
  }
}
