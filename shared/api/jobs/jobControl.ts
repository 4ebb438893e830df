/** `start`, `pause` and `restart` on the wire (spec/wire-contract.md 2.5), and Muster's own `quarantine`. */

import { parseResetScope, type ResetScope } from '../../engine/job/resetScope';
import type { Fields } from '../../engine/schema/parse/fields';
import { pauseJob, quarantineOnDemand, restart, startJob } from '../../pipeline/jobs/controlJob';
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { initiator } from '../http/initiator';
import { readOptionalFields } from '../http/readFields';
import { OPERATE_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, requireReach, storedJobs } from './findJob';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'parking'
  | 'intake'
  | 'people'
  | 'index'
  | 'notify'
  | 'lacksEmail'
  | 'quarantine'
  | 'maxRequestBytes'
>;

/** What a restart may forget without changing who has access; the rest asks for the right to change the job. */
const OPERATORS_SCOPES: ReadonlySet<ResetScope> = new Set(['QuarantineState', 'Escrows', 'Watermark']);

const DONE: Reply = { status: 204 };

export async function postStart(call: Call, ports: Ports): Promise<Reply> {
  await startJob(await jobOf(call, ports), initiator(call), ports);
  return DONE;
}

export async function postPause(call: Call, ports: Ports): Promise<Reply> {
  await pauseJob(await jobOf(call, ports), initiator(call), ports);
  return DONE;
}

export async function postRestart(call: Call, ports: Ports): Promise<Reply> {
  const { job, principal } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const scopes = await readOptionalFields(call.request, ports.maxRequestBytes, readScopes);
  if ([...scopes].some((scope) => !OPERATORS_SCOPES.has(scope))) requireReach(call, principal, WRITE_ANY_JOB);
  await restart(job, scopes, initiator(call), ports);
  return DONE;
}

/** What the service calls an operator's quarantine, and how its prose and seed 002 spell it. */
const ON_DEMAND_SPELLINGS = ['QuarantinedOnDemand', 'QuarantineOnDemand'] as const;
const LONGEST_MESSAGE = 1_000;

export async function postQuarantine(call: Call, ports: Ports): Promise<Reply> {
  const job = await jobOf(call, ports);
  const message = await readOptionalFields(call.request, ports.maxRequestBytes, readQuarantineMessage);
  await quarantineOnDemand(job, message, initiator(call), ports);
  return DONE;
}

/** A reason may be sent along; there is only one an operator can give. */
function readQuarantineMessage(fields: Fields): string | undefined {
  fields.choice('reason', ON_DEMAND_SPELLINGS, ON_DEMAND_SPELLINGS[0]);
  const message = fields.optionalText('message')?.trim() ?? '';
  if (message.length > LONGEST_MESSAGE) {
    fields.report('message', 'InvalidValue', `message must not be longer than ${LONGEST_MESSAGE} characters.`);
  }
  return message === '' ? undefined : message;
}

async function jobOf(call: Call, { jobs }: Ports) {
  return (await findJob(call, storedJobs(jobs), ...OPERATE_ANY_JOB)).job;
}

function readScopes(fields: Fields): ReadonlySet<ResetScope> {
  const text = fields.child('criteria')?.optionalText('resetScope') ?? undefined;
  const verdict = parseResetScope(text);
  if (verdict.ok) return verdict.scopes;
  fields.report('criteria.resetScope', 'InvalidValue', verdict.message);
  return new Set();
}
