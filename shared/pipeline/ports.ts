/**
 * What use cases may ask for, each thing named and documented once. A use case says what it needs of it,
 * `ports: Needs<'jobs' | 'clock'>`, and gets no more; the composition root builds the whole. Types only, and a hall: it
 * names no room.
 */
import type { RetrySchedule } from '../engine/job/escrow';
import type { QuarantineSettings } from '../engine/job/quarantine';
import type { Clock, Logger, RandomSource } from '../ports';
import type { Queue, SendOptions } from '../store/contract/queue';
import type { FenceStore } from '../store/inlets/fences';
import type { InletEventStore } from '../store/inlets/inletEvents';
import type { InletHealthStore } from '../store/inlets/inletHealth';
import type { PaceStore } from '../store/inlets/inletPace';
import type { InletStore } from '../store/inlets/inlets';
import type { RefetchStore } from '../store/inlets/refetches';
import type { AgentStore } from '../store/jobs/agents';
import type { AuditStore } from '../store/jobs/audit';
import type { ClientStore } from '../store/jobs/clients';
import type { Job, JobEvent, JobStore } from '../store/jobs/jobs';
import type { MappingTestStore } from '../store/jobs/mappingTests';
import type { NewsStore } from '../store/jobs/news';
import type { ParkingStore } from '../store/jobs/parking';
import type { QuestionStore } from '../store/jobs/questions';
import type { RealmStore } from '../store/jobs/realms';
import type { SchemaVersionStore } from '../store/jobs/schemaVersions';
import type { Sealer } from '../store/jobs/sealing';
import type { SecretStore } from '../store/jobs/secrets';
import type { SupervisionStore } from '../store/jobs/supervision';
import type { OutletEvents } from '../store/outlets/events';
import type { OutletStore } from '../store/outlets/outlets';
import type { WritebackStore } from '../store/outlets/writebacks';
import type { AccountOwnerStore } from '../store/people/accountOwners';
import type { EntryPackStore } from '../store/people/entryPacks';
import type { LedgerStore } from '../store/people/ledger';
import type { OutboxStore } from '../store/people/outbox';
import type { PeopleStore } from '../store/people/peopleStore';
import type { PersonIndex } from '../store/people/personIndex';
import type { ReservedNames } from '../store/people/reservedNames';
import type { PastUploads } from '../store/retention/pastUploads';
import type { RemovedJobs } from '../store/retention/removedJobs';
import type { AnswerStore } from '../store/uploads/entriesOfUpload';
import type { IntakeStore } from '../store/uploads/intake';
import type { StagingStore } from '../store/uploads/largeBulks';
import type { PayloadStore } from '../store/uploads/payloads';
import type { ParkedStore } from '../store/uploads/poison';
import type { PutOffStore } from '../store/uploads/putOff';
import type { UnkeptStore } from '../store/uploads/unkept';
import type { Exchange } from '../targets/kit/http';
import type { IntendedUse, Target } from '../targets/target';
import type { AskAgents } from './agentQuestions';
import type { AskVendor, InletContexts, InletWatch, TellInlet, VendorIds, VendorTokens } from './inletPorts';
import type { JobContexts } from './jobContext';

/** What a use case needs of the house. */
export type Needs<K extends keyof House> = Pick<House, K>;

export interface House {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;

  /** Jobs, their principals and their schemas. */
  readonly jobs: JobStore;
  /** Schemas that jobs had before. */
  readonly schemaVersions: SchemaVersionStore;
  /** What is expected of jobs' mappings. */
  readonly mappingTests: MappingTestStore;
  /** What is known of jobs, compiled, remembered for seconds; and the way to their targets. */
  readonly contexts: JobContexts;
  /** Jobs that are gone, as long as anything of theirs may still come. */
  readonly removedJobs: RemovedJobs;
  /** Targets' credentials and notification addresses, sealed. */
  readonly secrets: SecretStore;
  /** Seals and opens secrets; says so when there is no key. */
  readonly sealer: Sealer;
  /** Who has tokens from the development issuer, and with which permissions. */
  readonly clients: ClientStore;
  /** Who changed what of a job. */
  readonly audit: AuditStore;

  /** The queues of all jobs. */
  readonly operations: JobQueues;
  /** Messages of jobs that do not work. */
  readonly parking: ParkingStore;
  /** Messages that nobody can work on. */
  readonly parked: ParkedStore;

  /** Uploads and cycles: what was accepted, and what of it is open. */
  readonly intake: IntakeStore;
  /** The operations of uploads, as accepted. */
  readonly payloads: PayloadStore;
  /** Operations that wait although their message has come. */
  readonly putOff: PutOffStore;
  /** People whose row storage takes nothing into. */
  readonly unkept: UnkeptStore;
  /** Operations that are too large for where they belong. */
  readonly staging: StagingStore;
  /** Which log entries answer an upload. */
  readonly answerStore: AnswerStore;
  /** Uploads that are answered, until they are removed by age. */
  readonly pastUploads: PastUploads;

  readonly people: PeopleStore;
  /** Lists of people: who is in escrow, who waits, whose deletion is held. */
  readonly index: PersonIndex;
  /** Commits people together with their log entries. */
  readonly ledger: LedgerStore;
  /** The provisioning log. */
  readonly packs: EntryPackStore;
  /** Which jobs write into one directory. */
  readonly realms: RealmStore;
  /** Whose an account is. */
  readonly owners: AccountOwnerStore;
  /** Unique names reserved for people. */
  readonly names: ReservedNames;

  /** Where HR systems post what happened. */
  readonly inlets: InletStore;
  /** What they posted, and what became of it. */
  readonly inletEvents: InletEventStore;
  readonly inletHealth: InletHealthStore;
  /** Definitions, compiled, remembered for half a minute; and their secrets. */
  readonly inletContexts: InletContexts;
  /** What is noticed at their doors. */
  readonly inletWatch: InletWatch;
  /** To HR systems, at addresses that definitions name. */
  readonly askVendor: AskVendor;
  readonly vendorTokens: VendorTokens;
  /** Word of events that are to be worked on. */
  readonly events: Pick<Queue, 'send' | 'hasVisible'>;
  /** When the next call to an HR system may begin. */
  readonly inletPace: PaceStore;
  /** People to be fetched again on a date. */
  readonly refetches: RefetchStore;
  /** What was accepted last of each person that an inlet tells of. */
  readonly fences: FenceStore;
  readonly vendorIds: VendorIds;
  /** Who is told of what is done for people, and how that goes. */
  readonly outlets: OutletStore;
  /** What outlets are to be sent, and were. */
  readonly outletEvents: OutletEvents;
  /** What writebacks know of each person. */
  readonly writebacks: WritebackStore;
  /** The users of an HR system, as a writeback may see and change them. */
  readonly openHr: OpenHr;
  /** Log entries that outlets are still to be told of. */
  readonly outbox: OutboxStore;
  /** What happened to jobs that outlets are still to be told of. */
  readonly news: NewsStore;

  /** When the timer was last through with everything. */
  readonly supervision: SupervisionStore;
  /** Agents of jobs, and when each was last heard of. */
  readonly agents: AgentStore;
  /** Questions to agents, and their answers. */
  readonly questions: QuestionStore;
  /** Asks an agent, for jobs whose directory only agents reach. */
  readonly ask: AskAgents;

  /** Tells the administrator of a job's trouble. */
  readonly notify: Notify;
  /** The same of an inlet's. */
  readonly tellInlet: TellInlet;
  /** Tells the same administrator of trouble beside the job, such as an outlet's. */
  readonly notifyOf: NotifyOf;
  /** Whether the job may not run because nobody would learn of a failure (seed 000, "The job enters quarantine state"). */
  lacksEmail(job: Job): Promise<boolean>;
  /**
   * Tries credentials that are not saved, or not yet.
   *
   * @param use what is going to be done with them
   * @throws {ProvisioningError} what the target says to them
   */
  testCredentials(templateId: string, credentials: ReadonlyMap<string, string>, use: IntendedUse): Promise<void>;
  /** Requests to addresses that are anybody's, such as a webhook's receiver or an HR system: private networks are refused. */
  readonly outside: Exchange;
  /** Whether such an address may be an `http:` one of this machine. */
  readonly allowLoopback: boolean;
  /** Of the embedded directory. */
  readonly recycleBin: RecycleBin;

  /** The tenant's id, a GUID. */
  readonly tenantId: string;
  /** What `DefaultDomain()` gives where there is no job to ask. */
  readonly templateDomain: string;
  /** Of the tenant that is provisioned into, as the settings name them. */
  readonly verifiedDomains: readonly string[];
  /** How long a person is one worker's before another may take over, milliseconds. */
  readonly claimMs: number;
  /** When who failed is tried again. */
  readonly retries: RetrySchedule;
  /** When a job is quarantined, and how long before each next attempt. */
  readonly quarantine: QuarantineSettings;
  /** How long a cycle takes operations before the next one begins, milliseconds. */
  readonly cycleMs: number;
  /** How often references that wait are looked at without a sign of their person, milliseconds. */
  readonly waitingSweepMs: number;
  /** How long entries, receipts and unworkable messages are kept, milliseconds. */
  readonly keepMs: number;
  /** How long audit records are kept, milliseconds. */
  readonly keepAuditMs: number;
  /** How long an agent may be silent before it counts as inactive, milliseconds. */
  readonly agentInactiveMs: number;
  /** How long to wait for an answer, milliseconds: somebody waits, and Azure cuts off what takes 230 seconds. */
  readonly agentAnswerMs: number;
  /** How long a job may be without an active agent before it is quarantined, milliseconds. */
  readonly agentQuarantineMs: number;
  /** How large the body of a request may be, bytes. */
  readonly maxRequestBytes: number;
  readonly maxOperationsPerRequest: number;
  /** 0: one message for the whole request. */
  readonly operationsPerMessage: number;
}

/** Queues that are read side by side: the first for whoever is to lose access, the ordinary one for everything else. */
export const LANES = ['ordinary', 'first'] as const;
export type Lane = (typeof LANES)[number];

export interface JobQueues {
  /** To wherever the job's messages are worked on, in the lane that the message says (`messages.ts`). */
  send(jobId: string, text: string, options?: SendOptions): Promise<void>;
  /** Whether this process is to work on messages of the job. */
  isOurs(job: Job): boolean;
  /**
   * Whether no message of the job can be waiting; the service's queues are shared, so one of another job counts too.
   *
   * @param lane absent: in none
   */
  isEmpty(job: Job, lane?: Lane): Promise<boolean>;
  /** Whether no message of the job could be received now: what is left is being worked on, or comes later by itself. */
  isIdle(job: Job, lane: Lane): Promise<boolean>;
  /** Makes the agents' queues of a job, before anything is sent there. */
  prepare(jobId: string): Promise<void>;
  /** Brings what still waits for agents back to the service's queue; of very much, a part. */
  bringBack(jobId: string): Promise<void>;
}

/**
 * @param job quarantined; about any other there is nothing to tell
 * @returns whether that is done: `false` when the mail could not be sent
 */
export type Notify = (event: JobEvent, job: Job) => Promise<boolean>;

/** Nobody is created, deleted or shut out through it. */
export type HrUsers = Pick<Target, 'find' | 'update' | 'testConnection'>;

/** @param secrets as a SCIM target has them @throws {ProvisioningError} InvalidCredentials when they do not suffice */
export type OpenHr = (outletId: string, secrets: ReadonlyMap<string, string>) => Promise<HrUsers>;

/** @returns whether that is done: `false` when the mail could not be sent */
export type NotifyOf = (jobId: string, mail: { readonly subject: string; readonly text: string }) => Promise<boolean>;

export interface RecycleBin {
  /** Removes some of the users whose time is over. */
  purgeExpired(): Promise<{ readonly purged: number; readonly more: boolean }>;
}
