/** The outlet that a path names, as this caller may see it. */
import type { Needs } from '../../pipeline/ports';
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Call } from '../http/endpoint';
import { GraphError, resourceNotFound } from '../http/graphError';
import { findJob, storedJobs } from '../jobs/findJob';

/**
 * @param anyRole see `findJob`
 * @throws {GraphError} 404 for a job or an outlet that does not exist, 403 when not owned, 412 for another version than `If-Match` names
 */
export async function findOutlet(
  call: Call,
  anyRole: readonly string[],
  ports: Needs<'jobs' | 'outlets'>,
): Promise<StoredOutlet> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...anyRole);
  const name = call.params.name ?? '';
  const stored = await ports.outlets.get(job.id, name);
  if (stored === undefined) throw resourceNotFound(name);
  const wanted = call.request.headers.get('if-match');
  if (wanted !== null && wanted !== '*' && wanted !== stored.etag) {
    throw new GraphError(
      412,
      'PreconditionFailed',
      `Outlet ${name} has changed since the version that If-Match names.`,
    );
  }
  return stored;
}
