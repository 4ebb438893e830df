/** The applications there are, and the one that a path names. */
import { applicationIdOf } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { alternateKey } from '../http/routing/urlForms';
import { principalOf, toPrincipal } from './otherPrincipals';

/**
 * One behind each service principal that has jobs, and those of the development issuer's clients.
 *
 * @returns each as the service principal it has, or would have; its owners are the application's
 */
export async function listKnownApplications({
  jobs,
  clients,
}: Needs<'jobs' | 'clients'>): Promise<readonly ServicePrincipal[]> {
  const [principals, all] = [await jobs.listPrincipals(), await clients.list()];
  const made = all.filter(({ application }) => application !== undefined).map(toPrincipal);
  return [
    ...principals.map((one) => ({ ...one, ownerAppIds: principalOf(one, made)?.ownerAppIds ?? one.ownerAppIds })),
    ...all.filter((client) => principalOf(client, principals) === undefined).map(toPrincipal),
  ];
}

/**
 * By its object id, its client id, or as `applications(appId='…')`; the object id of its service principal, which is no name of it in
 * Graph, does as well.
 *
 * @returns the service principal that it stands behind
 * @throws {GraphError} 404 when there is none
 */
export async function namedApplication({ params }: Call, ports: Needs<'jobs' | 'clients'>): Promise<ServicePrincipal> {
  const { applicationId = '' } = params;
  const wanted = (alternateKey(applicationId)?.value ?? applicationId).toLowerCase();
  const all = await listKnownApplications(ports);
  const found = all.find(({ id, appId }) =>
    [applicationIdOf(appId), appId, id].some((one) => one.toLowerCase() === wanted),
  );
  if (found === undefined) throw resourceNotFound(applicationId);
  return found;
}
