/** The HTTP functions as they are deployed, each with its route and roles, on the services of a workbench. No network. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type HttpFunctionOptions, type HttpResponseInit, InvocationContext } from '@azure/functions';
import { createRouter, type Route } from '../../local/host/routing/router';
import type { Admitted, Handlers } from '../../shared/api/http/endpoint';
import { createEndpoint } from '../../shared/api/http/registration';
import { type Caller, callerOf } from '../../shared/api/http/rights';
import { createRouteTable } from '../../shared/api/http/routing/routeTable';
import { httpRequest } from './httpCall';
import { CLIENT_ID, JOB_ID, PRINCIPAL_ID, type Workbench } from './workbench';

export const SYNCHRONIZATION = `/v1.0/servicePrincipals/${PRINCIPAL_ID}/synchronization`;
export const JOBS = `${SYNCHRONIZATION}/jobs`;
export const JOB = `${JOBS}/${JOB_ID}`;
export const MUSTER_JOB = `/muster/jobs/${JOB_ID}`;

export const ADMINISTRATOR = ['Synchronization.ReadWrite.All'] as const;
export const READER = ['Synchronization.Read.All'] as const;
export const OWNER = ['Application.ReadWrite.OwnedBy'] as const;
export const UPLOADER = ['SynchronizationData-User.Upload'] as const;

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly roles?: readonly string[];
  /** Client id of the calling application; the owner's unless told otherwise. */
  readonly appId?: string;
  /** App roles of a person who signed in at the console, instead of an application. */
  readonly person?: readonly string[];
}

export interface ErrorDetail {
  readonly code: string;
  readonly target: string;
  readonly message: string;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it was sent; empty when there is none. */
  readonly text: string;
  /** The body as an object; empty when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string; readonly details?: readonly ErrorDetail[] };
}

export interface FunctionHost {
  /** As an administrator unless told otherwise; `POST /v1.0/…`. */
  call(request: string, asked?: Asked): Promise<Answer>;
}

const ADMINISTRATION = {
  kind: 'application' as const,
  appId: CLIENT_ID,
  objectId: 'object-1',
  roles: new Set<string>(ADMINISTRATOR),
};

/** A function registers itself once, when its file is loaded; whose services it works on is decided call by call. */
const routes: Route<HttpFunctionOptions>[] = [];
let current: { bench: Workbench; caller: () => Caller } | undefined;

function now(): { bench: Workbench; caller: () => Caller } {
  if (current === undefined) throw new Error('No function is being called.');
  return current;
}

const table = createRouteTable();

const ports = () => ({
  verify: async () => now().caller(),
  publicBaseUrl: undefined,
  ready: async () => undefined,
});
const registered = createEndpoint(ports, table);

/** What one method of a route asks for. */
export interface RoutePermission {
  /** `GET {version}/servicePrincipals`. */
  readonly request: string;
  readonly roles: Admitted;
  /** Query options it takes. */
  readonly options: readonly string[] | 'any';
}

const permissions: RoutePermission[] = [];

const endpoint = (route: string, operations: Handlers) => {
  for (const [method, { roles, options = [] }] of Object.entries(operations))
    permissions.push({ request: `${method} ${route}`, roles, options });
  return registered(route, operations);
};

/** Every method of every route, as it was registered by the functions that were opened. */
export const routePermissions = (): readonly RoutePermission[] => permissions;

function signedIn(roles: readonly string[], appId: string): Caller {
  const claims = {
    azp: appId,
    oid: 'ada',
    name: 'Ada Dahl',
    preferred_username: 'ada@contoso.com',
    scp: 'console',
    roles,
  };
  return callerOf({ ...claims, roles: [...roles] }, { consoleScope: 'console' });
}

/** The file of this name in `functions/`, in whichever room. */
function fileOfFunction(name: string): string {
  const folder = join(__dirname, '../../functions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = files.find((file) => file === `${name}.ts` || file.endsWith(`/${name}.ts`));
  if (found === undefined) throw new Error(`no file ${name}.ts in functions/`);
  return join(folder, found);
}

/** @param names of files in `functions/`, whichever room they are in */
export async function openFunctions(bench: Workbench, names: readonly string[]): Promise<FunctionHost> {
  jest.doMock('../../shared/composition/services', () => ({
    endpoint,
    routes: table,
    services: () => now().bench.services,
    OPERATIONS_QUEUE: 'operations',
    OPERATIONS_FIRST_QUEUE: 'operations-first',
  }));
  jest.doMock('@azure/functions', () => ({
    ...jest.requireActual<object>('@azure/functions'),
    app: {
      http: (_name: string, options: HttpFunctionOptions) => {
        routes.push({ template: options.route ?? '', methods: options.methods ?? [], target: options });
      },
      hook: { appStart: () => undefined, appTerminate: () => undefined },
      storageQueue: () => undefined,
      timer: () => undefined,
    },
  }));
  for (const name of names) await import(fileOfFunction(name));
  const router = createRouter(routes);

  return {
    async call(request, { body, headers = {}, roles = ADMINISTRATOR, appId = CLIENT_ID, person } = {}) {
      const [method = '', url = ''] = request.split(' ');
      const match = router(method, url.split('?')[0] ?? '');
      if (match === undefined) throw new Error(`There is no function for ${request}.`);
      const application: Caller = { ...ADMINISTRATION, appId, roles: new Set(roles) };
      current = { bench, caller: () => (person === undefined ? application : signedIn(person, appId)) };
      const asked = {
        method,
        url,
        params: Object.fromEntries(Object.entries(match.params).map(([name, value]) => [name, String(value)])),
        headers: { authorization: 'Bearer of no matter', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      };
      const answer = (await match.target.handler(httpRequest(asked), new InvocationContext())) as HttpResponseInit;
      const text = answer.body === undefined ? '' : Buffer.from(answer.body as string | Uint8Array).toString();
      const isOneObject = text.startsWith('{') && !text.trimEnd().includes('}\n{'); // not one of many lines
      const parsed = isOneObject ? (JSON.parse(text) as Answer['body']) : {};
      return {
        status: answer.status,
        headers: answer.headers as Record<string, string>,
        text,
        body: parsed,
        error: (parsed.error ?? { code: '', message: '' }) as Answer['error'],
      };
    },
  };
}
