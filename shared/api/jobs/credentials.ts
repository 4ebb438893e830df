/** `validateCredentials` and `acquireAccessToken` (spec/wire-contract.md 2.7): does the target take what we have? */

import type { Fields } from '../../engine/schema/parse/fields';
import { isRunByAgents } from '../../pipeline/jobSettings';
import { type CredentialsUse, validateCredentials } from '../../pipeline/jobs/validateCredentials';
import type { Needs } from '../../pipeline/ports';
import type { Job } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { readFields, readOptionalFields } from '../http/readFields';
import { OPERATE_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, findPrincipal, requireReach, storedJobs } from './findJob';
import { readTemplateId } from './jobs';
import { readSecretPairs } from './secrets';
import { withTargetErrors } from './targetErrors';

type Ports = Needs<'jobs' | 'secrets' | 'sealer' | 'ask' | 'testCredentials' | 'maxRequestBytes'>;

const DONE: Reply = { status: 204 };

export async function postValidateJob(call: Call, ports: Ports): Promise<Reply> {
  const { job, principal } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const credentials = await readOptionalFields(call.request, ports.maxRequestBytes, readCredentials);
  if (credentials !== undefined) requireReach(call, principal, WRITE_ANY_JOB); // others may try what is saved
  if (isRunByAgents(job)) return validateAtAgent(job, credentials, ports);
  return validate({ principal, job }, credentials, ports);
}

/** Agents hold the credentials of their directory themselves, so there are no others to try. */
async function validateAtAgent(
  job: Job,
  credentials: ReadonlyMap<string, string> | undefined,
  { ask }: Ports,
): Promise<Reply> {
  if (credentials !== undefined) {
    throw badRequest(
      'The job is run by agents, which hold the credentials themselves: send useSavedCredentials, and theirs are tried.',
    );
  }
  await withTargetErrors(() => ask(job, { kind: 'testConnection' }));
  return DONE;
}

/** Before there is a job: the template says what kind of target it is. */
export async function postValidateTemplate(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const { templateId, credentials } = await readFields(call.request, ports.maxRequestBytes, (fields) => ({
    templateId: readTemplateId(fields),
    credentials: readCredentials(fields),
  }));
  return validate({ principal, templateId }, credentials, ports);
}

/** Muster fetches the tokens it needs when it needs them; the list is checked and that is all. */
export async function postAcquireAccessToken(call: Call, ports: Ports): Promise<Reply> {
  await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  await readFields(call.request, ports.maxRequestBytes, (fields) => readSecretPairs(fields, 'credentials'));
  return DONE;
}

/** @returns `undefined` for those saved */
function readCredentials(fields: Fields): ReadonlyMap<string, string> | undefined {
  const pairs = readSecretPairs(fields, 'credentials');
  const useSaved = fields.flag('useSavedCredentials', pairs.length === 0);
  return useSaved ? undefined : new Map(pairs.map(({ key, value }) => [key, value]));
}

async function validate(
  use: CredentialsUse,
  credentials: ReadonlyMap<string, string> | undefined,
  ports: Ports,
): Promise<Reply> {
  await withTargetErrors(() => validateCredentials(use, credentials, ports));
  return DONE;
}
