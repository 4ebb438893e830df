/** The way out of a quarantine, by its reason: what is to be done, in order, and what of it the data says is done (docs/operations.md, *Quarantine*). */

export type Procedure = 'connection' | 'email' | 'agent' | 'failures' | 'deletions' | 'operator' | 'other';

export type StepId =
  | 'correct'
  | 'test'
  | 'email'
  | 'agent'
  | 'causes'
  | 'decide'
  | 'why'
  | 'look'
  | 'restart'
  | 'waits';

export interface ProcedureStep {
  readonly id: StepId;
  readonly isDone: boolean;
}

interface Reason {
  readonly reason: string;
  readonly error: { readonly code: string } | null;
}

const AGENTS = ['HybridIdentityServiceNoActiveAgents', 'HybridIdentityServiceNoAgentsAssigned'];
const FAILURES = [
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
];

export function procedureOf({ reason, error }: Reason): Procedure {
  const code = error?.code ?? '';
  if (reason === 'TooManyDeletes') return 'deletions';
  if (reason === 'QuarantinedOnDemand') return 'operator';
  if (FAILURES.includes(reason)) return 'failures';
  if (code === 'NotificationEmailMissing') return 'email';
  if (AGENTS.includes(code)) return 'agent';
  return reason === 'EncounteredQuarantineException' ? 'connection' : 'other';
}

/** What the steps are ticked by. */
export interface KnownOfTrouble {
  /** The target took what is saved, when it was tried here. */
  readonly isTested: boolean;
  readonly hasEmail: boolean;
  readonly isAgentActive: boolean;
  readonly staged: number;
  readonly escrowed: number;
}

/** Some end by themselves once the cause is gone; the others want a restart. */
export function stepsOf(procedure: Procedure, known: KnownOfTrouble): readonly ProcedureStep[] {
  const { isTested, hasEmail, isAgentActive, staged, escrowed } = known;
  const step = (id: StepId, isDone = false): ProcedureStep => ({ id, isDone });
  switch (procedure) {
    case 'connection':
      return [step('correct', isTested), step('test', isTested), step('restart')];
    case 'email':
      return [step('email', hasEmail), step('restart')];
    case 'agent':
      return [step('agent', isAgentActive), step('waits')];
    case 'failures':
      return [step('causes', escrowed === 0), step('restart')];
    case 'deletions':
      return [step('decide', staged === 0), step('waits')];
    case 'operator':
      return [step('why'), step('restart')];
    case 'other':
      return [step('look'), step('restart')];
  }
}

interface Steps {
  readonly stepSeconds: number;
  readonly toDateTime: string;
  readonly success: readonly number[];
  readonly skipped: readonly number[];
  readonly warning: readonly number[];
  readonly failure: readonly number[];
}

/**
 * What came of people since a moment: whether it goes well now.
 * @param since milliseconds since the epoch; the minute in which it lies counts from its beginning
 */
export function sinceThen(steps: Steps, since: number): { readonly people: number; readonly failed: number } {
  const stepMs = steps.stepSeconds * 1_000;
  const end = Date.parse(steps.toDateTime);
  const buckets = Math.max(0, Math.ceil((end - Math.floor(since / stepMs) * stepMs) / stepMs));
  const sum = (all: readonly number[]) => (buckets === 0 ? 0 : all.slice(-buckets).reduce((one, two) => one + two, 0));
  const failed = sum(steps.failure);
  return { people: sum(steps.success) + sum(steps.skipped) + sum(steps.warning) + failed, failed };
}
