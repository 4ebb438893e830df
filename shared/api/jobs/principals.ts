/**
 * Service principals on the wire: the look-up CSV2SCIM starts with, reading one (spec/wire-contract.md 2.10), and creating
 * one for an application as Graph does, which is where a deployed Muster begins.
 */

import type { Fields } from '../../engine/schema/parse/fields';
import { changePrincipal, createPrincipal, deletePrincipal } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { forbidden, GraphError } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { WRITE_ANY_PRINCIPAL } from '../http/roles';
import { answerList, answerOne } from './answerResource';
import { heldToDirectory } from './directoryQuery';
import { findPrincipal, namedAmong, requireReach } from './findJob';
import { GRAPH_APP_ROLE_RESOURCES, GRAPH_PRINCIPAL, otherPrincipals, toPrincipal } from './otherPrincipals';
import { SERVICE_PRINCIPAL } from './resourceTypes';

export async function listPrincipals(call: Call, ports: Needs<'jobs' | 'clients'>): Promise<Reply> {
  const principals = await ports.jobs.listPrincipals();
  const all = [...principals, ...(await otherPrincipals(principals, ports))];
  return answerList({ ...call, query: heldToDirectory(call) }, all.map(principalResource), {
    type: SERVICE_PRINCIPAL,
    context: contextUrl(call),
  });
}

export async function readPrincipal(call: Call, ports: Needs<'jobs' | 'clients'>): Promise<Reply> {
  const principals = await ports.jobs.listPrincipals();
  const all = [...principals, ...(await otherPrincipals(principals, ports))];
  const principal = namedAmong(call, all);
  return answerOne(call, principalResource(principal), told(call));
}

/**
 * The caller's application owns what it creates; what a person creates belongs to nobody, and is reached by those who reach all.
 *
 * @throws {GraphError} 403 where nobody would own it and the caller does not reach all
 */
export function ownersOfNew({ caller }: Call): readonly string[] {
  const appId = caller.kind === 'person' ? '' : caller.appId;
  if (appId === '' && !caller.roles.has(WRITE_ANY_PRINCIPAL)) throw forbidden();
  return appId === '' ? [] : [appId];
}

export async function postPrincipal(
  call: Call,
  ports: Needs<'jobs' | 'clients' | 'audit' | 'maxRequestBytes'>,
): Promise<Reply> {
  const ownerAppIds = ownersOfNew(call);
  const wanted = await readFields(call.request, ports.maxRequestBytes, readNewPrincipal);
  await refuseOthersClient(call, wanted.appId, ports);
  const principal = await createPrincipal({ ...wanted, ownerAppIds }, initiator(call), ports);
  if (principal === undefined) throw appIdInUse(wanted.appId);
  return { ...(await answerOne(call, principalResource(principal), told(call))), status: 201 };
}

/** Who owns a service principal owns its application's secrets, so that of a client is made by whoever owns the client. */
async function refuseOthersClient(call: Call, appId: string, { clients }: Needs<'clients'>): Promise<void> {
  const client = (await clients.list()).find((one) => one.appId.toLowerCase() === appId.toLowerCase());
  if (client !== undefined) requireReach(call, toPrincipal(client), [WRITE_ANY_PRINCIPAL]);
}

/** What may be changed of one; its application stays the one it was made for. */
export async function patchPrincipal(call: Call, ports: Needs<'jobs' | 'audit' | 'maxRequestBytes'>): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, WRITE_ANY_PRINCIPAL);
  const changes = await readFields(call.request, ports.maxRequestBytes, readChanges);
  await changePrincipal(principal, changes, initiator(call), ports);
  return { status: 204 };
}

/** Only one without jobs: a directory is not left without its job by a request about something else. */
export async function removePrincipal(call: Call, ports: Needs<'jobs' | 'audit' | 'secrets'>): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, WRITE_ANY_PRINCIPAL);
  const jobIds = await deletePrincipal(principal, initiator(call), ports);
  if (jobIds.length > 0) {
    const message = `The service principal has ${jobIds.length === 1 ? 'a job' : 'jobs'}, ${jobIds.join(', ')}: delete the jobs first.`;
    throw new GraphError(409, 'Conflict', message);
  }
  return { status: 204 };
}

function readChanges(fields: Fields) {
  if (fields.has('appId')) {
    fields.report('appId', 'InvalidValue', 'appId cannot be changed; create another service principal for it.');
  }
  return {
    ...(fields.has('displayName') && { displayName: fields.text('displayName') }),
    ...(fields.has('notificationEmailAddresses') && {
      notificationEmailAddresses: fields.texts('notificationEmailAddresses'),
    }),
  };
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readNewPrincipal(fields: Fields) {
  const appId = fields.text('appId');
  if (appId !== '' && !GUID.test(appId)) {
    fields.report('appId', 'InvalidValue', `appId must be the application's client id, a GUID; got '${appId}'.`);
  }
  return {
    appId,
    displayName: fields.optionalText('displayName') ?? appId,
    notificationEmailAddresses: fields.texts('notificationEmailAddresses'),
  };
}

const appIdInUse = (appId: string) =>
  new GraphError(
    409,
    'Request_MultipleObjectsWithSameKeyValue',
    `The service principal cannot be created because the service principal name ${appId} is already in use.`,
  );

export function principalResource(principal: ServicePrincipal): object {
  const { id, appId, displayName, notificationEmailAddresses, applicationTemplateId } = principal;
  return {
    id,
    appId,
    displayName,
    appDisplayName: displayName,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    notificationEmailAddresses,
    tags: [],
    ...(applicationTemplateId !== undefined && { applicationTemplateId }),
    ...(id === GRAPH_PRINCIPAL.id && { appRoles: GRAPH_APP_ROLE_RESOURCES }),
  };
}

const told = (call: Call) => ({
  type: SERVICE_PRINCIPAL,
  context: (selection: string) => `${contextUrl(call)(selection)}/$entity`,
});

const contextUrl = (call: Call) => (selection: string) =>
  `${call.origin}/${call.version}/$metadata#servicePrincipals${selection}`;
