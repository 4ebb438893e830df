/** Service principals on the wire: the look-up CSV2SCIM starts with, and reading one (spec/wire-contract.md 2.10). */
import type { JobStore, ServicePrincipal } from '../store/jobs';
import type { Call, Reply } from './endpoint';
import { badRequest, resourceNotFound } from './graphError';
import { compileFilter } from './odata/compileFilter';
import type { FieldTable } from './odata/fields';
import { parseFilter } from './odata/parseFilter';
import { QueryError } from './odata/queryError';
import { parseSelect } from './odata/queryOptions';

export interface PrincipalPorts {
  readonly jobs: JobStore;
}

const FIELDS: FieldTable<ServicePrincipal> = {
  id: { type: 'string', read: ({ id }) => id, caseInsensitive: true },
  appId: { type: 'string', read: ({ appId }) => appId, caseInsensitive: true },
  displayName: { type: 'string', read: ({ displayName }) => displayName, caseInsensitive: true },
};

export async function listPrincipals(call: Call, ports: PrincipalPorts): Promise<Reply> {
  const all = await ports.jobs.listPrincipals();
  const value = withQueryErrors(() => {
    const filter = call.query.get('$filter');
    const matches = filter === null ? () => true : compileFilter(parseFilter(filter), FIELDS);
    return all.filter(matches).map((principal) => select(principal, call));
  });
  return { status: 200, body: { '@odata.context': contextUrl(call), value } };
}

export async function readPrincipal(call: Call, ports: PrincipalPorts): Promise<Reply> {
  const { servicePrincipalId = '' } = call.params;
  const principal = await ports.jobs.getPrincipal(servicePrincipalId);
  if (principal === undefined) throw resourceNotFound(servicePrincipalId);
  const body = withQueryErrors(() => select(principal, call));
  return { status: 200, body: { '@odata.context': `${contextUrl(call)}/$entity`, ...body } };
}

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
