/** `validateCredentials` and `acquireAccessToken` (spec/wire-contract.md 2.7): does the target take what we have? */

import type { Fields } from '../../engine/schema/parse/fields';
import { isRunByAgents } from '../../pipeline/jobSettings';
import { noteConnectionTest } from '../../pipeline/jobs/noteConnectionTest';
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

type Ports = Needs<'jobs' | 'secrets' | 'sealer' | 'ask' | 'testCredentials' | 'clock' | 'maxRequestBytes'>;

const DONE: Reply = { status: 204 };

export async function postValidateJob(call: Call, ports: Ports): Promise<Reply> {
  const { job, principal } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const credentials = await readOptionalFields(call.request, ports.maxRequestBytes, readCredentials);
  const use = { principal, job };
  if (credentials === undefined) {
    await withTargetErrors(() => noteConnectionTest(job.id, () => trySaved(use, ports), ports));
    return DONE;
  }
  requireReach(call, principal, WRITE_ANY_JOB); // others may try what is saved
  if (isRunByAgents(job)) {
    throw badRequest(
      'The job is run by agents, which hold the credentials themselves: send useSavedCredentials, and theirs are tried.',
    );
  }
  await withTargetErrors(() => validateCredentials(use, credentials, ports));
  return DONE;
}

/** Agents hold the credentials of their directory themselves. */
async function trySaved(use: Extract<CredentialsUse, { readonly job: Job }>, ports: Ports): Promise<void> {
  if (isRunByAgents(use.job)) await ports.ask(use.job, { kind: 'testConnection' });
  else await validateCredentials(use, undefined, ports);
}

/** Before there is a job: the template says what kind of target it is. */
export async function postValidateTemplate(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const { templateId, credentials } = await readFields(call.request, ports.maxRequestBytes, (fields) => ({
    templateId: readTemplateId(fields),
    credentials: readCredentials(fields),
  }));
  await withTargetErrors(() => validateCredentials({ principal, templateId }, credentials, ports));
  return DONE;
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
