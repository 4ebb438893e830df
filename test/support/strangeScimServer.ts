/**
 * A SCIM server as many applications have it: written for Microsoft's client, and lenient. It does not describe itself, takes
 * either spelling of an operation, `"False"` for false, a path to an element that is not there yet, and a manager in three
 * forms. On demand it breaks the standard in the ways that real services were seen to (spec/engine.md 13.5).
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type ScimPatchOperation, type ScimResource, scimPatch } from 'scim-patch';
import { parse, filter as predicateOf } from 'scim2-parse-filter';
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import { ENTERPRISE_USER } from '../../shared/scim/urns';
import { standInFilter, standInUser } from './scimFilter';

export interface Strangeness {
  /** A search that finds nobody is answered with 404. */
  readonly emptySearch404?: boolean;
  /** Every answer is labelled so. */
  readonly contentType?: string;
  /** Every answer is this text, with status 200. */
  readonly answersOnly?: string;
  /** Every search finds everybody. */
  readonly ignoresFilter?: boolean;
  /** Searches are answered with a bare array. */
  readonly listIsArray?: boolean;
  /** Searches give one user a page. */
  readonly pagesOfOne?: boolean;
  readonly omitsId?: boolean;
  /** Every user appears twice in a list. */
  readonly repeatsEntries?: boolean;
  /** A user who is asked for by id comes in a list, with everybody else. */
  readonly readsAsList?: boolean;
  /** Status of every PATCH. */
  readonly refusesPatch?: number;
  /** A create is answered without a body, as the standard allows: `Location` says where the user is. */
  readonly createsWithoutBody?: boolean;
  /** Every request is sent elsewhere. */
  readonly redirectsTo?: string;
  /** Bytes in front of every answer. */
  readonly padding?: number;
}

export interface StrangeScimServer {
  readonly baseUrl: string;
  readonly token: string;
  readonly users: Map<string, JsonObject>;
  /** Bodies of the PATCH requests so far. */
  readonly patches: JsonObject[];
  /** May be changed at any time. */
  strangeness: Strangeness;
  close(): Promise<void>;
}

const MANAGER = `${ENTERPRISE_USER}:manager`;
const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

export async function startStrangeScimServer(strangeness: Strangeness = {}): Promise<StrangeScimServer> {
  const users = new Map<string, JsonObject>();
  const patches: JsonObject[] = [];
  const token = randomUUID();
  const app = express();
  app.use(express.json({ type: () => true }));
  app.use((req, res, next) => {
    if (req.get('authorization') === `Bearer ${token}`) next();
    else refuse(res, 401, 'Who are you?');
  });
  app.use((_req, res, next) => pretend(strange.strangeness, res, next));

  app.get('/Users', (req, res) => search(strange.strangeness, [...users.values()], req, res));
  app.post('/Users', (req, res) => {
    const user = { ...req.body, id: randomUUID() };
    if (!accept(users, user, res)) return;
    if (strange.strangeness.createsWithoutBody) res.status(201).location(`${strange.baseUrl}/Users/${user.id}`).end();
    else send(res, 201, strange.strangeness.omitsId ? { ...user, id: undefined } : user);
  });
  app.use('/Users/:id', (req, res, next) => {
    if (users.has(req.params.id)) next();
    else refuse(res, 404, 'No such user.');
  });
  app.get('/Users/:id', (req, res) => {
    if (strange.strangeness.readsAsList) sendList(res, [...users.values()], users.size);
    else send(res, 200, users.get(req.params.id) ?? {});
  });
  app.patch('/Users/:id', (req, res) => {
    patches.push(req.body);
    if (strange.strangeness.refusesPatch !== undefined) {
      refuse(res, strange.strangeness.refusesPatch, 'No PATCH here.');
      return;
    }
    const patched = patch(users.get(req.params.id) ?? {}, req.body.Operations);
    if (accept(users, patched, res)) send(res, 200, patched);
  });
  app.delete('/Users/:id', (req, res) => {
    users.delete(req.params.id);
    res.status(204).end();
  });
  app.use((_req, res) => refuse(res, 404, 'No such page.'));

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const strange: StrangeScimServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    users,
    patches,
    strangeness,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return strange;
}

function pretend(strangeness: Strangeness, res: Response, next: NextFunction): void {
  res.type(strangeness.contentType ?? 'application/json');
  if (strangeness.redirectsTo !== undefined) res.redirect(302, strangeness.redirectsTo);
  else if (strangeness.answersOnly !== undefined) res.end(strangeness.answersOnly);
  else if (strangeness.padding !== undefined) res.end(' '.repeat(strangeness.padding));
  else next();
}

function search(strangeness: Strangeness, users: readonly JsonObject[], req: Request, res: Response): void {
  const { filter, startIndex } = req.query;
  const holds = typeof filter === 'string' ? predicateOf(parse(standInFilter(filter))) : () => true;
  const found = strangeness.ignoresFilter ? users : users.filter((user) => holds(standInUser(user)));
  if (found.length === 0 && strangeness.emptySearch404) {
    refuse(res, 404, 'Nobody found.');
    return;
  }
  const start = Number(startIndex ?? 1) - 1;
  const page = strangeness.pagesOfOne ? found.slice(start, start + 1) : found;
  const listed = strangeness.repeatsEntries ? [...page, ...page] : page;
  const shown = strangeness.omitsId ? listed.map((user) => ({ ...user, id: undefined })) : listed;
  if (strangeness.listIsArray) res.end(JSON.stringify(shown));
  else sendList(res, shown, found.length);
}

/** Stores the user unless a rule is broken; answers in that case. */
function accept(users: Map<string, JsonObject>, user: JsonObject, res: Response): boolean {
  const { id, userName } = user;
  if (typeof userName !== 'string' || userName === '') {
    refuse(res, 400, 'userName is required', 'invalidValue');
    return false;
  }
  const isTaken = [...users.values()].some(
    (other) => other.id !== id && String(other.userName).toLowerCase() === userName.toLowerCase(),
  );
  if (isTaken) refuse(res, 409, 'A user with this username exists already');
  else users.set(String(id), user);
  return !isTaken;
}

function patch(user: JsonObject, operations: ScimPatchOperation[]): JsonObject {
  const patched: unknown = scimPatch(structuredClone(user) as unknown as ScimResource, operations.map(understand));
  if (!isJsonObject(patched)) throw new Error('A patched user must be an object.');
  return { ...patched, active: asBoolean(patched.active) };
}

function understand(operation: ScimPatchOperation): ScimPatchOperation {
  if (operation.path !== 'manager' && operation.path !== MANAGER) return operation;
  return { ...operation, path: MANAGER, ...('value' in operation ? { value: asManager(operation.value) } : {}) };
}

function asBoolean(json: Json | undefined): Json | undefined {
  return typeof json === 'string' ? json.toLowerCase() === 'true' : json;
}

function asManager(json: Json): Json {
  const [first = json] = Array.isArray(json) ? json : [];
  return isJsonObject(first) ? first : { value: first };
}

function send(res: Response, status: number, body: unknown): void {
  res.status(status).end(JSON.stringify(body));
}

function sendList(res: Response, users: readonly JsonObject[], totalResults: number): void {
  send(res, 200, { schemas: [LIST_RESPONSE], totalResults, itemsPerPage: users.length, Resources: users });
}

function refuse(res: Response, status: number, detail: string, scimType?: string): void {
  send(res, status, { schemas: [ERROR], status: String(status), detail, scimType });
}
