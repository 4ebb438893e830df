/**
 * Everything a worker needs to know of a job, loaded together and kept for a few seconds: a full load asks for it
 * thousands of times and it changes a few times a year.
 */
import { type CompiledSchema, compileSchema } from '../engine/compileSchema';
import type { GuardSettings } from '../engine/deletionGuard';
import type { Systems } from '../engine/steps';
import type { Clock } from '../ports';
import type { Job, JobStore, ServicePrincipal } from '../store/jobs';
import type { Target } from '../targets/target';
import { guardSettings, isOn } from './jobSettings';

export interface JobContext {
  readonly job: Job;
  readonly jobEtag: string;
  readonly principal: ServicePrincipal;
  readonly compiled: CompiledSchema;
  readonly systems: Systems;
  readonly target: Target;
  readonly defaultDomain: string;
  /** The job's `SkipOutOfScopeDeletions`: accounts leaving scope are left alone. */
  readonly skipOutOfScopeDeletions: boolean;
  readonly guard: GuardSettings;
}

export interface JobContexts {
  /** @returns `undefined` when there is no such job */
  get(jobId: string): Promise<JobContext | undefined>;
  /** Forgets what is remembered, after a change made here. */
  forget(jobId: string): void;
}

export interface JobContextPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  openTarget(job: Job): Promise<Target>;
  readonly guardSettleMs: number;
}

/** A change made by another instance takes effect within this time. */
const KEEP_MS = 5_000;

export function createJobContexts(ports: JobContextPorts): JobContexts {
  const kept = new Map<string, { readonly until: number; readonly context: Promise<JobContext | undefined> }>();
  const compiledByVersion = new Map<string, { readonly etag: string; readonly compiled: CompiledSchema }>();

  async function load(jobId: string): Promise<JobContext | undefined> {
    const [job, schema] = await Promise.all([ports.jobs.get(jobId), ports.jobs.getSchema(jobId)]);
    if (job === undefined || schema === undefined) return undefined;
    const principal = await ports.jobs.getPrincipal(job.value.servicePrincipalId);
    if (principal === undefined) return undefined;
    let known = compiledByVersion.get(jobId);
    if (known?.etag !== schema.etag) {
      known = { etag: schema.etag, compiled: compileSchema(schema.value) };
      compiledByVersion.set(jobId, known);
    }
    const target = await ports.openTarget(job.value);
    return {
      job: job.value,
      jobEtag: job.etag,
      principal,
      compiled: known.compiled,
      systems: { source: known.compiled.source.name, target: target.capabilities.displayName },
      target,
      defaultDomain: await target.defaultDomain(),
      skipOutOfScopeDeletions: isOn(job.value.settings.SkipOutOfScopeDeletions),
      guard: guardSettings(job.value.settings, ports.guardSettleMs),
    };
  }

  return {
    get(jobId) {
      const now = ports.clock.now();
      const remembered = kept.get(jobId);
      if (remembered !== undefined && now < remembered.until) return remembered.context;
      const context = load(jobId);
      kept.set(jobId, { until: now + KEEP_MS, context });
      context.then(
        (found) => found === undefined && kept.delete(jobId), // a job that appears must be seen at once
        () => kept.delete(jobId),
      );
      return context;
    },
    forget: (jobId) => void kept.delete(jobId),
  };
}
