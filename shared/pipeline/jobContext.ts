/**
 * What is known of a job, loaded together and kept for a few seconds: a full load asks for it thousands of times and it
 * changes a few times a year. Reaching the target is a thing of its own, so that a job whose target is down still takes
 * uploads, shows its log and can be put right.
 */

import type { GuardSettings } from '../engine/job/deletionGuard';
import type { OmittedAttributes } from '../engine/person/record';
import type { Systems } from '../engine/person/steps';
import { type CompiledSchema, compileSchema } from '../engine/schema/compileSchema';
import { targetNames } from '../engine/schema/schemaQueries';
import type { SynchronizationSchema } from '../engine/synchronizationSchema';
import { isOn } from '../graph/onOff';
import type { Clock } from '../ports';
import type { Job, JobStore, ServicePrincipal } from '../store/jobs/jobs';
import type { Target } from '../targets/target';
import { guardSettings, omittedAttributes } from './jobSettings';

/** What can be told of a job without its target. */
export interface JobDefinition {
  readonly job: Job;
  /** When the job was read, milliseconds: how long ago it may have changed unseen. */
  readonly readAt: number;
  readonly jobEtag: string;
  readonly principal: ServicePrincipal;
  readonly compiled: CompiledSchema;
  readonly schemaVersion: string;
  /** The job's `SkipOutOfScopeDeletions`: accounts leaving scope are left alone. */
  readonly skipOutOfScopeDeletions: boolean;
  /** The job's `OmittedAttributes`: whether what an upload leaves out stays known. */
  readonly omitted: OmittedAttributes;
  readonly guard: GuardSettings;
}

/** Everything a worker needs. */
export interface JobContext extends JobDefinition {
  readonly systems: Systems;
  readonly target: Target;
  readonly defaultDomain: string;
  /** Kinds of writes that the target was seen to take since it was opened (`person/exporting/judgeWrite.ts`). */
  readonly proven: Set<string>;
}

/** Whether people of the job can be looked up in its target. @throws {ProvisioningError} with what it says */
export function tryTarget({ target, compiled }: JobContext): Promise<void> {
  return target.testConnection(compiled.matching[0]?.target);
}

/** What is written back is read with the account, as far as the target's schema knows it. */
function wanting(
  compiled: CompiledSchema,
  schema: SynchronizationSchema,
  names: Job['writesBack'] = [],
): CompiledSchema {
  if (names.length === 0) return compiled;
  const known = targetNames(schema);
  const wanted = [...new Set([...compiled.wanted, ...names.filter((name) => known.has(name))])];
  return { ...compiled, wanted };
}

export interface JobContexts {
  /** @returns `undefined` when there is no such job */
  find(jobId: string): Promise<JobDefinition | undefined>;
  /**
   * @returns `undefined` when there is no such job
   * @throws {ProvisioningError} when the target cannot be reached or does not take our credentials
   */
  get(jobId: string): Promise<JobContext | undefined>;
  /** Forgets what is remembered, after a change made here. */
  forget(jobId: string): void;
}

export interface JobContextPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  openTarget(job: Job): Promise<Target>;
  /** What the deletion guards of all jobs have in common. */
  readonly guard: Pick<GuardSettings, 'settleMs' | 'mostAtOnce'>;
}

/** A change made by another instance takes effect within this time. */
export const KEEP_MS = 5_000;

export function createJobContexts(ports: JobContextPorts): JobContexts {
  const kept = new Map<string, { readonly until: number; readonly definition: Promise<JobDefinition | undefined> }>();
  const compiledByVersion = new Map<string, { readonly etag: string; readonly compiled: CompiledSchema }>();
  /** As long-lived as the definition it was reached for. */
  const reached = new WeakMap<JobDefinition, Promise<JobContext>>();
  /** As long-lived as the target. */
  const proven = new WeakMap<Target, Set<string>>();

  async function define(jobId: string): Promise<JobDefinition | undefined> {
    const readAt = ports.clock.now();
    const [job, schema] = await Promise.all([ports.jobs.get(jobId), ports.jobs.getSchema(jobId)]);
    if (job === undefined || schema === undefined) return undefined;
    const principal = await ports.jobs.getPrincipal(job.value.servicePrincipalId);
    if (principal === undefined) return undefined;
    let known = compiledByVersion.get(jobId);
    if (known?.etag !== schema.etag) {
      known = { etag: schema.etag, compiled: compileSchema(schema.value) };
      compiledByVersion.set(jobId, known);
    }
    return {
      job: job.value,
      readAt,
      jobEtag: job.etag,
      principal,
      compiled: wanting(known.compiled, schema.value, job.value.writesBack),
      schemaVersion: schema.value.version,
      skipOutOfScopeDeletions: isOn(job.value.settings.SkipOutOfScopeDeletions),
      omitted: omittedAttributes(job.value.settings),
      guard: guardSettings(job.value.settings, ports.guard),
    };
  }

  async function reach(definition: JobDefinition): Promise<JobContext> {
    const target = await ports.openTarget(definition.job);
    const systems = { source: definition.compiled.source.name, target: target.capabilities.displayName };
    const seen = proven.get(target) ?? new Set();
    proven.set(target, seen);
    return { ...definition, systems, target, defaultDomain: await target.defaultDomain(), proven: seen };
  }

  function find(jobId: string): Promise<JobDefinition | undefined> {
    const now = ports.clock.now();
    const remembered = kept.get(jobId);
    if (remembered !== undefined && now < remembered.until) return remembered.definition;
    const definition = define(jobId);
    kept.set(jobId, { until: now + KEEP_MS, definition });
    definition.then(
      (found) => found === undefined && kept.delete(jobId), // a job that appears must be seen at once
      () => kept.delete(jobId),
    );
    return definition;
  }

  return {
    find,
    async get(jobId) {
      const definition = await find(jobId);
      if (definition === undefined) return undefined;
      const known = reached.get(definition);
      if (known !== undefined) return known;
      const context = reach(definition);
      reached.set(definition, context);
      context.catch(() => reached.delete(definition)); // the next one to ask tries again
      return context;
    },
    forget: (jobId) => void kept.delete(jobId),
  };
}
