/** What one invocation hands to everything that works on its people. */
import type { RetrySchedule } from '../../engine/job/escrow';
import type { LogStep } from '../../engine/person/logEntry';
import type { Clock, Logger, RandomSource } from '../../ports';
import type { RealmStore } from '../../store/jobs/realms';
import type { AccountOwnerStore } from '../../store/people/accountOwners';
import type { PeopleStore } from '../../store/people/peopleStore';
import type { ReservedNames } from '../../store/people/reservedNames';
import type { JobContext } from '../jobContext';
import type { AccountBoard } from './accountBoard';
import type { ReferredAccounts } from './references/referredAccounts';
import type { Refusals } from './references/refusals';

/** What people are worked on for. */
export type Purpose =
  /** What was uploaded, and what Muster does on its own account. */
  | 'upload'
  /** Somebody asked for one person and waits for the answer. */
  | 'onDemand'
  /** The same, but nothing is written. */
  | 'rehearsal'
  /** What an upload would do; nothing is written. */
  | 'plan';

/** Then every mapping is explained, and every outcome is told. */
export const isAsked = ({ purpose }: Pick<Run, 'purpose'>) => purpose === 'onDemand' || purpose === 'rehearsal';

/** Whether what would be written is only told. */
export const isDry = ({ purpose }: Pick<Run, 'purpose'>) => purpose === 'rehearsal' || purpose === 'plan';

/** Whoever watches one person being worked on. */
export interface Onlooker {
  /** Called with each step as it is taken. */
  step(step: LogStep): void;
}

export interface Run {
  readonly purpose: Purpose;
  readonly context: JobContext;
  readonly cycleId: string;
  /** Names this invocation in the claims it takes. */
  readonly worker: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly people: PeopleStore;
  readonly names: ReservedNames;
  readonly owners: AccountOwnerStore;
  /** Accounts of the people of this invocation, as they come to be. */
  readonly accounts: AccountBoard;
  /** Accounts that references point to, as they are found. */
  readonly referred: ReferredAccounts;
  /** References that the target has refused in this invocation. */
  readonly refusals: Refusals;
  /**
   * By source anchor, until when a write of this invocation may happen yet (`doubt.ts`). Where storage fails before the row says
   * so, the people of a shard are tried once more, and a worker's own claim does not keep that worker away.
   */
  readonly doubts: Map<string, number>;
  readonly realms: RealmStore;
  /** How long a claim on a person stands, milliseconds. */
  readonly claimMs: number;
  readonly retries: RetrySchedule;
  readonly onlooker?: Onlooker;
}

/** What the invocation is handed; the rest is made for the people who are worked on together. */
export type Invocation = Omit<Run, 'accounts' | 'referred' | 'refusals' | 'doubts'>;
