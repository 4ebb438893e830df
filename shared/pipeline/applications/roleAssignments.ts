/**
 * Which application permissions the clients of the development issuer have. Its next token for a client tells what stands here then; those
 * that are out already are good until they end, as everywhere.
 */
import type { AuditActivity, Initiator } from '../../store/jobs/audit';
import type { Client } from '../../store/jobs/clients';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';

/** Who may be given a permission or a secret: a client, or an application that becomes one by it. */
export type Assignee = Pick<Client, 'id' | 'appId' | 'displayName' | 'application'>;

/** Makes a client known, with its permissions: each is given once, so that one taken away stays away over restarts. */
export async function registerClient(
  assignee: Assignee,
  roles: readonly string[],
  { clients, clock }: Needs<'clients' | 'clock'>,
): Promise<void> {
  const grantedAt = clock.now();
  await clients.change(assignee.id, (client) => {
    const { grants = [], given = [] } = client ?? {};
    const fresh = roles.filter((role) => !given.includes(role));
    const added = fresh.filter((role) => !grants.some((one) => one.role === role));
    return {
      ...client,
      ...assignee,
      grants: [...grants, ...added.map((role) => ({ role, grantedAt }))],
      given: [...given, ...fresh],
    };
  });
}

/** @returns false when it has the permission already */
export async function assignRole(
  assignee: Assignee,
  role: string,
  by: Initiator,
  { clients, clock, audit }: Needs<'clients' | 'clock' | 'audit'>,
): Promise<boolean> {
  const grantedAt = clock.now();
  return changeRoles(assignee, role, 'AssignAppRole', by, { clients, audit }, ({ grants, ...client }) =>
    grants.some((one) => one.role === role) ? undefined : { ...client, grants: [...grants, { role, grantedAt }] },
  );
}

/** @returns false when it does not have the permission */
export async function removeRole(
  assignee: Assignee,
  role: string,
  by: Initiator,
  ports: Needs<'clients' | 'audit'>,
): Promise<boolean> {
  return changeRoles(assignee, role, 'RemoveAppRole', by, ports, ({ grants, ...client }) => {
    const kept = grants.filter((one) => one.role !== role);
    return kept.length === grants.length ? undefined : { ...client, grants: kept };
  });
}

async function changeRoles(
  assignee: Assignee,
  role: string,
  activity: Extract<AuditActivity, 'AssignAppRole' | 'RemoveAppRole'>,
  by: Initiator,
  { clients, audit }: Needs<'clients' | 'audit'>,
  change: (client: Client) => Client | undefined,
): Promise<boolean> {
  let isChanged = false;
  await clients.change(assignee.id, (client) => {
    const changed = change(client ?? { ...assignee, grants: [], given: [] });
    isChanged = changed !== undefined;
    return changed;
  });
  if (!isChanged) return false;
  const named = { appRole: role };
  const changes = activity === 'AssignAppRole' ? auditChanges({}, named) : auditChanges(named, {});
  await audit.record(assignee.id, { activity, by, changes });
  return true;
}
