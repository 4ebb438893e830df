/** What one invocation hands to everything that works on its people. */
import type { RetrySchedule } from '../../engine/job/escrow';
import type { LogStep } from '../../engine/person/logEntry';
import type { Clock, Logger, RandomSource } from '../../ports';
import type { AccountOwnerStore } from '../../store/people/accountOwners';
import type { PeopleStore } from '../../store/people/people';
import type { NameStore } from '../../store/people/reservedNames';
import type { JobContext } from '../jobContext';
import type { AccountBoard } from './accountBoard';

/** Somebody who asked about one person and waits for the answer (on-demand provisioning). */
export interface Onlooker {
  /** Called with each step as it is taken. */
  step(step: LogStep): void;
}

export interface Run {
  readonly context: JobContext;
  readonly cycleId: string;
  /** Names this invocation in the claims it takes. */
  readonly worker: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly people: PeopleStore;
  readonly names: NameStore;
  readonly owners: AccountOwnerStore;
  /** Accounts of the people of this invocation, as they come to be. */
  readonly accounts: AccountBoard;
  /** How long a claim on a create stands, milliseconds. */
  readonly claimMs: number;
  readonly retries: RetrySchedule;
  /** When set, every mapping is explained, every outcome is logged, and nobody is disabled or deleted. */
  readonly onlooker?: Onlooker;
}
