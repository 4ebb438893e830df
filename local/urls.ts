/** The addresses a client starts from. */
import type { LocalIdentity } from './identity';

export function bulkUploadUrl(baseUrl: string, { servicePrincipalId, jobId }: LocalIdentity): string {
  return `${baseUrl}/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}/bulkUpload`;
}

/** In the form of the `Location` that answers an upload. */
export function logsUrl(baseUrl: string, { jobId }: LocalIdentity): string {
  return `${baseUrl}/v1.0/auditLogs/provisioning/?$filter=jobid%20eq%20'${jobId}'`;
}

/** Where people sign in and look. */
export const consoleUrl = (baseUrl: string): string => `${baseUrl}/console/`;
