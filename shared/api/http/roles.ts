/** The permissions each surface asks for (spec/wire-contract.md 2.1). Any one of a list lets the caller in. */

export const OWNED_BY = 'Application.ReadWrite.OwnedBy';

/** Reach every service principal; `OWNED_BY` reaches those the caller owns. */
export const READ_ANY_JOB = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'] as const;
export const WRITE_ANY_JOB = ['Synchronization.ReadWrite.All'] as const;
/** A person's right to run jobs and not to change what they do (`rights.ts`). */
export const OPERATE = 'Muster.Job.Operate';
export const OPERATE_ANY_JOB = [OPERATE, ...WRITE_ANY_JOB] as const;

export const READ_JOBS = [OWNED_BY, ...READ_ANY_JOB] as const;
export const WRITE_JOBS = [OWNED_BY, ...WRITE_ANY_JOB] as const;
export const OPERATE_JOBS = [OWNED_BY, ...OPERATE_ANY_JOB] as const;
export const READ_LOGS = ['ProvisioningLog.Read.All', 'AuditLog.Read.All'] as const;
export const WRITE_ANY_PRINCIPAL = 'Application.ReadWrite.All';
/** What Graph asks for to create a service principal; whoever does owns it. */
export const WRITE_PRINCIPALS = [OWNED_BY, WRITE_ANY_PRINCIPAL] as const;
/** Whoever may give roles may give itself any. */
export const ASSIGN_ROLES = ['AppRoleAssignment.ReadWrite.All'] as const;
export const READ_PRINCIPALS = ['Application.Read.All', WRITE_ANY_PRINCIPAL] as const;
