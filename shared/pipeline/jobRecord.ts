/** A job as audit records show it: what an administrator can change, or see change. */
import type { JsonObject } from '../scim/json';
import type { Job } from '../store/jobs/jobs';

export function jobRecord({ templateId, state, interval, settings, quarantine, generation, restartWhenIdle }: Job) {
  return {
    templateId,
    schedule: { state, interval: interval ?? null },
    synchronizationJobSettings: { ...settings },
    status: { quarantine: { reason: quarantine?.reason ?? null } },
    forgotten: { links: generation.links, escrows: generation.escrows },
    resetWhenIdle: restartWhenIdle?.join(', ') ?? null,
  } satisfies JsonObject;
}
