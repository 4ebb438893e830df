/** `servicePrincipals/{id}/appRoleAssignedTo`: the same assignments seen from the resource, which is Microsoft Graph or has none. */
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, resourceNotFound } from '../http/graphError';
import { answerList, answerOne } from '../jobs/answerResource';
import { namedAmong } from '../jobs/findJob';
import { GRAPH_PRINCIPAL } from '../jobs/otherPrincipals';
import { APP_ROLE_ASSIGNMENT } from './resourceTypes';
import { assign, assignmentsOf, namedAssignment, principalsHere, readWanted, unassign } from './roleAssignment';

type Ports = Needs<'jobs' | 'clients'>;

export async function listAssignedTo(call: Call, ports: Ports): Promise<Reply> {
  const { resource, assigned } = await namedResource(call, ports);
  return answerList(call, assigned, { type: APP_ROLE_ASSIGNMENT, context: contextUrl(call, resource) });
}

export async function readAssignedTo(call: Call, ports: Ports): Promise<Reply> {
  const { resource, assigned } = await namedResource(call, ports);
  return answerOne(call, namedAssignment(call, assigned), told(call, resource));
}

export async function postAssignedTo(
  call: Call,
  ports: Ports & Needs<'clock' | 'audit' | 'maxRequestBytes'>,
): Promise<Reply> {
  const { resource, principals } = await namedResource(call, ports);
  const wanted = await readWanted(call, ports);
  if (wanted.resourceId !== resource.id.toLowerCase()) {
    throw badRequest(`resourceId must be the service principal of the path, ${resource.id}.`);
  }
  const principal = principals.find(({ id }) => id.toLowerCase() === wanted.principalId);
  if (principal === undefined) throw resourceNotFound(wanted.principalId);
  return {
    ...(await answerOne(call, await assign(call, principal, wanted, ports), told(call, resource))),
    status: 201,
  };
}

export async function removeAssignedTo(call: Call, ports: Ports & Needs<'audit'>): Promise<Reply> {
  const { assigned, principals } = await namedResource(call, ports);
  const assignment = namedAssignment(call, assigned);
  const principal = principals.find(({ id }) => id === assignment.principalId);
  if (principal === undefined) throw resourceNotFound(assignment.id);
  await unassign(call, principal, assignment, ports);
  return { status: 204 };
}

/** @throws {GraphError} 501 where the tokens come from elsewhere, 404 when there is none */
async function namedResource(call: Call, ports: Ports) {
  const all = await principalsHere(ports);
  const resource = namedAmong(call, all);
  const principals = all.filter(({ id }) => id !== GRAPH_PRINCIPAL.id);
  const assigned = resource.id === GRAPH_PRINCIPAL.id ? await assignmentsOf(principals, ports) : [];
  return { resource, principals, assigned };
}

const told = (call: Call, resource: ServicePrincipal) => ({
  type: APP_ROLE_ASSIGNMENT,
  context: (selection: string) => `${contextUrl(call, resource)(selection)}/$entity`,
});

const contextUrl =
  (call: Call, { id }: ServicePrincipal) =>
  (selection: string) =>
    `${call.origin}/${call.version}/$metadata#servicePrincipals('${id}')/appRoleAssignedTo${selection}`;
