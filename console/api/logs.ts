/** The provisioning log, as Graph has it. */
import type { Client, Collection } from './client';

export type EntryStatus = 'success' | 'failure' | 'skipped' | 'warning';

export interface LogStep {
  readonly name: string;
  readonly provisioningStepType: string;
  readonly status: EntryStatus;
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
  readonly activity: string;
}

export interface LogEntry {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: string;
  readonly durationInMilliseconds: number;
  readonly provisioningStatusInfo: {
    readonly status: EntryStatus;
    readonly errorInformation: {
      readonly errorCode: string;
      readonly reason: string;
      readonly additionalDetails: string | null;
      readonly errorCategory: string;
      readonly recommendedAction: string | null;
    } | null;
  };
  readonly sourceIdentity: { readonly id: string; readonly displayName: string };
  readonly targetIdentity: { readonly id: string; readonly displayName: string };
  readonly targetSystem: { readonly displayName: string };
  readonly provisioningSteps: readonly LogStep[];
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

export const PAGE_ENTRIES = 100;

export const logsPath = (filter: string, top: number = PAGE_ENTRIES): string =>
  `/v1.0/auditLogs/provisioning?${new URLSearchParams({ $filter: filter, $top: String(top) })}`;

export const readLogs = (client: Client, path: string, signal?: AbortSignal): Promise<Collection<LogEntry>> =>
  client.json(path, { signal });

export const readEntry = (client: Client, id: string, version: 'v1.0' | 'beta', signal?: AbortSignal) =>
  client.json<LogEntry>(`/${version}/auditLogs/provisioning/${encodeURIComponent(id)}`, { signal });

/** What an entry says in a line: why it did not work, or the words of its last step. */
export function sentenceOf({ provisioningStatusInfo: { errorInformation }, provisioningSteps }: LogEntry): string {
  return errorInformation?.reason ?? provisioningSteps.at(-1)?.description ?? '';
}
