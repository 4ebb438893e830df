/**
 * App role assignments: which of Microsoft Graph's application permissions a client has. They are held here where the development issuer
 * gives the tokens, and its next token tells what was changed; where another issuer does, they are that one's. Graph shows them from two
 * sides: below the client (`appRoleAssignments`), and below the resource (`appRoleAssignedTo`).
 */
import { GRAPH_APP_ROLES } from '../../graph/appRoles';
import { type Assignee, assignRole, removeRole } from '../../pipeline/applications/roleAssignments';
import type { Needs } from '../../pipeline/ports';
import type { Client, RoleGrant } from '../../store/jobs/clients';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { nameGuid } from '../../store/rows/nameGuid';
import type { Call } from '../http/endpoint';
import { badRequest, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { GRAPH_PRINCIPAL, otherPrincipals } from '../jobs/otherPrincipals';
import { requireHeldHere } from './heldHere';

type Ports = Needs<'jobs' | 'clients'>;

export interface RoleAssignment {
  readonly id: string;
  readonly appRoleId: string;
  readonly principalId: string;
}

/** Everybody who may be assigned something, and Graph. @throws {GraphError} 501 where another issuer gives the tokens */
export async function principalsHere(ports: Ports): Promise<readonly ServicePrincipal[]> {
  await requireHeldHere('App role assignments', ports);
  const principals = await ports.jobs.listPrincipals();
  return [...principals, ...(await otherPrincipals(principals, ports))];
}

/** Of these service principals, whichever client's they are. */
export async function assignmentsOf(
  principals: readonly ServicePrincipal[],
  { clients }: Needs<'clients'>,
): Promise<readonly RoleAssignment[]> {
  const all = await clients.list();
  return principals.flatMap((principal) =>
    (clientOf(principal, all)?.grants ?? []).flatMap((grant) => {
      const role = GRAPH_APP_ROLES.find(({ value }) => value === grant.role);
      return role === undefined ? [] : [toAssignment(principal, role.id, grant)];
    }),
  );
}

export interface WantedAssignment {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export const readWanted = (call: Call, { maxRequestBytes }: Needs<'maxRequestBytes'>): Promise<WantedAssignment> =>
  readFields(call.request, maxRequestBytes, (fields) => ({
    principalId: fields.text('principalId').toLowerCase(),
    resourceId: fields.text('resourceId').toLowerCase(),
    appRoleId: fields.text('appRoleId').toLowerCase(),
  }));

/** @throws {GraphError} 404 for a resource that is not Graph, 400 for a role it does not have, or that the client has already */
export async function assign(
  call: Call,
  principal: ServicePrincipal,
  { resourceId, appRoleId }: WantedAssignment,
  ports: Ports & Needs<'clock' | 'audit'>,
): Promise<RoleAssignment> {
  if (resourceId !== GRAPH_PRINCIPAL.id) throw resourceNotFound(resourceId);
  const role = GRAPH_APP_ROLES.find(({ id }) => id === appRoleId);
  if (role === undefined) throw badRequest('Permission being assigned was not found on application');
  if (!(await assignRole(await assigneeOf(principal, ports), role.value, initiator(call), ports))) {
    throw badRequest('Permission being assigned already exists on the object');
  }
  const found = (await assignmentsOf([principal], ports)).find((one) => one.appRoleId === role.id);
  if (found === undefined) throw resourceNotFound(assignmentId(principal, role.value)); // taken away again meanwhile
  return found;
}

/** The one that a path names among these. @throws {GraphError} 404 when there is none */
export function namedAssignment({ params }: Call, all: readonly RoleAssignment[]): RoleAssignment {
  const { assignmentId: wanted = '' } = params;
  const found = all.find(({ id }) => id === wanted.toLowerCase());
  if (found === undefined) throw resourceNotFound(wanted);
  return found;
}

/** @throws {GraphError} 404 when it was taken away meanwhile */
export async function unassign(
  call: Call,
  principal: ServicePrincipal,
  { id, appRoleId }: RoleAssignment,
  ports: Ports & Needs<'audit'>,
): Promise<void> {
  const role = GRAPH_APP_ROLES.find((one) => one.id === appRoleId)?.value ?? '';
  if (!(await removeRole(await assigneeOf(principal, ports), role, initiator(call), ports))) throw resourceNotFound(id);
}

/** A client is known by its own object id, also where its application has a service principal with jobs; that becomes one by this. */
export async function assigneeOf(
  { id, appId, displayName, ownerAppIds }: ServicePrincipal,
  { clients }: Needs<'clients'>,
): Promise<Assignee> {
  const known = clientOf({ appId }, await clients.list());
  return known ?? { id, appId, displayName, application: { ownerAppIds } };
}

const clientOf = ({ appId }: Pick<ServicePrincipal, 'appId'>, all: readonly Client[]) =>
  all.find((client) => client.appId.toLowerCase() === appId.toLowerCase());

const assignmentId = ({ id }: ServicePrincipal, role: string) => nameGuid(`appRoleAssignment ${id} ${role}`);

function toAssignment(principal: ServicePrincipal, appRoleId: string, { role, grantedAt }: RoleGrant) {
  return {
    id: assignmentId(principal, role),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: new Date(grantedAt).toISOString(),
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: GRAPH_PRINCIPAL.displayName,
    resourceId: GRAPH_PRINCIPAL.id,
  };
}
