/** The provisioning log as the command line reads it. */
import type { CallOptions, Http } from './http';

export interface LogEntry {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly provisioningAction: string;
  readonly provisioningStatusInfo: {
    readonly status: string;
    readonly errorInformation: {
      readonly errorCode: string;
      readonly reason: string;
      readonly recommendedAction?: string;
    } | null;
  };
  readonly sourceIdentity: { readonly id: string; readonly displayName: string };
  readonly targetIdentity: { readonly id: string; readonly displayName: string };
  readonly provisioningSteps: readonly {
    readonly name: string;
    readonly status: string;
    readonly description: string;
  }[];
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

/** What is asked of the log; what is absent is not asked. */
export interface LogQuestion {
  readonly jobId?: string;
  /** ISO. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly status?: string | undefined;
  readonly action?: string | undefined;
  readonly person?: string | undefined;
  readonly upload?: string | undefined;
  readonly cycle?: string | undefined;
  readonly id?: string | undefined;
}

/** Newest first. */
export function readLog(http: Http, question: LogQuestion, top: number): AsyncGenerator<LogEntry> {
  const query: CallOptions['query'] = { $filter: filterOf(question), $top: String(top) };
  return http.list<LogEntry>('/v1.0/auditLogs/provisioning', query);
}

export function filterOf({ jobId, since, until, status, action, person, upload, cycle, id }: LogQuestion): string {
  const equals = (field: string, value: string | undefined) =>
    value === undefined ? [] : [`${field} eq '${value.replaceAll("'", "''")}'`];
  return [
    ...equals('jobId', jobId),
    ...equals('provisioningStatusInfo/status', status),
    ...equals('provisioningAction', action),
    ...equals('sourceIdentity/id', person),
    ...equals('uploadId', upload),
    ...equals('cycleId', cycle),
    ...equals('id', id),
    ...(since === undefined ? [] : [`activityDateTime ge ${since}`]),
    ...(until === undefined ? [] : [`activityDateTime le ${until}`]),
  ].join(' and ');
}
