/**
 * What is asked of agents, and what they answer: the service cannot reach their directory itself. Somebody waits for the
 * answer, so questions do not stand in the queue behind a full load: they are rows that agents look for (`questions.ts`).
 */
import type { AccountSeen, LogEntry, LogStep } from '../engine/person/logEntry';
import type { AttributeDefinition, SynchronizationSchema } from '../engine/synchronizationSchema';
import type { Failure } from '../errors';
import type { EnvelopeFault } from '../scim/bulkRequest';
import type { JsonObject } from '../scim/json';
import type { Job } from '../store/jobs/jobs';

/** One person, to be provisioned on demand. */
export interface OnDemandQuestion {
  readonly anchor: string;
  /** Instead of the last known data; its externalId is `anchor`. */
  readonly data: JsonObject | undefined;
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** The account is looked for, or made, as if the person had none. */
  readonly rematch?: boolean;
}

/** A step with the moment it was taken, milliseconds since the epoch. */
export interface TimedStep {
  readonly step: LogStep;
  readonly at: number;
}

export type OnDemandAnswer =
  | {
      readonly kind: 'provisioned';
      readonly entry: LogEntry;
      readonly steps: readonly TimedStep[];
      readonly began: number;
      readonly ended: number;
    }
  /** Nothing is known of this person, and no data was given. */
  | { readonly kind: 'unknownPerson' }
  /** The data given cannot be kept. */
  | { readonly kind: 'refused'; readonly faults: readonly EnvelopeFault[] }
  /** Another worker had the person all the while. Data given with the question is carried out in its turn. */
  | { readonly kind: 'busy' };

/** One operation of an upload that is planned, not carried out. */
export interface PlannedOperation {
  /** Position among the operations of the upload, from 0. */
  readonly index: number;
  readonly bulkId: string;
  readonly anchor: string | null;
}

/** A person of the upload, with all that is to be done for him or her, in order. */
export interface PlannedPerson {
  /** `null`: the operation does not say whose it is. */
  readonly anchor: string | null;
  readonly operations: readonly (PlannedOperation & { readonly data: JsonObject })[];
}

export interface AskedStretch {
  readonly stretch: readonly PlannedPerson[];
  /** Of those who will have an account, whoever this stretch may refer to. */
  readonly expected: readonly string[];
  readonly names: readonly string[];
}

export interface AnsweredStretch {
  readonly entries: readonly (readonly [number, LogEntry])[];
  readonly created: readonly (readonly [string, string])[];
  /** Whoever of the stretch will have an account. */
  readonly accounts: readonly string[];
  readonly names: readonly string[];
  readonly fatal: Failure | null;
}

/** Somebody to be evaluated: on this data, or on the last that is known. */
export interface PersonQuestion {
  readonly anchor: string;
  readonly data?: JsonObject;
}

export interface EvaluatedPeople {
  /** By source anchor; somebody of whom nothing is known has none. */
  readonly entries: readonly (readonly [string, LogEntry])[];
  readonly fatal: Failure | null;
}

export interface AskedEvaluation {
  /** A draft; `null`: the job's own. */
  readonly schema: SynchronizationSchema | null;
  readonly people: readonly PersonQuestion[];
}

export interface AskedImpact {
  readonly schema: SynchronizationSchema;
  readonly anchors: readonly string[];
  /** Unique names used up so far. */
  readonly names: readonly string[];
}

export interface AnsweredImpact {
  readonly entries: readonly (readonly [string, LogEntry])[];
  readonly names: readonly string[];
  readonly fatal: Failure | null;
}

/** By kind: what is asked beside the kind, and what the answer is. */
export interface AgentQuestions {
  provision: { readonly asked: { readonly question: OnDemandQuestion }; readonly answer: OnDemandAnswer };
  /** A stretch of a plan. */
  plan: { readonly asked: { readonly asked: AskedStretch }; readonly answer: AnsweredStretch };
  evaluate: { readonly asked: { readonly asked: AskedEvaluation }; readonly answer: EvaluatedPeople };
  /** A stretch of everybody, on a draft of the schema. */
  impact: { readonly asked: { readonly asked: AskedImpact }; readonly answer: AnsweredImpact };
  testConnection: { readonly asked: object; readonly answer: null };
  defaultDomain: { readonly asked: object; readonly answer: string };
  discover: { readonly asked: object; readonly answer: readonly AttributeDefinition[] | null };
  /** What accounts hold of these attributes; `null`: one is gone; a text: why it could not be read. */
  accounts: {
    readonly asked: { readonly asked: { readonly ids: readonly string[]; readonly names: readonly string[] } };
    readonly answer: readonly (readonly [string, AccountSeen | null | string])[];
  };
}

export type QuestionKind = keyof AgentQuestions;
export type AgentQuestion<K extends QuestionKind = QuestionKind> = {
  [Kind in K]: { readonly kind: Kind } & AgentQuestions[Kind]['asked'];
}[K];

/** What an agent leaves for whoever asked. */
export type AgentReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: Failure };

/**
 * @throws {ProvisioningError} HybridIdentityServiceNoActiveAgents, HybridIdentityServiceNoAgentsAssigned, TimeOut, or what
 *   the directory said to the agent
 */
export type AskAgents = <K extends QuestionKind>(
  job: Pick<Job, 'id' | 'settings'>,
  question: AgentQuestion<K>,
) => Promise<AgentQuestions[K]['answer']>;
