/**
 * Service principals made, changed and removed over the API: what jobs, their secrets and their owners belong to. Each target has one of its
 * own, because secrets are kept by service principal.
 */
import type { Initiator } from '../../store/jobs/audit';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { nameGuid } from '../../store/rows/nameGuid';
import type { Needs } from '../ports';
import { auditChanges } from './auditChanges';

type Ports = Needs<'jobs' | 'audit'>;

export interface NewPrincipal {
  /** The application's client id. */
  readonly appId: string;
  readonly displayName: string;
  readonly notificationEmailAddresses: readonly string[];
  /** Client ids of the applications that own it. */
  readonly ownerAppIds: readonly string[];
  /** The application template it is made of. */
  readonly applicationTemplateId?: string;
}

/** @returns `undefined` when the application has one already */
export async function createPrincipal(
  wanted: NewPrincipal,
  by: Initiator,
  { jobs, audit }: Ports,
): Promise<ServicePrincipal | undefined> {
  const appId = wanted.appId.toLowerCase();
  const all = await jobs.listPrincipals();
  if (all.some((principal) => principal.appId.toLowerCase() === appId)) return undefined;
  const principal: ServicePrincipal = { ...wanted, id: principalIdOf(appId) };
  if (!(await jobs.addPrincipal(principal))) return undefined;
  await audit.record(principal.id, {
    activity: 'CreateServicePrincipal',
    by,
    changes: auditChanges({}, { ...principal }),
  });
  return principal;
}

/** The same for the same application, so that two who create one at the same moment create one. */
export const principalIdOf = (appId: string): string => nameGuid(`servicePrincipal ${appId.toLowerCase()}`);

/** Object id of the application itself, which stands behind its service principal and has no row of its own. */
export const applicationIdOf = (appId: string): string => nameGuid(`application ${appId.toLowerCase()}`);

export type PrincipalChanges = Partial<Pick<ServicePrincipal, 'displayName' | 'notificationEmailAddresses'>>;

export async function changePrincipal(
  principal: ServicePrincipal,
  wanted: PrincipalChanges,
  by: Initiator,
  { jobs, audit }: Ports,
): Promise<void> {
  const changed = { ...principal, ...wanted };
  const changes = auditChanges({ ...principal }, changed);
  if (changes.length === 0) return;
  await jobs.putPrincipal(changed);
  await audit.record(principal.id, { activity: 'UpdateServicePrincipal', by, changes });
}

/**
 * Secrets first: a principal that is made anew for the application has the same id, and must not find them.
 * @returns the jobs that it still has; where there are any, nothing is removed
 */
export async function deletePrincipal(
  principal: ServicePrincipal,
  by: Initiator,
  { jobs, audit, secrets }: Needs<'jobs' | 'audit' | 'secrets'>,
): Promise<readonly string[]> {
  const jobIds = await jobs.listJobIds(principal.id);
  if (jobIds.length > 0) return jobIds;
  await secrets.put(principal.id, []);
  await jobs.removePrincipal(principal.id);
  const changes = auditChanges({ ...principal }, {});
  await audit.record(principal.id, { activity: 'DeleteServicePrincipal', by, changes });
  return [];
}
