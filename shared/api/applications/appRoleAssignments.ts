/** `servicePrincipals/{id}/appRoleAssignments`: what a client may do, seen from the client. */
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { answerList, answerOne } from '../jobs/answerResource';
import { namedAmong } from '../jobs/findJob';
import { APP_ROLE_ASSIGNMENT } from './resourceTypes';
import { assign, assignmentsOf, namedAssignment, principalsHere, readWanted, unassign } from './roleAssignment';

type Ports = Needs<'jobs' | 'clients'>;

export async function listRoleAssignments(call: Call, ports: Ports): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  return answerList(call, await assignmentsOf([principal], ports), {
    type: APP_ROLE_ASSIGNMENT,
    context: contextUrl(call, principal),
  });
}

export async function readRoleAssignment(call: Call, ports: Ports): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  return answerOne(call, namedAssignment(call, await assignmentsOf([principal], ports)), told(call, principal));
}

export async function postRoleAssignment(
  call: Call,
  ports: Ports & Needs<'clock' | 'audit' | 'maxRequestBytes'>,
): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  const wanted = await readWanted(call, ports);
  if (wanted.principalId !== principal.id.toLowerCase()) {
    throw badRequest(`principalId must be the service principal of the path, ${principal.id}.`);
  }
  return {
    ...(await answerOne(call, await assign(call, principal, wanted, ports), told(call, principal))),
    status: 201,
  };
}

export async function removeRoleAssignment(call: Call, ports: Ports & Needs<'audit'>): Promise<Reply> {
  const principal = await namedAssignee(call, ports);
  await unassign(call, principal, namedAssignment(call, await assignmentsOf([principal], ports)), ports);
  return { status: 204 };
}

/**
 * By its object id, or as `servicePrincipals(appId='…')`.
 *
 * @throws {GraphError} 501 where the tokens come from elsewhere, 404 when there is none
 */
const namedAssignee = async (call: Call, ports: Ports) => namedAmong(call, await principalsHere(ports));

const told = (call: Call, principal: ServicePrincipal) => ({
  type: APP_ROLE_ASSIGNMENT,
  context: (selection: string) => `${contextUrl(call, principal)(selection)}/$entity`,
});

const contextUrl =
  (call: Call, { id }: ServicePrincipal) =>
  (selection: string) =>
    `${call.origin}/${call.version}/$metadata#servicePrincipals('${id}')/appRoleAssignments${selection}`;
