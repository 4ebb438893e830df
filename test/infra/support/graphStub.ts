/** As much of Microsoft Graph and of Resource Manager on loopback as the script of the deployment asks: objects by collection. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Thing = Record<string, unknown> & { id: string };

export interface GraphStub {
  readonly url: string;
  readonly applications: Thing[];
  readonly servicePrincipals: Thing[];
  readonly assignments: Thing[];
  /** What was asked to be changed, as `METHOD path`, in order. */
  readonly writes: string[];
  /** Resource Manager's answers by path; what is not there is 404. */
  readonly resources: Map<string, unknown>;
  /** Nobody in the subscription has ever had a vault. */
  neverHadVaults: boolean;
  /** Whether a request is refused for want of rights. */
  refuses: (method: string, path: string) => boolean;
  /** Whether the answer to a write is lost after it was done. */
  loses: (method: string, path: string) => boolean;
  close(): Promise<void>;
}

export async function startGraphStub(): Promise<GraphStub> {
  let count = 0;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  function newId(): string {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  }
  const stub: GraphStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    applications: [],
    servicePrincipals: [graphItself(newId())],
    assignments: [],
    writes: [],
    resources: new Map(),
    neverHadVaults: false,
    refuses: () => false,
    loses: () => false,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', stub.url);
    const method = request.method ?? 'GET';
    const reply = (status: number, body?: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
    const body = method === 'GET' ? {} : ((await json(request)) as Record<string, unknown>);
    if (stub.refuses(method, pathname)) {
      reply(403, { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } });
      return;
    }
    if (method !== 'GET') stub.writes.push(`${method} ${pathname}`);
    const [status, answered] = handle(method, pathname, searchParams.get('$filter') ?? '', body);
    if (method !== 'GET' && stub.loses(method, pathname)) request.socket.destroy();
    else reply(status, answered);
  }

  function handle(method: string, path: string, filter: string, body: Record<string, unknown>): [number, unknown?] {
    const [, version, collection = '', id, nested] = path.split('/');
    if (version !== 'v1.0') {
      if (stub.neverHadVaults) return [409, { error: { code: 'MissingSubscriptionRegistration', message: path } }];
      const found = stub.resources.get(path);
      return found === undefined ? [404, { error: { code: 'NotFound', message: path } }] : [200, found];
    }
    if (collection === 'organization') return [200, { value: [{ id: 'tenant' }] }];
    if (nested === 'appRoleAssignments') {
      if (method === 'GET') return [200, { value: stub.assignments.filter(({ principalId }) => principalId === id) }];
      stub.assignments.push({ ...body, id: newId() });
      return [201, stub.assignments.at(-1)];
    }
    const things = collection === 'applications' ? stub.applications : stub.servicePrincipals;
    if (method === 'GET') return [200, { value: things.filter((thing) => matches(thing, filter)) }];
    if (method === 'PATCH') {
      const thing = things.find((one) => one.id === id);
      if (thing === undefined) return [404];
      Object.assign(thing, body);
      if (collection === 'applications') copyRoles(thing);
      return [204];
    }
    things.push({ appRoles: [], ...body, id: newId(), ...(collection === 'applications' && { appId: newId() }) });
    for (const one of stub.applications) copyRoles(one);
    return [201, things.at(-1)];
  }

  /** A service principal has the roles of its application. */
  function copyRoles({ appId, appRoles }: Thing): void {
    const principal = stub.servicePrincipals.find((one) => one.appId === appId);
    if (principal !== undefined) principal.appRoles = appRoles;
  }
  return stub;
}

function matches(thing: Thing, filter: string): boolean {
  const [, tag] = /^tags\/any\(t:t eq '(.*)'\)$/.exec(filter) ?? [];
  if (tag !== undefined) return Array.isArray(thing.tags) && thing.tags.includes(tag);
  const [, name = '', value] = /^(\w+) eq '(.*)'$/.exec(filter) ?? [];
  return thing[name] === value;
}

function graphItself(id: string): Thing {
  const roles = ['User.ReadWrite.All', 'Organization.Read.All', 'Mail.Read'];
  return {
    id,
    appId: '00000003-0000-0000-c000-000000000000',
    appRoles: roles.map((value) => ({ id: `graph:${value}`, value, allowedMemberTypes: ['Application'] })),
  };
}
