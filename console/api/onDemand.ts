/** One person provisioned now, or as if (docs/on-demand.md). */
import type { Client } from './client';
import { graphJob } from './jobs';
import type { JobFacts } from './types';

export interface OnDemandStep {
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly description: string;
  /** Texts; of the attribute mapping, an explanation for each attribute. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly activity: string;
}

/** What one mapping gave, and what came of it. */
export interface Explanation {
  readonly sourceValues: Readonly<Record<string, string | null>>;
  readonly expression: string | null;
  readonly result: string | null;
  readonly comparedWith: string | null;
  readonly written: boolean;
  readonly reason: string;
}

export interface OnDemandOutcome {
  readonly action: string;
  readonly dryRun: boolean;
  readonly notes: readonly string[];
  readonly provisioningSteps: readonly OnDemandStep[];
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
  readonly statusInfo: {
    readonly status: string;
    readonly errorCode?: string | null;
    readonly reason?: string | null;
    readonly recommendedAction?: string | null;
  };
  readonly reportableIdentifier: string | null;
}

export interface OnDemandWish {
  readonly externalId: string;
  /** A SCIM user instead of what is known. */
  readonly data?: unknown;
  readonly dryRun: boolean;
}

/** What is asked, by its path and its body. */
export function onDemandCall(job: JobFacts, { externalId, data, dryRun }: OnDemandWish) {
  const parameters = [{ ruleId: job.ruleId, subjects: [{ objectId: externalId, objectTypeName: 'User' }] }];
  const path = `${graphJob(job.servicePrincipalId, job.jobId)}/provisionOnDemand`;
  return { path, method: 'POST', body: { parameters, dryRun, ...(data !== undefined && { data }) } } as const;
}

/** @throws {ApiError} 409 while somebody else works on the person; 429 beyond five in ten seconds */
export async function provisionOnDemand(client: Client, job: JobFacts, wish: OnDemandWish): Promise<OnDemandOutcome> {
  const { path, ...asked } = onDemandCall(job, wish);
  const { value } = await client.json<{ readonly value: string }>(path, asked);
  const [outcome] = JSON.parse(value) as readonly [OnDemandOutcome];
  return outcome;
}
