/**
 * Service principals on the wire: the look-up CSV2SCIM starts with, reading one (spec/wire-contract.md 2.10), and creating
 * one for an application as Graph does, which is where a deployed Muster begins.
 */

import type { Fields } from '../../engine/schema/parse/fields';
import { changePrincipal, createPrincipal, deletePrincipal } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, forbidden, GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { WRITE_ANY_PRINCIPAL } from '../http/roles';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { QueryError } from '../odata/queryError';
import { parseSelect } from '../odata/queryOptions';
import { findPrincipal } from './findJob';

const FIELDS: FieldTable<ServicePrincipal> = {
  id: { type: 'string', read: ({ id }) => id, caseInsensitive: true },
  appId: { type: 'string', read: ({ appId }) => appId, caseInsensitive: true },
  displayName: { type: 'string', read: ({ displayName }) => displayName, caseInsensitive: true },
};

export async function listPrincipals(call: Call, ports: Needs<'jobs'>): Promise<Reply> {
  const all = await ports.jobs.listPrincipals();
  const value = withQueryErrors(() => {
    const filter = call.query.get('$filter');
    const matches = filter === null ? () => true : compileFilter(parseFilter(filter), FIELDS);
    return all.filter(matches).map((principal) => select(principal, call));
  });
  return { status: 200, body: { '@odata.context': contextUrl(call), value } };
}

export async function readPrincipal(call: Call, ports: Needs<'jobs'>): Promise<Reply> {
  const { servicePrincipalId = '' } = call.params;
  const principal = await ports.jobs.getPrincipal(servicePrincipalId);
  if (principal === undefined) throw resourceNotFound(servicePrincipalId);
  const body = withQueryErrors(() => select(principal, call));
  return { status: 200, body: { '@odata.context': `${contextUrl(call)}/$entity`, ...body } };
}

/** The caller's application owns what it creates; what a person creates belongs to nobody, and is reached by those who reach all. */
export async function postPrincipal(call: Call, ports: Needs<'jobs' | 'audit' | 'maxRequestBytes'>): Promise<Reply> {
  const { kind, roles } = call.caller;
  const appId = kind === 'person' ? '' : call.caller.appId;
  if (appId === '' && !roles.has(WRITE_ANY_PRINCIPAL)) throw forbidden(); // nobody would own it
  const wanted = await readFields(call.request, ports.maxRequestBytes, readNewPrincipal);
  const ownerAppIds = appId === '' ? [] : [appId];
  const principal = await createPrincipal({ ...wanted, ownerAppIds }, initiator(call), ports);
  if (principal === undefined) throw appIdInUse(wanted.appId);
  const body = { '@odata.context': `${contextUrl(call)}/$entity`, ...select(principal, call) };
  return { status: 201, body };
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

function select(principal: ServicePrincipal, call: Call): Record<string, unknown> {
  const { id, appId, displayName, notificationEmailAddresses } = principal;
  const all: Record<string, unknown> = {
    id,
    appId,
    displayName,
    appDisplayName: displayName,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    notificationEmailAddresses,
    tags: [],
  };
  const wanted = call.query.get('$select');
  if (wanted === null) return all;
  const names = parseSelect(wanted).map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name.toLowerCase())));
}

function withQueryErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError) throw badRequest(error.message);
    throw error;
  }
}

function contextUrl(call: Call): string {
  return `${call.origin}/${call.version}/$metadata#servicePrincipals`;
}
