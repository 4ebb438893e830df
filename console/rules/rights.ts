/** Which role a deed needs. The service decides; the screen says so before it is asked (spec/console.md 2). */

export type Deed =
  | 'upload'
  | 'plan'
  | 'provisionOnDemand'
  | 'operate'
  | 'readLogs'
  | 'configure'
  | 'allowDeletions'
  | 'createJob';

const NEEDS: Readonly<Record<Deed, { readonly permission: string; readonly role: string }>> = {
  upload: { permission: 'SynchronizationData-User.Upload', role: 'Muster.Operator' },
  plan: { permission: 'Muster.Job.Operate', role: 'Muster.Operator' },
  provisionOnDemand: { permission: 'Muster.Job.Operate', role: 'Muster.Operator' },
  operate: { permission: 'Muster.Job.Operate', role: 'Muster.Operator' },
  readLogs: { permission: 'ProvisioningLog.Read.All', role: 'Muster.Reader' },
  configure: { permission: 'Synchronization.ReadWrite.All', role: 'Muster.Admin' },
  allowDeletions: { permission: 'Synchronization.ReadWrite.All', role: 'Muster.Admin' },
  createJob: { permission: 'Application.ReadWrite.All', role: 'Muster.Admin' },
};

/** What lets a caller in beside the permission itself: whoever may change a job may also run it. */
const STRONGER: Readonly<Record<string, string>> = { 'Muster.Job.Operate': 'Synchronization.ReadWrite.All' };

/** @returns the role that is missing; `undefined`: may do it */
export function missingRole(permissions: readonly string[], deed: Deed): string | undefined {
  const { permission, role } = NEEDS[deed];
  const stronger = STRONGER[permission];
  const may = permissions.includes(permission) || (stronger !== undefined && permissions.includes(stronger));
  return may ? undefined : role;
}
