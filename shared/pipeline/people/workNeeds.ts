/** What working on people asks for, whichever way their messages come. */
import type { Needs } from '../ports';

export type WorkNeeds = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'removedJobs'
  | 'audit'
  | 'operations'
  | 'parking'
  | 'intake'
  | 'staging'
  | 'payloads'
  | 'putOff'
  | 'people'
  | 'index'
  | 'realms'
  | 'ledger'
  | 'answerStore'
  | 'owners'
  | 'names'
  | 'notify'
  | 'claimMs'
  | 'retries'
  | 'quarantine'
>;
