/** The job a path names, as this caller may see it. */
import type { JobContext, JobContexts } from '../pipeline/jobContext';
import type { Call } from './endpoint';
import { forbidden, resourceNotFound } from './graphError';

/**
 * @param anyRole a role that reaches every service principal; without it the caller must own the job's (`…OwnedBy`)
 * @throws {GraphError} 404 for a job that does not exist or belongs to another service principal, 403 when not owned
 */
export async function findJob(call: Call, contexts: JobContexts, ...anyRole: readonly string[]): Promise<JobContext> {
  const { jobId = '', servicePrincipalId = '' } = call.params;
  const context = await contexts.get(jobId);
  if (context === undefined) throw resourceNotFound(jobId);
  if (context.principal.id.toLowerCase() !== servicePrincipalId.toLowerCase()) throw resourceNotFound(jobId);
  if (!anyRole.some((role) => call.caller.roles.has(role))) requireOwner(call, context.principal.ownerAppIds);
  return context;
}

/** @throws {GraphError} 403 when the caller's application is none of the owners; one without an id owns nothing */
export function requireOwner(call: Call, ownerAppIds: readonly string[]): void {
  const appId = call.caller.appId.toLowerCase();
  if (appId === '' || !ownerAppIds.some((owner) => owner.toLowerCase() === appId)) throw forbidden();
}
