/** The application that a path names. */
import { applicationIdOf } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { alternateKey } from '../http/routing/urlForms';

/**
 * By its object id, its client id, or as `applications(appId='…')`; the object id of its service principal, which is no name of it in
 * Graph, does as well.
 *
 * @returns the service principal that it stands behind
 * @throws {GraphError} 404 when there is none
 */
export async function namedApplication({ params }: Call, { jobs }: Needs<'jobs'>): Promise<ServicePrincipal> {
  const { applicationId = '' } = params;
  const wanted = (alternateKey(applicationId)?.value ?? applicationId).toLowerCase();
  const all = await jobs.listPrincipals();
  const found = all.find(({ id, appId }) =>
    [applicationIdOf(appId), appId, id].some((one) => one.toLowerCase() === wanted),
  );
  if (found === undefined) throw resourceNotFound(applicationId);
  return found;
}
