/**
 * Service principals made over the API: what jobs, their secrets and their owners belong to. Each target has one of its
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
const principalIdOf = (appId: string) => nameGuid(`servicePrincipal ${appId}`);
