/**
 * Service principals that have no jobs: the clients of the development issuer, and Microsoft Graph, whose app roles are what clients are
 * given. Where somebody else issues the tokens, these are kept there, and there are none here.
 */
import { GRAPH_APP_ID, GRAPH_APP_ROLES } from '../../graph/appRoles';
import type { Needs } from '../../pipeline/ports';
import type { Client } from '../../store/jobs/clients';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { nameGuid } from '../../store/rows/nameGuid';

export const GRAPH_PRINCIPAL: ServicePrincipal = {
  id: nameGuid(`servicePrincipal ${GRAPH_APP_ID}`),
  appId: GRAPH_APP_ID,
  displayName: 'Microsoft Graph',
  ownerAppIds: [],
  notificationEmailAddresses: [],
};

/** On the wire: `appRole`, as the service principal that offers them has it. */
export const GRAPH_APP_ROLE_RESOURCES = GRAPH_APP_ROLES.map(({ id, value, displayName }) => ({
  allowedMemberTypes: ['Application'],
  description: displayName,
  displayName,
  id,
  isEnabled: true,
  origin: 'Application',
  value,
}));

/** @param principals those that have jobs: an application that has one of them has no second here */
export async function otherPrincipals(
  principals: readonly ServicePrincipal[],
  { clients }: Needs<'clients'>,
): Promise<readonly ServicePrincipal[]> {
  const all = await clients.list();
  if (all.length === 0) return [];
  const isThere = ({ appId }: Client) => principals.some((one) => one.appId.toLowerCase() === appId.toLowerCase());
  return [...all.filter((client) => !isThere(client)).map(toPrincipal), GRAPH_PRINCIPAL];
}

const toPrincipal = ({ id, appId, displayName }: Client): ServicePrincipal => ({
  id,
  appId,
  displayName,
  ownerAppIds: [],
  notificationEmailAddresses: [],
});
