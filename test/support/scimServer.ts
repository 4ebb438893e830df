/**
 * A real and strict SCIM server over HTTP on loopback: scimmy with users in memory. Added to it are versions of resources
 * (scimmy has none), a token endpoint, a record of what was asked, and faults on demand.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { isJsonObject, type JsonObject } from '../../shared/scim/json';
import { type FaultQueue, faultQueue } from './scimFaults';
import { standInFilter, standInUser } from './scimFilter';

export const CONTOSO = 'urn:ietf:params:scim:schemas:extension:contoso:2.0:User';

export interface ScimServerOptions {
  /** Users carry a version, and writes that name another one are refused. */
  readonly versions?: boolean;
  /** `false`: PATCH is not implemented, and the service says so. */
  readonly patch?: boolean;
  /** `false`: the service says that it does not filter. */
  readonly filter?: boolean;
  /** The token endpoint knows clients by HTTP Basic alone. */
  readonly basicClients?: boolean;
  /** What the token endpoint says of how long its tokens last, seconds. Default 3,600. */
  readonly tokenLifetime?: number | string;
  /** Users who are not active are shown without a word of it, as some services do. */
  readonly hidesInactive?: boolean;
  /** So many operations may travel in one bulk; none when absent. */
  readonly bulk?: number;
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface ScimServer {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** Accepted as a bearer token. */
  readonly token: string;
  readonly users: Map<string, JsonObject>;
  readonly requests: RecordedRequest[];
  readonly fail: FaultQueue['fail'];
  /** Refuses every token issued so far. */
  revokeIssuedTokens(): void;
  /** A change by somebody else: the user gets a new version. */
  touch(id: string, change: JsonObject): void;
  close(): Promise<void>;
}

export const CLIENT = { clientId: 'muster', clientSecret: 's3cret-of-the-client' };
export const BASIC = { userName: 'muster', password: 'p4ssword-of-muster' };

interface Store {
  readonly users: Map<string, JsonObject>;
  readonly versions: boolean;
  readonly hidesInactive: boolean;
}

declareUsers();

export async function startScimServer(options: ScimServerOptions = {}): Promise<ScimServer> {
  const { versions = false, hidesInactive = false } = options;
  const store: Store = { users: new Map(), versions, hidesInactive };
  const requests: RecordedRequest[] = [];
  const faults = faultQueue();
  const token = randomUUID();
  const issued = new Set<string>();

  const app = express();
  app.use(express.json({ type: ['application/scim+json', 'application/json'] }));
  app.use(express.urlencoded({ extended: false }));
  app.use((req, _res, next) => {
    requests.push({ method: req.method, url: req.url, headers: req.headers, body: req.body });
    next();
  });
  app.post('/token', faults.middleware, (req, res) => {
    const { grant_type, client_id, client_secret } = options.basicClients
      ? { ...req.body, ...basicClient(req) }
      : req.body;
    if (grant_type !== 'client_credentials' || client_id !== CLIENT.clientId || client_secret !== CLIENT.clientSecret) {
      res.status(401).json({ error: 'invalid_client', error_description: `Not ${client_secret}` });
      return;
    }
    const value = randomUUID();
    issued.add(value);
    res.json({ access_token: value, token_type: 'Bearer', expires_in: options.tokenLifetime ?? 3600 });
  });
  app.use(faults.middleware);
  app.use('/scim', announce(options), checkVersion(store), makeFilterExact);
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      handler: ({ headers: { authorization, 'x-api-key': key } }) => {
        if (key === token) return 'muster';
        const basic = Buffer.from(`${BASIC.userName}:${BASIC.password}`).toString('base64');
        const accepted = [`Bearer ${token}`, `Basic ${basic}`, ...[...issued].map((value) => `Bearer ${value}`)];
        if (!accepted.includes(authorization ?? '')) throw new Error('The token is not valid.');
        return 'muster';
      },
      context: () => store,
      baseUri: (req) => `http://${req.headers.host}`,
    }),
  );

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `${origin}/scim`,
    tokenUrl: `${origin}/token`,
    token,
    users: store.users,
    requests,
    fail: faults.fail,
    revokeIssuedTokens: () => issued.clear(),
    touch: (id, change) => {
      put(store, id, { ...store.users.get(id), ...change });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A client that says who it is in a header (RFC 6749, 2.3.1); what it says in the body does not count. */
function basicClient(req: Request) {
  const [, encoded = ''] = /^Basic (.+)$/.exec(req.get('authorization') ?? '') ?? [];
  const [client_id, client_secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  return { client_id, client_secret };
}

/** scimmy keeps its resource types for the whole process; which server's users are meant comes with each request. */
function declareUsers(): void {
  const contoso = new SCIMMY.Types.SchemaDefinition('ContosoUser', CONTOSO, 'Contoso', [
    new SCIMMY.Types.Attribute('string', 'badge'),
    new SCIMMY.Types.Attribute('string', 'skills', { multiValued: true }),
    new SCIMMY.Types.Attribute('integer', 'floor'),
    new SCIMMY.Types.Attribute('dateTime', 'joined'),
  ]);
  SCIMMY.Schemas.User.definition.extend(contoso);
  SCIMMY.Config.set('bulk', true); // for all servers; each says for itself whether it has it
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .extend(SCIMMY.Schemas.EnterpriseUser, false)
    .ingress((resource, instance, store: Store) => {
      const id = resource.id ?? randomUUID();
      if (resource.id !== undefined && !store.users.has(id)) throw notFound(id);
      return shown(store, put(store, id, JSON.parse(JSON.stringify(instance))));
    })
    .egress((resource, store: Store) => {
      if (resource.id !== undefined) return shown(store, store.users.get(resource.id) ?? raise(notFound(resource.id)));
      const users = [...store.users.values()];
      if (resource.filter === undefined) return users.map((user) => shown(store, user));
      const { filter } = resource;
      return users.filter((user) => matches(filter, user)).map((user) => shown(store, user));
    })
    .degress((resource, store: Store) => {
      if (!store.users.delete(resource.id ?? '')) throw notFound(resource.id ?? '');
    });
}

/** scimmy's filters stumble over users who lack the collection that is searched; they do not match. */
function matches(filter: InstanceType<typeof SCIMMY.Types.Filter>, user: JsonObject): boolean {
  try {
    return filter.match([standInUser(user)]).length > 0;
  } catch {
    return false;
  }
}

function shown({ hidesInactive }: Store, user: JsonObject) {
  const { active, ...others } = user;
  return forScimmy(hidesInactive && active === false ? others : user);
}

/** scimmy checks at run time what it is handed; its types ask for instances that it makes itself. */
function forScimmy(user: JsonObject): InstanceType<typeof SCIMMY.Schemas.User> {
  return user as unknown as InstanceType<typeof SCIMMY.Schemas.User>;
}

function put(store: Store, id: string, user: JsonObject): JsonObject {
  const name = String(user.userName).toLowerCase();
  const holder = [...store.users].find(([key, other]) => key !== id && String(other.userName).toLowerCase() === name);
  if (holder) throw new SCIMMY.Types.Error(409, 'uniqueness', 'Another user has this userName.');
  const stored = { ...user, id, meta: store.versions ? { version: nextVersion(store.users.get(id)) } : {} };
  store.users.set(id, stored);
  return stored;
}

function nextVersion(user: JsonObject | undefined): string {
  return `W/"${Number(/\d+/.exec(versionOf(user) ?? '0')?.[0]) + 1}"`;
}

function versionOf(user: JsonObject | undefined): string | undefined {
  const version = isJsonObject(user?.meta) ? user.meta.version : undefined;
  return typeof version === 'string' ? version : undefined;
}

function checkVersion({ users }: Store) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const demanded = req.get('if-match');
    const current = versionOf(users.get(/\/Users\/(.+)$/.exec(req.path)?.[1] ?? ''));
    if (demanded === undefined || current === undefined || demanded === current) next();
    else res.status(412).type('application/scim+json').send(scimError(412, 'The user has another version.'));
  };
}

function announce({ patch = true, filter = true, versions = false, bulk = 0 }: ScimServerOptions) {
  return (req: Request, res: Response, next: NextFunction): void => {
    if (req.method === 'PATCH' && !patch) {
      res.status(501).type('application/scim+json').send(scimError(501, 'PATCH is not implemented.'));
    } else if (req.path === '/ServiceProviderConfig') {
      const features = {
        patch: { supported: patch },
        filter: { supported: filter },
        etag: { supported: versions },
        bulk: { supported: bulk > 0, maxOperations: bulk, maxPayloadSize: 1_048_576 },
      };
      res.type('application/scim+json').send(JSON.stringify({ ...SCIMMY.Config.get(), ...features }));
    } else next();
  };
}

function makeFilterExact(req: Request, _res: Response, next: NextFunction): void {
  const url = new URL(req.url, 'http://localhost');
  const filter = url.searchParams.get('filter');
  if (filter !== null) {
    url.searchParams.set('filter', standInFilter(filter));
    req.url = `${url.pathname}${url.search}`;
  }
  next();
}

function scimError(status: number, detail: string): string {
  return JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail });
}

function notFound(id: string): Error {
  return new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
}

function raise(error: Error): never {
  throw error;
}
