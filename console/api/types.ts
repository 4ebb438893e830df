/** What the service answers, as far as the console reads it. `test/console/answers.test.ts` holds it to what is answered. */
import type { Initiated } from '../rules/audit';

export interface Config {
  readonly version: string;
  readonly signIn: {
    readonly kind: 'entra' | 'development';
    readonly authority: string;
    readonly clientId: string;
    readonly scope: string;
    readonly redirectPath: string;
  } | null;
  readonly notConfigured: string | null;
  readonly limits: Limits | null;
}

export interface Limits {
  readonly operationsPerRequest: number;
  readonly requestBytes: number;
  readonly planOperations: number;
  readonly planBytes: number;
}

/** `GET /muster` with a token. */
export interface Discovery {
  readonly version: string;
  readonly limits: Limits;
  readonly features: readonly string[];
  readonly caller: {
    readonly kind: 'application' | 'person';
    readonly displayName: string | null;
    readonly userPrincipalName: string | null;
    readonly roles: readonly string[];
    readonly permissions: readonly string[];
    readonly expiresDateTime: string | null;
  };
}

export type JobState = 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine' | 'Disabled';

/** Operations a step of time by outcome; the last ends at `toDateTime`. */
export interface Throughput {
  readonly stepSeconds: number;
  readonly toDateTime: string;
  readonly success: readonly number[];
  readonly skipped: readonly number[];
  readonly warning: readonly number[];
  readonly failure: readonly number[];
}

export interface Quarantine {
  readonly reason: string;
  readonly seriesBegan: string;
  readonly currentBegan: string;
  readonly nextAttempt: string;
  readonly seriesCount: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface AgentActivity {
  readonly state: string;
  readonly activeCount: number;
  readonly knownCount: number;
  readonly lastSeenDateTime: string | null;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

/** A row of `GET /muster/overview`. */
export interface JobRow {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly templateId: string;
  readonly source: { readonly name: string };
  readonly target: { readonly name: string; readonly kind: string };
  readonly state: JobState;
  readonly quarantine: Quarantine | null;
  readonly agents: AgentActivity | null;
  readonly people: number;
  readonly escrowed: number;
  readonly held: { readonly settling: number; readonly staged: number };
  readonly waiting: number;
  readonly backlog: { readonly operations: number; readonly oldestAcceptedDateTime: string | null };
  readonly lastUpload: {
    readonly id: string;
    readonly acceptedDateTime: string;
    readonly totalOperations: number;
  } | null;
  readonly recent?: Throughput;
}

export interface Overview {
  /** When the timer was last through; `null`: never. */
  readonly observedDateTime: string | null;
  readonly value: readonly JobRow[];
}

/** `GET /muster/jobs/{jobId}`. */
export interface JobFacts extends JobRow {
  readonly observedDateTime: string | null;
  readonly tenantId: string;
  readonly appId: string;
  readonly bulkUploadUrl: string;
  readonly logsUrl: string;
  readonly defaultDomain: string | null;
  readonly verifiedDomains: readonly string[];
  readonly schemaVersion: string;
  readonly ruleId: string;
  readonly threshold: number | null;
  readonly percentThreshold: number | null;
  readonly notification: { readonly enabled: boolean; readonly recipients: readonly string[] };
  /** Whether a secret is saved for the target. */
  readonly hasCredentials: boolean;
  readonly connectionTest: ConnectionTest | null;
  readonly lastCycle: LastCycle | null;
}

/** The last time that what is saved was tried; codes and words are `null` where the target took it. */
export interface ConnectionTest {
  readonly testedDateTime: string;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

/** Entries by how they ended. */
export interface LastCycle {
  readonly id: string;
  readonly success: number;
  readonly skipped: number;
  readonly warning: number;
  readonly failure: number;
}

/** `GET …/audit`. */
export interface AuditRecord {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activity: string;
  readonly initiatedBy: Initiated;
  readonly detail: string | null;
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

/** One period of work of a job, or the one before. */
export interface Execution {
  readonly activityIdentifier: string;
  readonly countEntitled: number;
  readonly countEntitledForProvisioning: number;
  readonly countEscrowed: number;
  readonly countEscrowedRaw: number;
  readonly countExported: number;
  readonly countImported: number;
  readonly state: string;
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Progress {
  readonly completedUnits: number;
  readonly totalUnits: number;
  readonly units: 'operations' | 'shards' | 'errands';
  readonly progressObservationDateTime: string;
}

/** Graph's own job. */
export interface GraphJob {
  readonly id: string;
  readonly templateId: string;
  readonly schedule: { readonly interval: string; readonly state: string };
  readonly synchronizationJobSettings: readonly { readonly name: string; readonly value: string | null }[];
  readonly status: {
    readonly code: string;
    readonly lastExecution: Execution | null;
    readonly lastSuccessfulExecution: Omit<Execution, 'error'> | null;
    readonly progress: readonly Progress[];
    readonly quarantine: Quarantine | null;
    readonly steadyStateFirstAchievedTime: string;
    readonly steadyStateLastAchievedTime: string;
    readonly target?: { readonly state: string; readonly sinceDateTime: string; readonly reason: string | null };
  };
}
