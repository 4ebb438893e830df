/** The whole configuration of a service as it is: principals, their jobs, settings, schemas, inlets, outlets, secrets as far as they are shown. */
import { EXIT, Failure } from '../exit';
import type { Http } from './http';
import { jobPath, musterPath } from './jobs';
import type { JobResource } from './overview';
import { readSchema } from './schema';
import { type KeptSecret, readSecrets } from './secrets';
import { type LiveHook, readHooks } from './webhooks/hooks';

export interface LivePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly notify: readonly string[];
  /** `undefined` where they are not for the caller to see. */
  readonly secrets: readonly KeptSecret[] | undefined;
  readonly jobs: readonly LiveJob[];
}

export interface LiveJob {
  readonly resource: JobResource;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly etag: string | undefined;
  readonly hooks: readonly LiveHook[];
}

export async function readConfiguration(http: Http): Promise<readonly LivePrincipal[]> {
  const principals: LivePrincipal[] = [];
  for await (const principal of http.list<Principal>('/v1.0/servicePrincipals')) {
    const found = await readPrincipal(http, principal);
    if (found !== undefined) principals.push(found);
  }
  return principals;
}

interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly notificationEmailAddresses: readonly string[];
}

/** @returns `undefined` for a service principal that is kept for its roles alone, as Graph's own is: it has no secrets either */
async function readPrincipal(http: Http, principal: Principal): Promise<LivePrincipal | undefined> {
  const { id, appId, displayName, notificationEmailAddresses: notify } = principal;
  const synchronization = `/v1.0/servicePrincipals/${encodeURIComponent(id)}/synchronization`;
  const jobs: LiveJob[] = [];
  for await (const resource of http.list<JobResource>(`${synchronization}/jobs`)) {
    const place = { servicePrincipalId: id, jobId: resource.id };
    const hooks = await readHooks(http, musterPath(place));
    jobs.push({ resource, ...(await readSchema(http, jobPath(place))), hooks });
  }
  const keepsNothing = jobs.length === 0 && (await http.ask('GET', `${synchronization}/secrets`)).status === 404;
  if (keepsNothing) return undefined;
  const secrets = await readSecrets(http, synchronization).catch((error: unknown) => {
    if (error instanceof Failure && error.exit === EXIT.notAllowed) return undefined;
    throw error;
  });
  return { id, appId, displayName, notify, secrets, jobs };
}
