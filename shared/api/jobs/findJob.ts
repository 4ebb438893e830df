/** The job or the service principal a path names, as this caller may see it. */
import type { Job, JobStore, ServicePrincipal } from '../../store/jobs/jobs';
import type { Call } from '../http/endpoint';
import { forbidden, resourceNotFound } from '../http/graphError';

/** A job and the service principal it belongs to. */
export interface OwnedJob {
  readonly job: Job;
  readonly principal: ServicePrincipal;
}

/** Where jobs are looked up: `JobContexts` remembers them for a few seconds, `storedJobs` always asks. */
export interface JobLookup<T extends OwnedJob> {
  find(jobId: string): Promise<T | undefined>;
}

/** For whoever is shown or changes a job: what another instance did a moment ago counts. */
export function storedJobs(jobs: JobStore): JobLookup<OwnedJob> {
  return {
    async find(jobId) {
      const job = (await jobs.get(jobId))?.value;
      const principal = job && (await jobs.getPrincipal(job.servicePrincipalId));
      return job && principal && { job, principal };
    },
  };
}

/**
 * @param anyRole a role that reaches every service principal; without it the caller must own the job's (`…OwnedBy`)
 * @throws {GraphError} 404 for a job that does not exist or belongs to another service principal than the path names,
 *   403 when not owned
 */
export async function findJob<T extends OwnedJob>(
  call: Call,
  lookup: JobLookup<T>,
  ...anyRole: readonly string[]
): Promise<T> {
  const { jobId = '', servicePrincipalId } = call.params;
  const found = await lookup.find(jobId);
  if (found === undefined) throw resourceNotFound(jobId);
  const named = servicePrincipalId ?? found.principal.id; // Muster's own paths name the job alone
  if (found.principal.id.toLowerCase() !== named.toLowerCase()) throw resourceNotFound(jobId);
  requireReach(call, found.principal, anyRole);
  return found;
}

/** @throws {GraphError} 404 when there is none, 403 when the caller does not reach it */
export async function findPrincipal(
  call: Call,
  jobs: JobStore,
  ...anyRole: readonly string[]
): Promise<ServicePrincipal> {
  const { servicePrincipalId = '' } = call.params;
  const principal = await jobs.getPrincipal(servicePrincipalId);
  if (principal === undefined) throw resourceNotFound(servicePrincipalId);
  requireReach(call, principal, anyRole);
  return principal;
}

/** @throws {GraphError} 403 when the caller neither has one of the roles nor owns the service principal */
export function requireReach(call: Call, principal: ServicePrincipal, anyRole: readonly string[]): void {
  if (!anyRole.some((role) => call.caller.roles.has(role))) requireOwner(call, principal.ownerAppIds);
}

/**
 * @throws {GraphError} 403 when the caller's application is none of the owners. One without an id owns nothing, and neither
 *   does a person: everybody would own what the application does that they all sign in with.
 */
export function requireOwner(call: Call, ownerAppIds: readonly string[]): void {
  const appId = call.caller.appId.toLowerCase();
  if (call.caller.kind === 'person' || appId === '' || !ownerAppIds.some((owner) => owner.toLowerCase() === appId))
    throw forbidden();
}
