/** `GET /muster/overview`: every job on one page, told from rows that are kept for that (spec/console.md 4). */
import { allSettled, chunk } from '../../collections';
import { type ViewPorts, viewJob } from '../../pipeline/overview/viewJob';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { page, pageOf } from '../http/page';
import { readFlag } from '../http/queryArguments';
import { READ_ANY_JOB } from '../http/roles';
import { reaches } from '../jobs/findJob';
import { overviewBody } from './overviewBody';

type Ports = ViewPorts & Needs<'jobs' | 'supervision'>;

/** Jobs read side by side. */
const AT_ONCE = 16;

/** Oldest first, as every list of jobs; who reaches only what their application owns is told of that alone. */
export async function readOverview(call: Call, ports: Ports): Promise<Reply> {
  const { top, after } = pageOf(call);
  const withRecent = readFlag(call.query, 'recent', true);
  const principals = await ports.jobs.listPrincipals();
  const ids = await reachedJobIds(call, principals, ports);
  const from = after === undefined ? 0 : ids.indexOf(after) + 1;
  if (after !== undefined && from === 0) throw badRequest(`'${after}' is no $skiptoken of this list.`);
  const wanted = ids.slice(from, from + top);
  const byId = new Map(principals.map((principal) => [principal.id, principal]));
  const value: object[] = [];
  for (const some of chunk(wanted, AT_ONCE)) {
    const told = await allSettled(some.map((id) => tell(id, byId, withRecent, ports)));
    value.push(...told.flatMap((one) => one ?? []));
  }
  const reply = page(call, value, from + top < ids.length ? wanted.at(-1) : undefined);
  return { ...reply, body: { observedDateTime: await observed(ports), ...(reply.body as object) } };
}

async function reachedJobIds(
  call: Call,
  principals: readonly ServicePrincipal[],
  { jobs }: Ports,
): Promise<readonly string[]> {
  const reached = principals.filter((principal) => reaches(call, principal, READ_ANY_JOB));
  if (reached.length === principals.length) return jobs.listJobIds();
  return (await Promise.all(reached.map(({ id }) => jobs.listJobIds(id)))).flat();
}

/** @returns `undefined` for one that was removed meanwhile */
async function tell(
  id: string,
  principals: ReadonlyMap<string, ServicePrincipal>,
  withRecent: boolean,
  ports: Ports,
): Promise<object | undefined> {
  const job = (await ports.jobs.get(id))?.value;
  const principal = principals.get(job?.servicePrincipalId ?? '');
  if (job === undefined || principal === undefined) return undefined;
  return overviewBody(await viewJob(job, ports), principal, withRecent, ports.clock.now());
}

/** When the timer was last through: most numbers are as it found them. */
export async function observed({ supervision }: Needs<'supervision'>): Promise<string | null> {
  const at = await supervision.last();
  return at === undefined ? null : new Date(at).toISOString();
}
