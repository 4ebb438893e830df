/** What the demo asks of the service: over HTTP, with the token of the client that may do everything. */
import { setTimeout as wait } from 'node:timers/promises';
import { LOCAL_DOMAIN } from '../localSettings';
import type { Stack } from '../stack';
import type { DemoPerson } from './people';

export interface DemoJob {
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

export interface DemoClient {
  /** @returns the body, if there is one @throws {Error} with what was asked and answered, where it was refused */
  ask<T>(request: string, body?: unknown): Promise<T>;
  /** A job with a principal of its own. */
  makeJob(displayName: string, appId: string, template: object): Promise<DemoJob>;
  /** In requests as large as the service takes. */
  upload(job: DemoJob, people: readonly DemoPerson[]): Promise<void>;
  /** @throws {Error} that names what was waited for, when it has not come by then */
  until<T>(what: string, request: string, isSo: (answer: T) => boolean): Promise<void>;
}

const OPERATIONS = 50;
const LONGEST_WAIT_MS = 120_000;
const PAUSE_MS = 500;

export const pathOf = ({ servicePrincipalId, jobId }: DemoJob): string =>
  `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}`;

export function demoClient({ baseUrl, issuer, clients }: Pick<Stack, 'baseUrl' | 'issuer' | 'clients'>): DemoClient {
  async function send(request: string, body: unknown, type = 'application/json'): Promise<string> {
    const [method = '', path = ''] = request.split(' ');
    const authorization = `Bearer ${await issuer.issue(clients.full)}`;
    const headers = { authorization, ...(body !== undefined && { 'content-type': type }) };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(`${baseUrl}${path}`, init);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The demo could not be made: ${request} was answered by ${response.status} ${text}`);
    return text;
  }

  const client: DemoClient = {
    async ask<T>(request: string, body?: unknown) {
      const text = await send(request, body);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async makeJob(displayName, appId, template) {
      const { id } = await client.ask<{ id: string }>('POST /v1.0/servicePrincipals', {
        appId,
        displayName,
        notificationEmailAddresses: [`provisioning@${LOCAL_DOMAIN}`],
      });
      const jobs = `POST /v1.0/servicePrincipals/${id}/synchronization/jobs`;
      const made = await client.ask<{ id: string }>(jobs, template);
      return { servicePrincipalId: id, jobId: made.id };
    },
    async upload(job, people) {
      for (let from = 0; from < people.length; from += OPERATIONS) {
        const Operations = people
          .slice(from, from + OPERATIONS)
          .map((data, index) => ({ method: 'POST', bulkId: `${index + 1}`, path: '/Users', data }));
        const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations, failOnErrors: null };
        await send(`POST ${pathOf(job)}/bulkUpload`, body, 'application/scim+json');
      }
    },
    async until<T>(what: string, request: string, isSo: (answer: T) => boolean) {
      const latest = Date.now() + LONGEST_WAIT_MS;
      while (!isSo(await client.ask<T>(request))) {
        if (Date.now() > latest)
          throw new Error(`The demo could not be made: ${what} did not come within two minutes.`);
        await wait(PAUSE_MS);
      }
    },
  };
  return client;
}
