/**
 * Service principals made over the API: what jobs, their secrets and their owners belong to. Each target has one of its
 * own, because secrets are kept by service principal.
 */
import { createHash } from 'node:crypto';
import type { AuditStore, Initiator } from '../../store/jobs/audit';
import type { JobStore, ServicePrincipal } from '../../store/jobs/jobs';
import { whatChanged } from './auditChanges';

export interface CreatePrincipalPorts {
  readonly jobs: JobStore;
  readonly audit: AuditStore;
}

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
  { jobs, audit }: CreatePrincipalPorts,
): Promise<ServicePrincipal | undefined> {
  const appId = wanted.appId.toLowerCase();
  const all = await jobs.listPrincipals();
  if (all.some((principal) => principal.appId.toLowerCase() === appId)) return undefined;
  const principal: ServicePrincipal = { ...wanted, id: principalIdOf(appId) };
  if (!(await jobs.addPrincipal(principal))) return undefined;
  await audit.record(principal.id, {
    activity: 'CreateServicePrincipal',
    by,
    changes: whatChanged({}, { ...principal }),
  });
  return principal;
}

/** The same for the same application, so that two who create one at the same moment create one. */
function principalIdOf(appId: string): string {
  const hash = createHash('sha256').update(`servicePrincipal ${appId}`).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join('-');
}
