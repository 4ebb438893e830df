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
  const others = all.filter(
    (client) => client.application === undefined && principalOf(client, principals) === undefined,
  );
  return [...others.map(toPrincipal), GRAPH_PRINCIPAL];
}

/** The service principal with jobs that a client's application has. */
export const principalOf = ({ appId }: Pick<Client, 'appId'>, principals: readonly ServicePrincipal[]) =>
  principals.find((one) => one.appId.toLowerCase() === appId.toLowerCase());

/** As what a client is shown. An application that was made over the API has an owner, and perhaps no service principal yet. */
export const toPrincipal = ({ id, appId, displayName, application }: Client): ServicePrincipal => ({
  id,
  appId,
  displayName,
  ownerAppIds: application?.ownerAppIds ?? [],
  notificationEmailAddresses: [],
});
