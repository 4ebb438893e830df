/** `/organization`: where clients read the verified domains (spec/wire-contract.md 7.1). */

import type { UserDirectory } from '../../directory/userDirectory';
import type { JsonObject } from '../../scim/json';
import type { Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { parseSelect } from '../odata/queryOptions';
import { type DirectoryRoute, type GraphRequest, reading } from './request';
import { contextOf } from './userJson';

const operation = reading(readOrganization);

export const ORGANIZATION_ROUTES: readonly DirectoryRoute[] = [
  {
    name: 'organization',
    template: 'organization',
    operations: { GET: { ...operation, roles: [...operation.roles, 'Organization.Read.All', 'Directory.Read.All'] } },
  },
];

async function readOrganization(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const text = request.query.get('$select');
  const select = text === null ? undefined : parseSelect(text);
  const organization: JsonObject = {
    id: directory.tenantId,
    displayName: directory.verifiedDomains[0] ?? '',
    verifiedDomains: directory.verifiedDomains.map((name, index) => ({
      name,
      isDefault: index === 0,
      isInitial: index === 0,
      type: 'Managed',
      capabilities: 'Email',
    })),
  };
  const unknown = select?.find((name) => organization[name] === undefined);
  if (unknown !== undefined) {
    throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.organization'.`);
  }
  const names = select ?? Object.keys(organization);
  const value = [Object.fromEntries(names.map((name) => [name, organization[name]]))];
  return { status: 200, body: { '@odata.context': contextOf(request, 'organization', select), value } };
}
