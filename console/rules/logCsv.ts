/** Log entries as Microsoft's own download has them: entries, steps and modified properties, joined by `changeId`. */
import { type Cell, toCsv } from './csvOut';

interface Entry {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: string;
  readonly durationInMilliseconds: number;
  readonly provisioningStatusInfo: {
    readonly status: string;
    readonly errorInformation: { readonly errorCode: string; readonly reason: string } | null;
  };
  readonly sourceIdentity: { readonly id: string; readonly displayName: string };
  readonly targetIdentity: { readonly id: string; readonly displayName: string };
  readonly provisioningSteps: readonly {
    readonly name: string;
    readonly provisioningStepType: string;
    readonly status: string;
    readonly description: string;
  }[];
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

export function entriesCsv(entries: readonly Entry[]): string {
  const header = [
    ...['id', 'activityDateTime', 'provisioningAction', 'status', 'sourceId', 'sourceDisplayName', 'targetId'],
    ...['targetDisplayName', 'errorCode', 'reason', 'durationInMilliseconds', 'jobId', 'cycleId', 'changeId'],
  ];
  const rows = entries.map((entry): readonly Cell[] => {
    const { status, errorInformation } = entry.provisioningStatusInfo;
    return [
      ...[entry.id, entry.activityDateTime, entry.provisioningAction, status],
      ...[entry.sourceIdentity.id, entry.sourceIdentity.displayName],
      ...[entry.targetIdentity.id, entry.targetIdentity.displayName],
      ...[errorInformation?.errorCode, errorInformation?.reason, entry.durationInMilliseconds],
      ...[entry.jobId, entry.cycleId, entry.changeId],
    ];
  });
  return toCsv(header, rows);
}

export function stepsCsv(entries: readonly Entry[]): string {
  const rows = entries.flatMap(({ id, changeId, provisioningSteps }) =>
    provisioningSteps.map((step, index): readonly Cell[] => [
      ...[changeId, id, index + 1, step.name, step.provisioningStepType, step.status, step.description],
    ]),
  );
  return toCsv(['changeId', 'id', 'number', 'name', 'provisioningStepType', 'status', 'description'], rows);
}

export function propertiesCsv(entries: readonly Entry[]): string {
  const rows = entries.flatMap(({ id, changeId, modifiedProperties }) =>
    modifiedProperties.map(({ displayName, oldValue, newValue }): readonly Cell[] => [
      ...[changeId, id, displayName, oldValue, newValue],
    ]),
  );
  return toCsv(['changeId', 'id', 'displayName', 'oldValue', 'newValue'], rows);
}
