/**
 * A planned configuration carried out, in an order in which each step finds what it needs: principal, job, secrets, schema,
 * settings, inlets, outlets, state. What fails half-way leaves the rest for the next time.
 */
import type { Http } from '../client/http';
import { jobPath, musterPath } from '../client/jobs';
import { applyHooks } from './applyHooks';
import type { JobPlan, PrincipalPlan } from './planConfig';

/** @param done told of each step when it is taken */
export async function applyConfig(
  plans: readonly PrincipalPlan[],
  http: Http,
  done: (what: string) => void,
): Promise<void> {
  for (const plan of plans) {
    const servicePrincipalId = await applyPrincipal(plan, http, done);
    for (const job of plan.jobs) await applyJob(job, servicePrincipalId, http, done);
  }
}

async function applyPrincipal(
  { wanted, live, principal }: PrincipalPlan,
  http: Http,
  done: (what: string) => void,
): Promise<string> {
  const { appId, displayName, notify } = wanted;
  const mails = notify && { notificationEmailAddresses: notify };
  if (live === undefined) {
    const body = { appId, displayName, ...mails };
    const { id } = await http.json<{ id: string }>('POST', '/v1.0/servicePrincipals', { body });
    done(`made the service principal ${displayName} (${id})`);
    return id;
  }
  if (principal.length > 0) {
    await http.call('PATCH', `/v1.0/servicePrincipals/${encodeURIComponent(live.id)}`, { body: mails });
    done(`changed the service principal ${displayName}`);
  }
  return live.id;
}

async function applyJob(
  { wanted, live, secrets, schema, settings, hooks, state }: JobPlan,
  servicePrincipalId: string,
  http: Http,
  done: (what: string) => void,
): Promise<void> {
  const synchronization = `/v1.0/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization`;
  const jobId = live?.resource.id ?? (await makeJob(`${synchronization}/jobs`, wanted.template, http));
  if (live === undefined) done(`made the job ${jobId}`);
  const place = { servicePrincipalId, jobId };
  const job = jobPath(place);
  if (secrets.length > 0) {
    const keys = new Set(secrets.map(({ path }) => path.slice(path.lastIndexOf('.') + 1)));
    const value = Object.entries(wanted.secrets ?? {}).filter(([key]) => keys.has(key));
    const body = { value: value.map(([key, text]) => ({ key, value: text })) };
    await http.call('PATCH', `${synchronization}/secrets`, { body });
    done(`saved ${[...keys].join(', ')} of ${jobId}`);
  }
  if (schema.length > 0) {
    const headers = live?.etag === undefined ? {} : { 'if-match': live.etag };
    await http.call('PUT', `${job}/schema`, { body: wanted.schema, headers });
    done(`saved the schema of ${jobId}`);
  }
  if (settings.length > 0) {
    const named = Object.entries(wanted.settings ?? {}).map(([name, value]) => ({ name, value }));
    const body = {
      synchronizationJobSettings: named,
      ...(wanted.interval !== undefined && { schedule: { interval: wanted.interval } }),
    };
    await http.call('PATCH', job, { body });
    done(`saved settings of ${jobId}`);
  }
  await applyHooks(hooks, musterPath(place), http, done);
  if (state.length > 0) {
    await http.call('POST', `${job}/${wanted.state === 'started' ? 'start' : 'pause'}`);
    done(`${wanted.state} ${jobId}`);
  }
}

async function makeJob(jobs: string, templateId: string, http: Http): Promise<string> {
  return (await http.json<{ id: string }>('POST', jobs, { body: { templateId } })).id;
}
