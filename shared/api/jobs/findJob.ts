/** The job, the service principal or the person that a path names, as this caller may see it. */
import { TEMPLATE_IDS } from '../../engine/schema/defaultSchema';
import type { Job, JobStore, ServicePrincipal } from '../../store/jobs/jobs';
import type { Call } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { lacking } from '../http/rights';
import { alternateKey } from '../http/routing/urlForms';

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
  const found = (await lookup.find(jobId)) ?? (await lookup.find(canonicalJobId(jobId)));
  if (found === undefined) throw resourceNotFound(jobId);
  const named = servicePrincipalId ?? found.principal.id; // Muster's own paths name the job alone
  const own = appIdIn(named) === undefined ? found.principal.id : found.principal.appId;
  if (!isSame(own, appIdIn(named) ?? named)) throw resourceNotFound(jobId);
  requireReach(call, found.principal, anyRole);
  return found;
}

/** @throws {GraphError} 404 when there is none, 403 when the caller does not reach it */
export async function findPrincipal(
  call: Call,
  jobs: JobStore,
  ...anyRole: readonly string[]
): Promise<ServicePrincipal> {
  const principal = await namedPrincipal(call, jobs);
  requireReach(call, principal, anyRole);
  return principal;
}

/**
 * Source anchor of the person a path names. Read from the path itself: the host leaves an encoded slash in a parameter as it
 * came, and there it cannot be told from an anchor that is spelt `%2F`.
 */
export function namedPerson({ request, params }: Call): string {
  const [, encoded] = /\/people\/+([^/]+)/i.exec(new URL(request.url).pathname) ?? [];
  try {
    return decodeURIComponent(encoded ?? '');
  } catch {
    return params.externalId ?? ''; // no valid percent-encoding: as it came
  }
}

/** By its object id, or as `servicePrincipals(appId='…')` by its application's. @throws {GraphError} 404 when there is none */
async function namedPrincipal(call: Call, jobs: JobStore): Promise<ServicePrincipal> {
  const { servicePrincipalId = '' } = call.params;
  if (appIdIn(servicePrincipalId) !== undefined) return namedAmong(call, await jobs.listPrincipals());
  const principal = await jobs.getPrincipal(servicePrincipalId);
  if (principal === undefined) throw resourceNotFound(servicePrincipalId);
  return principal;
}

/** The same among those that are read already. */
export function namedAmong({ params }: Call, all: readonly ServicePrincipal[]): ServicePrincipal {
  const { servicePrincipalId = '' } = params;
  const appId = appIdIn(servicePrincipalId);
  const principal = all.find((one) =>
    appId === undefined ? isSame(one.id, servicePrincipalId) : isSame(one.appId, appId),
  );
  if (principal === undefined) throw resourceNotFound(appId ?? servicePrincipalId);
  return principal;
}

/** @returns the client id of `appId='…'`; `undefined` for another key */
function appIdIn(key: string): string | undefined {
  const named = alternateKey(key);
  return named !== undefined && isSame(named.property, 'appId') ? named.value : undefined;
}

/** Ids are compared without case (spec/wire-contract.md 1.1): they are kept as the template is spelt, and in lower case behind it. */
export function canonicalJobId(jobId: string): string {
  const [template = '', ...rest] = jobId.split('.');
  const known = TEMPLATE_IDS.find((id) => isSame(id, template)) ?? template;
  return [known, ...rest.map((part) => part.toLowerCase())].join('.');
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** @throws {GraphError} 403 when the caller neither has one of the roles nor owns the service principal */
export function requireReach(call: Call, principal: ServicePrincipal, anyRole: readonly string[]): void {
  if (!reaches(call, principal, anyRole)) throw lacking(call.caller, anyRole);
}

/** Whether the caller has one of the roles, or owns the service principal. */
export function reaches(call: Call, { ownerAppIds }: ServicePrincipal, anyRole: readonly string[]): boolean {
  return anyRole.some((role) => call.caller.roles.has(role)) || isOwner(call, ownerAppIds);
}

/** Nobody owns by an empty id, and no person: everybody would own what the application does that they all sign in with. */
function isOwner({ caller }: Call, ownerAppIds: readonly string[]): boolean {
  return (
    caller.kind === 'application' && caller.appId !== '' && ownerAppIds.some((owner) => isSame(owner, caller.appId))
  );
}
