/**
 * A SCIM service with switches, in place of the network: whatever real services were seen to do, one at a time. Without a
 * switch it follows the standard to the letter.
 */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import type { Exchange, HttpAnswer, HttpRequest } from '../../shared/targets/kit/http';
import { type PatchRules, patched } from './quirkyPatch';

export interface Quirks extends PatchRules {
  /** Status of every PATCH, or of every PUT. */
  readonly refusesPatch?: number;
  readonly refusesPut?: number;
  /** What a change, or a create, is answered with; `whole` by default. */
  readonly answersChanges?: 'empty' | 'excerpt' | 'before';
  readonly answersCreates?: 'empty' | 'withoutLocation';
  /** What becomes of a user before it is kept. */
  readonly keeps?: (user: JsonObject) => JsonObject;
  /** What becomes of a user before it is shown. */
  readonly shows?: (user: JsonObject) => JsonObject;
  readonly ids?: 'numbers' | 'longNumbers';
  /** Filters it understands; a status refuses all others, and `nobody` finds nobody by them. */
  readonly filters?: { readonly understands: RegExp; readonly others: number | 'nobody' };
  readonly searches?: 'bareTotals' | 'needsCount' | 'noPages' | 'textTotals';
  /** `listed`: disabled; `enabled`: nothing but answered; `hidden`: never shown again; `onDemand`: shown to who asks for disabled ones. */
  readonly deletes?: 'listed' | 'enabled' | 'hidden';
  readonly hidesDisabled?: boolean;
  /** Documents about itself, by path; a number is a status. */
  readonly documents?: Readonly<Record<string, number | string>>;
  /** What stands before and after every answer. */
  readonly contentType?: string;
}

export interface QuirkyScim {
  readonly exchange: Exchange;
  readonly users: Map<string, JsonObject>;
  /** `GET /Users/1`, decoded. */
  readonly requests: string[];
  quirks: Quirks;
}

export const BASE_URL = 'https://quirky.example/scim';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const CONFIG = { patch: { supported: true }, filter: { supported: true }, bulk: { supported: false } };

export function quirkyScim(quirks: Quirks = {}): QuirkyScim {
  const users = new Map<string, JsonObject>();
  const hidden = new Set<string>();
  const requests: string[] = [];
  let created = 0;
  const service: QuirkyScim = { exchange: async (request) => answer(request), users, requests, quirks };

  function answer(request: HttpRequest): HttpAnswer {
    const url = new URL(request.url);
    const path = url.pathname.slice(new URL(BASE_URL).pathname.length);
    requests.push(`${request.method} ${path}${decodeURIComponent(url.search)}`);
    const document = documentAt(path);
    if (document !== undefined) return document;
    const id = /^\/Users\/(.+)$/.exec(path)?.[1];
    const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
    if (path === '/Users') return request.method === 'POST' ? create(body as JsonObject) : search(url.searchParams);
    if (id === undefined) return refuse(404, 'No such page.');
    const user = hidden.has(id) ? undefined : users.get(decodeURIComponent(id));
    return user === undefined ? refuse(404, 'No such user.') : change(request.method, user, body as JsonObject);
  }

  function documentAt(path: string): HttpAnswer | undefined {
    const document = service.quirks.documents?.[path];
    if (document !== undefined) return typeof document === 'number' ? refuse(document, 'No.') : send(200, document);
    if (path === '/ServiceProviderConfig') return send(200, JSON.stringify(CONFIG));
    return path === '/Schemas' || path === '/ResourceTypes' ? refuse(404, 'No such page.') : undefined;
  }

  function create(body: JsonObject): HttpAnswer {
    created += 1;
    const { ids } = service.quirks;
    const id = ids === 'numbers' ? created : ids === 'longNumbers' ? `90071992547409${90 + created}` : `u-${created}`;
    const taken = keep({ ...body, id });
    if (taken !== undefined) return taken;
    switch (service.quirks.answersCreates) {
      case 'empty':
        return send(201, '', { location: `${BASE_URL}/Users/${id}` });
      case 'withoutLocation':
        return send(204, '');
      default:
        return show(201, users.get(String(id)) ?? {});
    }
  }

  /** @returns a refusal */
  function keep(user: JsonObject): HttpAnswer | undefined {
    const name = String(user.userName ?? '').toLowerCase();
    if (name === '') return refuse(400, 'userName is required', 'invalidValue');
    const isTaken = [...users.values()].some(
      (other) => String(other.id) !== String(user.id) && String(other.userName).toLowerCase() === name,
    );
    if (isTaken) return refuse(409, 'The userName is taken.', 'uniqueness');
    users.set(String(user.id), service.quirks.keeps?.(user) ?? user);
    return undefined;
  }

  function change(method: HttpRequest['method'], user: JsonObject, body: JsonObject): HttpAnswer {
    const { refusesPatch, refusesPut, answersChanges } = service.quirks;
    if (method === 'GET') return show(200, user);
    if (method === 'DELETE') return remove(user);
    const status = method === 'PATCH' ? refusesPatch : refusesPut;
    if (status !== undefined) return refuse(status, 'Not like this.');
    const next = method === 'PUT' ? { ...body, id: user.id } : patched(user, body, service.quirks);
    if ('status' in next && 'scimType' in next)
      return refuse(Number(next.status), 'Not like this.', String(next.scimType));
    const taken = keep(next as JsonObject);
    if (taken !== undefined) return taken;
    const { id, schemas } = user;
    switch (answersChanges) {
      case 'empty':
        return send(204, '');
      case 'excerpt':
        return send(200, JSON.stringify({ id, schemas }));
      case 'before':
        return show(200, user);
      default:
        return show(200, users.get(String(id)) ?? {});
    }
  }

  function remove(user: JsonObject): HttpAnswer {
    const id = String(user.id);
    if (service.quirks.deletes === undefined) users.delete(id);
    if (service.quirks.deletes === 'listed') users.set(id, { ...user, active: false });
    if (service.quirks.deletes === 'hidden') hidden.add(id);
    return send(204, '');
  }

  function search(query: URLSearchParams): HttpAnswer {
    const { filters, hidesDisabled, searches } = service.quirks;
    const filter = query.get('filter') ?? '';
    const isUnderstood = filters === undefined || filter === '' || filters.understands.test(filter);
    if (!isUnderstood && filters.others !== 'nobody') return refuse(filters.others, 'What a filter.', 'invalidFilter');
    const shownOnes = [...users.values()].filter(({ id }) => !hidden.has(String(id)));
    const wantsDisabled = / and active eq false$/.test(filter);
    const found = shownOnes.filter(
      (user) =>
        isUnderstood &&
        matches(user, filter.replace(/ and active eq false$/, '')) &&
        (!hidesDisabled || wantsDisabled === (user.active === false)),
    );
    const listed = searches === 'bareTotals' || (searches === 'needsCount' && !query.has('count')) ? [] : found;
    const totals = searches === 'textTotals' ? String(found.length) : found.length;
    const from = searches === 'noPages' ? 0 : Number(query.get('startIndex') ?? 1) - 1;
    const page = listed.slice(from, from + Number(query.get('count') ?? listed.length));
    return send(200, listText(page.map(shown), totals));
  }

  const listText = (resources: readonly Json[], totalResults: Json) =>
    unquoted(JSON.stringify({ schemas: [LIST], totalResults, Resources: resources }));

  const shown = (user: JsonObject) => service.quirks.shows?.(user) ?? user;
  const show = (status: number, user: JsonObject) => send(status, unquoted(JSON.stringify(shown(user))));

  /** Numbers that JavaScript has no exact value for, as a service in another language writes them. */
  const unquoted = (text: string) =>
    service.quirks.ids === 'longNumbers' ? text.replace(/"(9007199254740\d+)"/g, '$1') : text;

  const refuse = (status: number, detail: string, scimType?: string) =>
    send(status, JSON.stringify({ schemas: [ERROR], status: String(status), detail, scimType }));

  function send(status: number, text: string, headers: Record<string, string> = {}): HttpAnswer {
    const contentType = service.quirks.contentType ?? 'application/scim+json';
    return { status, text, headers: new Headers({ 'content-type': contentType, ...headers }) };
  }

  return service;
}

/** `attribute eq "x"`, `emails[type eq "work" and value eq "x"]`, `emails[type eq "work"].value eq "x"`, `emails.value eq "x"` */
function matches(user: JsonObject, filter: string): boolean {
  if (filter === '') return true;
  const [, path = '', quoted = '""'] = /^(.*) eq ("(?:[^"\\]|\\.)*")\]?$/.exec(filter) ?? [];
  const wanted = String(JSON.parse(quoted)).toLowerCase();
  const [, collection, type, part] = /^(\w+)(?:\[type eq "(\w+)"(?: and |\]\.))?\.?(\w+)?$/.exec(path) ?? [];
  const isIt = (json: Json | undefined) => String(json ?? '').toLowerCase() === wanted;
  const held = user[collection ?? ''];
  if (Array.isArray(held)) {
    return held
      .filter(isJsonObject)
      .some((one) => (type === undefined || one.type === type) && isIt(one[part ?? 'value']));
  }
  if (path.startsWith('urn:')) {
    const cut = path.lastIndexOf(':');
    const extension = user[path.slice(0, cut)];
    return isJsonObject(extension) && isIt(extension[path.slice(cut + 1)]);
  }
  return isIt(user[path]);
}
