/** A job and its service principal, as the store keeps them. */
import type { Job, ServicePrincipal } from '../../shared/store/jobs/jobs';

export const PRINCIPAL_ID = '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01';
export const APP_ID = '1f6a7c0e-5d2b-4a8f-9c3e-7b0d1e2f3a44';
export const JOB_ID = 'API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7-68d3-4f0a-9b1e-53d7a0c9e812';

export function somePrincipal(change: Partial<ServicePrincipal> = {}): ServicePrincipal {
  return {
    id: PRINCIPAL_ID,
    appId: APP_ID,
    displayName: 'HR inbound',
    ownerAppIds: ['owner-1'],
    notificationEmailAddresses: ['admin@adatum.example'],
    ...change,
  };
}

/** Started, and never in trouble. */
export function someJob(change: Partial<Job> = {}): Job {
  return {
    id: JOB_ID,
    servicePrincipalId: PRINCIPAL_ID,
    templateId: 'API2AAD',
    createdAt: Date.UTC(2026, 0, 1),
    state: 'Active',
    started: true,
    settings: { QuarantineTooManyDeletesThreshold: '500' },
    quarantine: null,
    generation: { links: 0, escrows: 0 },
    restartWhenIdle: null,
    purgeBelow: 0,
    ...change,
  };
}
