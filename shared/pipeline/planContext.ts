/** What expressions may ask, fixed for one person's attempt. */
import type { PlanContext } from '../engine/person/plan';
import type { Run } from './person/run';

export interface AttemptPlanContext extends PlanContext {
  /** Remembers that the target holds this value already, so that the next plan picks another. */
  markTaken(attribute: string, value: string): void;
}

export function attemptPlanContext(run: Run): AttemptPlanContext {
  const taken = new Set<string>();
  const key = (attribute: string, value: string) => `${attribute}\n${value.toLowerCase()}`;
  return {
    now: run.clock.now(),
    defaultDomain: run.context.defaultDomain,
    randomBytes: (length) => run.random.bytes(length),
    isTaken: (attribute, value) => taken.has(key(attribute, value)),
    markTaken: (attribute, value) => void taken.add(key(attribute, value)),
  };
}
