/** A log entry as Graph shows it: `provisioningObjectSummary` (spec/wire-contract.md 3.10), and what can be filtered by. */
import type { LogStep } from '../../engine/person/logEntry';
import type { FoundEntry } from '../../pipeline/logs/queryLogs';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { ApiVersion } from '../http/endpoint';
import type { FieldTable } from '../odata/fields';
import type { ShapedType } from '../odata/shape';

const SERVICE = 'Azure AD Provisioning Service';

/**
 * Names as clients write them, older spellings included (spec/wire-contract.md 5.1, 5.2). Enumerations compare without
 * case; everything else, as documented, with.
 */
export const LOG_FIELDS: FieldTable<FoundEntry> = {
  id: { type: 'string', read: ({ id }) => id, caseInsensitive: true },
  activityDateTime: { type: 'dateTime', read: ({ at }) => at },
  tenantId: { type: 'string', read: ({ frame }) => frame.tenantId },
  jobId: { type: 'string', read: ({ frame }) => frame.job.id },
  cycleId: { type: 'string', read: ({ entry }) => entry.cycleId },
  uploadId: { type: 'string', read: uploadOf },
  changeId: { type: 'string', read: ({ entry }) => entry.changeId },
  provisioningAction: {
    type: 'string',
    read: ({ entry }) => entry.action,
    caseInsensitive: true,
    aliases: ['action'],
  },
  'provisioningStatusInfo/status': {
    type: 'string',
    read: ({ entry }) => entry.status,
    caseInsensitive: true,
    aliases: ['statusInfo/status'],
  },
  'provisioningStatusInfo/errorInformation/errorCode': {
    type: 'string',
    read: ({ entry }) => entry.error?.code,
    aliases: ['statusInfo/errorCode'],
  },
  'provisioningStatusInfo/errorInformation/errorCategory': {
    type: 'string',
    read: ({ entry }) => entry.error?.category,
    caseInsensitive: true,
    aliases: ['statusInfo/errorCategory'],
  },
  'provisioningStatusInfo/errorInformation/reason': {
    type: 'string',
    read: ({ entry }) => entry.error?.reason,
    aliases: ['statusInfo/reason'],
  },
  durationInMilliseconds: { type: 'number', read: ({ entry }) => entry.durationMs },
  'sourceSystem/displayName': { type: 'string', read: ({ frame }) => frame.source.name },
  'targetSystem/displayName': { type: 'string', read: ({ frame }) => frame.target.name },
  'sourceIdentity/identityType': { type: 'string', read: () => 'User', caseInsensitive: true },
  'targetIdentity/identityType': { type: 'string', read: () => 'User', caseInsensitive: true },
  'sourceIdentity/id': { type: 'string', read: ({ entry }) => entry.source.id },
  'targetIdentity/id': { type: 'string', read: ({ entry }) => entry.target.id },
  'sourceIdentity/displayName': { type: 'string', read: ({ entry }) => entry.source.displayName },
  'targetIdentity/displayName': { type: 'string', read: ({ entry }) => entry.target.displayName },
  'initiatedBy/displayName': { type: 'string', read: () => SERVICE },
  'servicePrincipal/id': { type: 'string', read: ({ frame }) => frame.principal.id },
  'servicePrincipal/displayName': { type: 'string', read: ({ frame }) => frame.principal.displayName },
};

/** Muster's own: empty for what Muster did on its own account, such as a retry. */
function uploadOf({ entry: { operation }, frame }: FoundEntry): string {
  return operation === null ? '' : uploadId({ jobId: frame.job.id, first: operation.uploadFirst });
}

/** What of a record can be selected: on the wire it has all of it. */
export const LOG_RECORD: ShapedType = {
  name: 'provisioningObjectSummary',
  properties: [
    ...['id', 'activityDateTime', 'tenantId', 'jobId', 'cycleId', 'changeId', 'provisioningAction', 'initiatedBy'],
    ...['durationInMilliseconds', 'provisioningStatusInfo', 'servicePrincipal', 'sourceSystem', 'targetSystem'],
    ...['sourceIdentity', 'targetIdentity', 'provisioningSteps', 'modifiedProperties', 'action', 'statusInfo'],
  ],
  navigations: [],
};

/** @param version `beta` carries the older names as well, which some of Microsoft's own clients still read */
export function toLogRecord({ id, at, entry, frame }: FoundEntry, version: ApiVersion): object {
  const { job, principal, source, target } = frame;
  const error = entry.error && {
    errorCode: entry.error.code,
    reason: entry.error.reason,
    additionalDetails: entry.error.details,
    errorCategory: entry.error.category,
    recommendedAction: entry.error.advice,
  };
  return {
    id,
    activityDateTime: new Date(at).toISOString(),
    tenantId: frame.tenantId,
    jobId: job.id,
    cycleId: entry.cycleId,
    changeId: entry.changeId,
    provisioningAction: entry.action,
    durationInMilliseconds: entry.durationMs,
    provisioningStatusInfo: { status: entry.status, errorInformation: error },
    servicePrincipal: { id: principal.id, displayName: principal.displayName },
    sourceSystem: { id: source.id, displayName: source.name, details: {} },
    targetSystem: {
      id: target.id,
      displayName: target.name,
      details: {
        ApplicationId: principal.appId,
        ServicePrincipalId: principal.id,
        ServicePrincipalDisplayName: principal.displayName,
      },
    },
    initiatedBy: { id: '', displayName: SERVICE, initiatorType: 'system' },
    sourceIdentity: {
      id: entry.source.id,
      displayName: entry.source.displayName,
      identityType: 'User',
      details: {
        id: entry.source.id,
        odatatype: 'User',
        DisplayName: entry.source.displayName,
        UserPrincipalName: entry.source.userName,
      },
    },
    targetIdentity: { id: entry.target.id, displayName: entry.target.displayName, identityType: 'User', details: {} },
    provisioningSteps: entry.steps.map(toStep),
    modifiedProperties: entry.modified.map(({ name, oldValue, newValue }) => ({
      displayName: name,
      oldValue,
      newValue,
    })),
    ...(version === 'beta' && { action: pascalCase(entry.action), statusInfo: { status: entry.status, ...error } }),
  };
}

/** `activity` is the service's internal name of the step, beside the name an administrator knows it by (decision 0003). */
function toStep({ name, activity, type, status, description, details }: LogStep): object {
  return { name, provisioningStepType: type, status, description, details, activity };
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
