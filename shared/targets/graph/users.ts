/**
 * The users of a tenant through Graph (spec/wire-contract.md 7.1): one function for each request, each giving what was
 * asked for or throwing what went wrong. Knows nothing of mappings, lag and lost answers.
 */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import { isJsonObject, type JsonObject } from '../../scim/json';
import { passwordsIn } from '../kit/redact';
import { parseRetryAfter } from '../kit/retryAfter';
import { type GraphAnswer, type GraphCall, isSuccess } from './call';
import { isUnsupportedQuery, type RefusalContext, refusal } from './failures';
import { equalsFilter } from './properties';

export type CreateOutcome =
  | { readonly kind: 'created'; readonly user: JsonObject }
  | { readonly kind: 'refused'; readonly error: ProvisioningError }
  /** No answer, or one that does not say whether the account was created. */
  | { readonly kind: 'unsure'; readonly error: ProvisioningError };

export interface GraphUsers {
  /** Live users the filter admits: at least two where there are two, not necessarily all. Lags behind writes. */
  search(filter: string, selection: string, attribute: string): Promise<readonly JsonObject[]>;
  /**
   * All live users that the filter admits; it must admit few. Lags behind writes.
   *
   * @returns `more` where there may be more than one answer tells; `unsupported` where Graph takes no such filter
   */
  list(filter: string, selection: string, attribute: string): Promise<readonly JsonObject[] | 'more' | 'unsupported'>;
  /** The same by what Graph filters as an advanced query alone; the selection must not expand anything. */
  searchAdvanced(filter: string, selection: string, attribute: string): Promise<readonly JsonObject[]>;
  /** All users in the recycle bin that the filter admits. Lags behind writes. */
  searchDeleted(filter: string, selection: string, attribute: string): Promise<readonly JsonObject[]>;
  /**
   * `undefined` when there is no such live user. Lags for moments only, except for a name that cannot stand in a path.
   * @param reference id or UPN
   */
  get(reference: string, selection: string): Promise<JsonObject | undefined>;
  getDeleted(id: string, selection: string): Promise<JsonObject | undefined>;
  create(body: JsonObject, attributes: readonly string[]): Promise<CreateOutcome>;
  /** `undefined` when there is no such live user, here and below; `true` when it is done. */
  update(id: string, body: JsonObject, attributes: readonly string[]): Promise<true | undefined>;
  remove(id: string): Promise<true | undefined>;
  /** `undefined` when it is not in the recycle bin. */
  restore(id: string): Promise<true | undefined>;
  /** `undefined` also when the manager is missing, and for clearing where there is none. */
  setManager(id: string, managerId: string | null): Promise<true | undefined>;
  /** The tenant's domains, the default one first. */
  verifiedDomains(): Promise<readonly string[]>;
  /** Reads any one user. */
  probe(): Promise<void>;
}

export interface UsersOptions {
  /** The address references are written with. */
  readonly baseUrl: string;
  readonly clock: Clock;
  send(call: GraphCall): Promise<GraphAnswer>;
}

const USERS = '/users';
const DELETED = '/directory/deletedItems';
const DELETED_USERS = `${DELETED}/microsoft.graph.user`; // the cast is mandatory for lists
/** Two would tell that there are several. A page of fewer than twenty costs a unit of the quota less (spec/wire-contract.md 7.5). */
const SMALL_PAGE = 5;
/** The most that costs no more: with one account a value, fifteen values never fill it. */
const FULL_PAGE = 19;
/** A filter that admits next to nobody may still be answered with empty pages. */
const MOST_PAGES = 10;
/** A longer break is the queue's business: a worker that sleeps holds up others. */
const LONGEST_BREAK_MS = 5_000;
const BREAKS_PER_REQUEST = 2;
/** A create may have gone through although its answer is one of these, or none. */
const UNSURE_STATUS = (status: number) => status === 408 || status >= 500;
const UNSURE_CODES = ['Timeout', 'WebExceptionProtocolError'];

export function graphUsers({ baseUrl, clock, send }: UsersOptions): GraphUsers {
  const context = (attempt: string, attributes: readonly string[] = []): RefusalContext => ({
    attempt,
    attributes,
    nowMs: clock.now(),
  });

  /** For requests that do no harm when they are carried out twice. */
  async function sendAgain(call: GraphCall): Promise<GraphAnswer> {
    for (let breaks = 0; ; breaks += 1) {
      const answer = await send(call);
      if (answer.status !== 503 || breaks === BREAKS_PER_REQUEST) return answer;
      const breakMs = parseRetryAfter(answer.header('retry-after'), clock.now());
      if (breakMs === undefined || breakMs > LONGEST_BREAK_MS) return answer;
      await clock.sleep(breakMs);
    }
  }

  async function getOne(url: string): Promise<JsonObject | undefined> {
    const answer = await sendAgain({ method: 'GET', url });
    if (answer.status === 404) return undefined;
    if (!isSuccess(answer)) throw refusal(answer, context('read the account'));
    return asUser(answer.body);
  }

  async function write(call: GraphCall, attempt: string, attributes: readonly string[] = []) {
    const answer = await sendAgain(call);
    if (answer.status === 404) return undefined;
    if (!isSuccess(answer)) throw refusal(answer, { ...context(attempt, attributes), secrets: passwordsIn(call.body) });
    return true as const;
  }

  async function searchPages(first: GraphCall, attribute: string, enough: number): Promise<readonly JsonObject[]> {
    const found: JsonObject[] = [];
    let call = first;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await sendAgain(call);
      if (!isSuccess(answer)) throw refusal(answer, context(`look up accounts by ${attribute}`, [attribute]));
      found.push(...usersIn(answer));
      const next = nextUrl(answer.body, baseUrl);
      if (next === undefined || found.length >= enough) return found;
      call = { ...first, url: next };
    }
    throw unreadable(`more than ${MOST_PAGES} pages to a search for one value`);
  }

  const search: GraphUsers['search'] = (filter, selection, attribute) =>
    searchPages(
      { method: 'GET', url: `${USERS}?$filter=${encode(filter)}&${selection}&$top=${SMALL_PAGE}` },
      attribute,
      2,
    );

  return {
    search,

    searchAdvanced: (filter, selection, attribute) => searchPages(advanced(USERS, filter, selection), attribute, 2),

    async list(filter, selection, attribute) {
      const url = `${USERS}?$filter=${encode(filter)}&${selection}&$top=${FULL_PAGE}`;
      const answer = await sendAgain({ method: 'GET', url });
      if (isUnsupportedQuery(answer)) return 'unsupported';
      if (!isSuccess(answer)) throw refusal(answer, context(`look up accounts by ${attribute}`, [attribute]));
      const found = usersIn(answer);
      const isAll = found.length < FULL_PAGE && nextUrl(answer.body, baseUrl) === undefined;
      return isAll ? found : 'more';
    },

    // endsWith is an advanced query
    searchDeleted: (filter, selection, attribute) =>
      searchPages(advanced(DELETED_USERS, filter, selection), attribute, Number.POSITIVE_INFINITY),

    async get(reference, selection) {
      if (STANDS_IN_PATH.test(reference)) return getOne(`${USERS}/${encode(reference)}?${selection}`);
      const filter = equalsFilter('userPrincipalName', reference);
      const found = filter === undefined ? [] : await search(filter, selection, 'userPrincipalName');
      return found[0];
    },
    getDeleted: (id, selection) => getOne(`${DELETED}/${encode(id)}?${selection}`),

    async create(body, attributes) {
      try {
        const answer = await send({ method: 'POST', url: USERS, body });
        if (isSuccess(answer)) return { kind: 'created', user: asUser(answer.body) };
        const secrets = passwordsIn(body);
        const error = refusal(answer, { ...context('create the account', attributes), secrets });
        return { kind: UNSURE_STATUS(answer.status) ? 'unsure' : 'refused', error };
      } catch (error) {
        if (!(error instanceof ProvisioningError)) throw error;
        return { kind: UNSURE_CODES.includes(error.code) ? 'unsure' : 'refused', error };
      }
    },

    update: (id, body, attributes) =>
      write({ method: 'PATCH', url: `${USERS}/${encode(id)}`, body }, 'update the account', attributes),
    remove: (id) => write({ method: 'DELETE', url: `${USERS}/${encode(id)}` }, 'delete the account'),
    restore: (id) => write({ method: 'POST', url: `${DELETED}/${encode(id)}/restore` }, 'restore the account'),

    setManager(id, managerId) {
      const url = `${USERS}/${encode(id)}/manager/$ref`;
      if (managerId === null) return write({ method: 'DELETE', url }, 'clear the manager', ['manager']);
      const body = { '@odata.id': `${baseUrl}${USERS}/${encode(managerId)}` };
      return write({ method: 'PUT', url, body }, 'set the manager', ['manager']);
    },

    async verifiedDomains() {
      const answer = await sendAgain({ method: 'GET', url: '/organization?$select=verifiedDomains' });
      if (!isSuccess(answer)) throw refusal(answer, context("read the organization's domains"));
      const [organization] = Array.isArray(answer.body?.value) ? answer.body.value.filter(isJsonObject) : [];
      const { verifiedDomains } = organization ?? {};
      const domains = Array.isArray(verifiedDomains) ? verifiedDomains.filter(isJsonObject) : [];
      return [...domains.filter(isDefault), ...domains.filter((domain) => !isDefault(domain))].flatMap(({ name }) =>
        typeof name === 'string' ? [name] : [],
      );
    },

    async probe() {
      const answer = await sendAgain({ method: 'GET', url: `${USERS}?$top=1&$select=id` });
      if (!isSuccess(answer)) throw refusal(answer, context('read users'));
    },
  };
}

const encode = encodeURIComponent;

function advanced(path: string, filter: string, selection: string): GraphCall {
  const url = `${path}?$filter=${encode(filter)}&${selection}&$count=true`;
  return { method: 'GET', url, headers: { ConsistencyLevel: 'eventual' } };
}

/** Ids and most names. Apostrophes are allowed in names, and services disagree on how to quote them in a path. */
const STANDS_IN_PATH = /^[\w.!#^~@-]+$/;
const isDefault = ({ isDefault: flag }: JsonObject) => flag === true;

/** @throws {ProvisioningError} for anything but a user with an id: without it no account can be linked */
function asUser(body: unknown): JsonObject {
  if (isJsonObject(body) && typeof body.id === 'string' && body.id !== '') return body as JsonObject;
  throw unreadable('a user without an id');
}

function usersIn({ body }: GraphAnswer): readonly JsonObject[] {
  const { value } = body ?? {};
  if (!Array.isArray(value)) throw unreadable('a list of users without users');
  return value.map(asUser);
}

/** The token goes to the configured address only, whatever a link says. */
function nextUrl(body: JsonObject | undefined, baseUrl: string): string | undefined {
  const link = body?.['@odata.nextLink'];
  if (link === undefined || link === null) return undefined;
  if (typeof link === 'string' && link.startsWith(`${baseUrl}/`)) return link.slice(baseUrl.length);
  throw unreadable('a link to the next page that leads elsewhere');
}

function unreadable(what: string): ProvisioningError {
  return new ProvisioningError('WebExceptionProtocolError', `Microsoft Graph answered with ${what}.`);
}
