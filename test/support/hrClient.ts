/** What an HR system and an administrator do, over HTTP: upload people, read the log, look into the directory, run the job. */
import { jobPath } from '../../cli/client/jobs';
import { filterOf, type LogEntry } from '../../cli/client/log';
import { eventually } from './eventually';
import type { Stack } from './stack';

export interface LogRecord extends LogEntry {
  readonly provisioningSteps: readonly (LogEntry['provisioningSteps'][number] & {
    readonly provisioningStepType: string;
    readonly details: Readonly<Record<string, string>>;
  })[];
}

export type User = Readonly<Record<string, unknown>>;
export type Person = Readonly<Record<string, unknown>>;

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export function bulk(...people: Person[]): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: people.map((data, index) => ({
      method: 'POST',
      bulkId: String(index + 1),
      path: '/Users',
      data: { schemas: [CORE_USER, ENTERPRISE_USER], ...data },
    })),
    failOnErrors: null,
  });
}

/** A person who has all the directory asks for. */
export function person(externalId: string, more: Person = {}): Person {
  return {
    externalId,
    userName: `user${externalId}@example.com`,
    displayName: `User ${externalId}`,
    active: true,
    ...more,
  };
}

export interface HrClient {
  upload(...people: Person[]): Promise<Response>;
  uploadText(body: string, init?: RequestInit & { readonly bearer?: string }): Promise<Response>;
  logs(filter?: string): Promise<LogRecord[]>;
  logsOf(externalId: string): Promise<LogRecord[]>;
  /** Waits until the person's newest entry is as wanted. */
  entry(externalId: string, wanted: { readonly status?: string; readonly action?: string }): Promise<LogRecord>;
  user(employeeId: string): Promise<User | undefined>;
  managerOf(employeeId: string): Promise<unknown>;
  job(): Promise<{
    schedule: { state: string };
    status: Record<string, unknown> & { code: string; quarantine: Record<string, unknown> | null };
  }>;
  /** `POST …/jobs/{jobId}/{action}` or another method below the job. */
  control(path: string, method: string, body?: unknown): Promise<Response>;
  /** The answer of on-demand provisioning for somebody uploaded before: JSON, as text. */
  onDemand(externalId: string, more?: { readonly dryRun?: boolean }): Promise<string>;
  /** Changes the schema's object mapping. */
  changeMapping(change: (mapping: ObjectMapping) => ObjectMapping): Promise<Response>;
}

export interface ObjectMapping {
  readonly scope: unknown;
  readonly flowTypes: string;
  readonly attributeMappings: readonly (Record<string, unknown> & { readonly targetAttributeName: string })[];
}

const USER_FIELDS = 'id,employeeId,accountEnabled,displayName,department,jobTitle,userPrincipalName,mailNickname,city';

export function hrClient(stack: Stack): HrClient {
  const { info } = stack;
  const jobUrl = `${info.baseUrl}${jobPath(info)}`;
  const json = async <T>(path: string) => (await (await stack.call(path)).json()) as T;
  const newest = async ($filter: string) => {
    const query = new URLSearchParams({ $filter, $top: '999' });
    return (await json<{ value: LogRecord[] }>(`/v1.0/auditLogs/provisioning?${query}`)).value;
  };

  const client: HrClient = {
    upload: (...people) => client.uploadText(bulk(...people)),
    uploadText: (body, init = {}) =>
      stack.call(info.bulkUploadUrl, {
        method: 'POST',
        body,
        ...init,
        headers: { 'content-type': 'application/scim+json', ...(init.headers as Record<string, string> | undefined) },
      }),
    logs: (filter) => newest(`${filterOf({ jobId: info.jobId })}${filter === undefined ? '' : ` and ${filter}`}`),
    logsOf: (externalId) => newest(filterOf({ jobId: info.jobId, person: externalId })),
    entry: (externalId, wanted) =>
      eventually(async () => {
        const [newest] = await client.logsOf(externalId);
        expect(newest).toBeDefined();
        if (wanted.status !== undefined) expect(newest?.provisioningStatusInfo.status).toBe(wanted.status);
        if (wanted.action !== undefined) expect(newest?.provisioningAction).toBe(wanted.action);
        return newest as LogRecord;
      }),
    async user(employeeId) {
      const path = `/v1.0/users?$filter=employeeId eq '${employeeId}'&$select=${USER_FIELDS}`;
      return (await json<{ value: User[] }>(path)).value[0];
    },
    async managerOf(employeeId) {
      const user = await client.user(employeeId);
      return (await json<{ employeeId?: string }>(`/v1.0/users/${user?.id}/manager?$select=id,employeeId`)).employeeId;
    },
    job: () => json(jobUrl),
    control: (path, method, body) =>
      stack.call(path === '' ? jobUrl : `${jobUrl}/${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async onDemand(externalId, more = {}) {
      const { synchronizationRules } = await json<{ synchronizationRules: { id: string }[] }>(`${jobUrl}/schema`);
      const subjects = [{ objectId: externalId, objectTypeName: 'User' }];
      const parameters = [{ ruleId: synchronizationRules[0]?.id, subjects }];
      const answer = await client.control('provisionOnDemand', 'POST', { parameters, ...more });
      return ((await answer.json()) as { value: string }).value;
    },
    async changeMapping(change) {
      const schema = await json<{ synchronizationRules: { objectMappings: ObjectMapping[] }[] }>(`${jobUrl}/schema`);
      const [rule] = schema.synchronizationRules;
      const [mapping] = rule?.objectMappings ?? [];
      if (rule === undefined || mapping === undefined) throw new Error('The schema has no mapping.');
      rule.objectMappings[0] = change(mapping);
      return client.control('schema', 'PUT', schema);
    },
  };
  return client;
}

/** The mapping with another source expression for one target attribute. */
export function withExpression(
  mapping: ObjectMapping,
  targetAttributeName: string,
  expression: string,
  more: Record<string, unknown> = {},
): ObjectMapping {
  const source = { type: 'Function', name: expression.split('(')[0], expression, parameters: [] };
  return {
    ...mapping,
    attributeMappings: mapping.attributeMappings.map((one) =>
      one.targetAttributeName === targetAttributeName ? { ...one, source, ...more } : one,
    ),
  };
}
