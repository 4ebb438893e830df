/** What the service answers, as far as the console reads it (spec/console.md 4, spec/wire-contract.md). */

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
  readonly currentBegan: string;
  readonly nextAttempt: string | null;
  readonly error?: { readonly code?: string; readonly message?: string } | null;
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
  readonly agents: { readonly active: number; readonly total: number } | null;
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
  readonly observedDateTime: string;
  readonly value: readonly JobRow[];
}
