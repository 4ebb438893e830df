/**
 * App role assignments: which of Microsoft Graph's application permissions a client has. They are held here where the development issuer
 * gives the tokens, and its next token tells what was changed; where another issuer does, they are that one's.
 */
import { GRAPH_APP_ROLES } from '../../graph/appRoles';
import { assignRole, removeRole } from '../../pipeline/applications/roleAssignments';
import type { Needs } from '../../pipeline/ports';
import type { RoleGrant } from '../../store/jobs/clients';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { nameGuid } from '../../store/rows/nameGuid';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { answerList, answerOne } from '../jobs/answerResource';
import { namedAmong } from '../jobs/findJob';
import { GRAPH_PRINCIPAL, otherPrincipals } from '../jobs/otherPrincipals';
import { APP_ROLE_ASSIGNMENT } from './resourceTypes';

type Ports = Needs<'jobs' | 'clients'>;

export async function listRoleAssignments(call: Call, ports: Ports): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  return answerList(call, await assignmentsOf(principal, ports), {
    type: APP_ROLE_ASSIGNMENT,
    context: contextUrl(call, principal),
  });
}

export async function readRoleAssignment(call: Call, ports: Ports): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  const assignment = await namedAssignment(call, principal, ports);
  return answerOne(call, assignment, told(call, principal));
}

export async function postRoleAssignment(
  call: Call,
  ports: Ports & Needs<'clock' | 'audit' | 'maxRequestBytes'>,
): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  const wanted = await readFields(call.request, ports.maxRequestBytes, (fields) => ({
    principalId: fields.text('principalId').toLowerCase(),
    resourceId: fields.text('resourceId').toLowerCase(),
    appRoleId: fields.text('appRoleId').toLowerCase(),
  }));
  if (wanted.principalId !== principal.id.toLowerCase()) {
    throw badRequest(`principalId must be the service principal of the path, ${principal.id}.`);
  }
  if (wanted.resourceId !== GRAPH_PRINCIPAL.id) throw resourceNotFound(wanted.resourceId);
  const role = GRAPH_APP_ROLES.find(({ id }) => id === wanted.appRoleId);
  if (role === undefined) throw badRequest('Permission being assigned was not found on application');
  if (!(await assignRole(await assigneeOf(principal, ports), role.value, initiator(call), ports))) {
    throw badRequest('Permission being assigned already exists on the object');
  }
  const found = (await assignmentsOf(principal, ports)).find(({ appRoleId }) => appRoleId === role.id);
  if (found === undefined) throw resourceNotFound(assignmentId(principal, role.value)); // taken away again meanwhile
  return { ...(await answerOne(call, found, told(call, principal))), status: 201 };
}

export async function removeRoleAssignment(call: Call, ports: Ports & Needs<'audit'>): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  const { id, appRoleId } = await namedAssignment(call, principal, ports);
  const role = GRAPH_APP_ROLES.find((one) => one.id === appRoleId)?.value ?? '';
  if (!(await removeRole(await assigneeOf(principal, ports), role, initiator(call), ports))) throw resourceNotFound(id);
  return { status: 204 };
}

/**
 * By its object id, or as `servicePrincipals(appId='…')`.
 *
 * @throws {GraphError} 501 where the tokens come from elsewhere, 404 when there is none
 */
async function namedAssignee(call: Call, ports: Ports): Promise<ServicePrincipal> {
  const principals = await ports.jobs.listPrincipals();
  const others = await otherPrincipals(principals, ports);
  if (others.length === 0) throw heldElsewhere();
  return namedAmong(call, [...principals, ...others]);
}

const heldElsewhere = () =>
  new GraphError(
    501,
    'NotImplemented',
    'App role assignments are not held here: they belong to the directory that issues the tokens, and are read and changed there, in Entra ' +
      'under the same path of https://graph.microsoft.com.',
  );

/** A client is known by its own object id, also where its application has a service principal with jobs. */
async function assigneeOf({ id, appId, displayName }: ServicePrincipal, { clients }: Needs<'clients'>) {
  const known = (await clients.list()).find((client) => client.appId.toLowerCase() === appId.toLowerCase());
  return known === undefined
    ? { id, appId, displayName }
    : { id: known.id, appId: known.appId, displayName: known.displayName };
}

async function assignmentsOf(principal: ServicePrincipal, ports: Needs<'clients'>) {
  const { id } = await assigneeOf(principal, ports);
  const grants = (await ports.clients.get(id))?.grants ?? [];
  return grants.flatMap((grant) => {
    const role = GRAPH_APP_ROLES.find(({ value }) => value === grant.role);
    return role === undefined ? [] : [toAssignment(principal, role.id, grant)];
  });
}

async function namedAssignment(call: Call, principal: ServicePrincipal, ports: Needs<'clients'>) {
  const { assignmentId: wanted = '' } = call.params;
  const found = (await assignmentsOf(principal, ports)).find(({ id }) => id === wanted.toLowerCase());
  if (found === undefined) throw resourceNotFound(wanted);
  return found;
}

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

const told = (call: Call, principal: ServicePrincipal) => ({
  type: APP_ROLE_ASSIGNMENT,
  context: (selection: string) => `${contextUrl(call, principal)(selection)}/$entity`,
});

const contextUrl =
  (call: Call, { id }: ServicePrincipal) =>
  (selection: string) =>
    `${call.origin}/${call.version}/$metadata#servicePrincipals('${id}')/appRoleAssignments${selection}`;
