/** `GET /muster/jobs/{jobId}`: a job by its id alone, at a glance and with what its administrator copies into other places. */
import { isSecret, type SecretKey } from '../../engine/job/secretKeys';
import { KEPT_BUCKETS, type Step } from '../../engine/job/throughput';
import { ProvisioningError } from '../../errors';
import type { JobDefinition } from '../../pipeline/jobContext';
import { isRunByAgents } from '../../pipeline/jobSettings';
import { type JobView, type ViewPorts, viewJob } from '../../pipeline/overview/viewJob';
import type { Needs } from '../../pipeline/ports';
import { notificationOf } from '../../pipeline/quarantine/notificationSettings';
import type { JobStatus } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { KeptSecret } from '../../store/jobs/secrets';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { readFlag } from '../http/queryArguments';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';
import { observed } from './overview';
import { keptSeries, overviewBody } from './overviewBody';

type Ports = ViewPorts & Needs<'jobs' | 'contexts' | 'secrets' | 'supervision' | 'tenantId' | 'verifiedDomains'>;

export async function readJobFacts(call: Call, ports: Ports): Promise<Reply> {
  const definition = await findJob(call, ports.contexts, ...READ_ANY_JOB);
  const stored = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB); // paused a moment ago is paused
  const view = await viewJob(stored.job, ports);
  const glance = overviewBody(view, stored.principal, readFlag(call.query, 'recent', true), ports.clock.now());
  return {
    status: 200,
    body: { observedDateTime: await observed(ports), ...glance, ...(await facts(call, definition, view, ports)) },
  };
}

/** `…/throughput?step=60` or `3600`: all that is kept of it. */
export async function readThroughput(call: Call, ports: Needs<'clock' | 'jobs' | 'intake'>): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const step = readStep(call.query.get('step') ?? '60');
  const { throughput } = await ports.intake.readStatus(job.id);
  return { status: 200, body: keptSeries(throughput, step, ports.clock.now()) };
}

function readStep(text: string): Step {
  const step = Number(text) as Step;
  if (KEPT_BUCKETS[step] === undefined) throw badRequest(`step must be 60 or 3600, seconds, got '${text}'.`);
  return step;
}

async function facts(call: Call, definition: JobDefinition, view: JobView, ports: Ports): Promise<object> {
  const { principal, compiled, guard, schemaVersion } = definition;
  const { job, status } = view;
  const secrets = await ports.secrets.get(principal.id);
  const { enabled, addresses } = notificationOf(principal, secrets);
  const graph = `${call.origin}/v1.0`;
  return {
    tenantId: ports.tenantId,
    appId: principal.appId,
    bulkUploadUrl: `${graph}/servicePrincipals/${principal.id}/synchronization/jobs/${job.id}/bulkUpload`,
    logsUrl: `${graph}/auditLogs/provisioning?$filter=jobId%20eq%20'${job.id}'`,
    defaultDomain: await defaultDomain(view, ports),
    verifiedDomains: job.templateId === 'API2AAD' ? ports.verifiedDomains : [],
    schemaVersion,
    ruleId: compiled.ruleId,
    threshold: guard.enabled ? guard.mostCount : null,
    percentThreshold: guard.enabled ? guard.mostPercent : null,
    notification: { enabled, recipients: addresses },
    hasCredentials: secrets.some(isCredential),
    connectionTest: toConnectionTest(job),
    lastCycle: toLastCycle(status),
  };
}

/** Whether there is one is all that is told of it, also to who may not see a mask. */
const isCredential = ({ key, value }: KeptSecret): boolean => isSecret(key as SecretKey) && value !== '';

function toConnectionTest({ connectionTest }: Job): object | null {
  if (connectionTest === undefined) return null;
  const { at, error } = connectionTest;
  return { testedDateTime: new Date(at).toISOString(), errorCode: error?.code ?? null, reason: error?.message ?? null };
}

/** Entries of the last cycle by how they ended: Graph's `lastExecution` has no word for those that were skipped. */
function toLastCycle({ lastExecution }: JobStatus): object | null {
  if (lastExecution === null) return null;
  const { cycleId, totals } = lastExecution;
  const { success, skipped, warning, failure } = totals;
  return { id: cycleId, success, skipped, warning, failure };
}

/** @returns `null` where the target would have to be waited for: whoever looks at a job in trouble wants to see it now */
async function defaultDomain({ job, status }: JobView, { contexts }: Ports): Promise<string | null> {
  if (isRunByAgents(job) || status.unreachableSince > 0 || job.quarantine !== null) return null;
  try {
    return (await contexts.get(job.id))?.defaultDomain || null;
  } catch (error) {
    if (error instanceof ProvisioningError) return null;
    throw error;
  }
}
