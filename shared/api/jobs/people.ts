/** `…/people/{externalId}`: a person to be forgotten, and whose account it is to be found anew. */
import { type Forgetting, forgetPerson } from '../../pipeline/jobs/forgetPerson';
import { rematchPerson, type Unlinking } from '../../pipeline/jobs/rematchPerson';
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { WRITE_ANY_JOB } from '../http/roles';
import { findJob, namedPerson, storedJobs } from './findJob';

type Ports = Needs<
  'clock' | 'random' | 'jobs' | 'audit' | 'operations' | 'intake' | 'people' | 'ledger' | 'outlets' | 'writebacks'
>;

type Refusal = Exclude<Forgetting, 'forgotten' | 'unknown'>;

/** Codes and messages of a 409. */
const REFUSALS: Readonly<Record<Refusal, readonly [string, string]>> = {
  unanswered: [
    'PersonIsUnderWay',
    'An operation of this person is not answered yet, or so much is under way that it cannot be told: try again later.',
  ],
  held: ['DeletionIsHeld', 'The deletion guard holds a deletion of this person: allow or reject it first.'],
};

export async function deletePerson(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const externalId = namedPerson(call);
  const ending = await forgetPerson(job, externalId, initiator(call), ports);
  if (ending === 'unknown') throw resourceNotFound(externalId);
  if (ending !== 'forgotten') throw new GraphError(409, ...REFUSALS[ending]);
  return { status: 204 };
}

/** @throws {GraphError} 404, 409 where the link of this person cannot be forgotten now */
export function requireUnlinked(ending: Unlinking, externalId: string): void {
  if (ending === 'unknown') throw resourceNotFound(externalId);
  if (ending === 'held') throw new GraphError(409, ...REFUSALS.held);
  if (ending === 'busy') {
    const message = 'The account of this person is being created, or may be: try again in a minute.';
    throw new GraphError(409, 'PersonIsUnderWay', message);
  }
}

/** What comes of it is in the log. */
export async function postRematch(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const externalId = namedPerson(call);
  requireUnlinked(await rematchPerson(job, externalId, initiator(call), ports), externalId);
  return { status: 202 };
}
