/**
 * Personio's API version 2 as its documents describe it: tokens by client credentials, employments in pages, a limit without
 * `Retry-After`; webhooks with a token instead of a signature, that wait three seconds and take 501 and 4xx for a refusal.
 */
import { randomUUID } from 'node:crypto';
import type { Employee } from './employee';
import { Register } from './employee';
import { type SenderRules, sendWebhook } from './sender';
import { type AskedRequest, limiter, startVendor, type VendorAnswer } from './server';
import type { HrStandIn, StandInOptions } from './standIn';

const CLIENT = { id: 'papi-1', secret: 'a-client-secret-of-personio' };
const TOKEN = 'the-token-given-with-the-webhook';

export async function startPersonio({ lagMs = 0, perMinute = 1_000, minuteMs = 1 }: StandInOptions = {}) {
  const people = new Register(lagMs);
  const limit = limiter(perMinute);
  const tokens = new Set<string>();
  const server = await startVendor((asked) => {
    if (asked.url.pathname === '/v2/auth/token') return issue(tokens, asked);
    if (!tokens.has(asked.headers.authorization?.replace(/^Bearer /, '') ?? '')) return { status: 401 };
    if (limit.isOver()) return { status: 429, headers: { 'x-ratelimit-replenish-rate': '30' } };
    return answer(people, asked);
  });
  const rules = senderRules(minuteMs);
  const standIn: HrStandIn = {
    server,
    people,
    definition: { settings: { clientId: CLIENT.id }, fetch: { baseUrl: server.baseUrl } },
    secret: TOKEN,
    fetchSecret: CLIENT.secret,
    announce(url, change, id) {
      const [name, payload] = {
        created: ['person.created', { id }],
        changed: ['person.updated', { id }],
        left: ['employment.terminated', { id: `employment-${id}`, person: { id } }],
        deleted: ['person.deleted', { id }],
      }[change];
      const event = { company_id: '1', event_name: name, occurred_at: new Date().toISOString(), payload, meta: {} };
      return sendWebhook(url, JSON.stringify(event), rules);
    },
  };
  return standIn;
}

function issue(tokens: Set<string>, { body, headers }: AskedRequest): VendorAnswer {
  const form = new URLSearchParams(body);
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  const isClient = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
  if (!isForm || !isClient || form.get('grant_type') !== 'client_credentials') return { status: 401 };
  const token = randomUUID();
  tokens.add(token);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 86_400 } };
}

function answer(people: Register, { url }: AskedRequest): VendorAnswer {
  const [, id, list] = /^\/v2\/persons\/([^/]+)(\/employments)?$/.exec(url.pathname) ?? [];
  const found = id === undefined ? undefined : people.read(decodeURIComponent(id));
  if (found === undefined) return { status: 404, body: { message: 'Person not found' } };
  return { status: 200, body: list === undefined ? personOf(found) : pageOf(found, url) };
}

function personOf(one: Employee) {
  const status = { employed: 'ACTIVE', leave: 'LEAVE', hired: 'ONBOARDING', left: 'INACTIVE' }[one.status];
  return { id: one.id, email: one.email, first_name: one.givenName, last_name: one.familyName, status };
}

/** One employment a page: the former one goes first, as if only the last page held what counts. */
function pageOf(one: Employee, url: URL) {
  const former = { id: 'old', status: 'INACTIVE', employment_start_date: '2001-01-01', position: { title: 'Trainee' } };
  const present = {
    id: 'present',
    status: personOf(one).status,
    employment_start_date: one.hireDate,
    position: { title: one.title },
    supervisor: one.managerId === undefined ? null : { id: one.managerId },
    org_units: [
      { type: 'team', name: 'Blue' },
      { type: 'department', name: one.department },
    ],
    termination: one.leaveDate === undefined ? null : { termination_date: one.leaveDate },
  };
  if (url.searchParams.has('cursor')) return { _data: [present], _meta: { links: {} } };
  return { _data: [former], _meta: { links: { next: { href: `${url.pathname}?limit=50&cursor=2` } } } };
}

function senderRules(minuteMs: number): SenderRules {
  return {
    headers: async () => ({ authorization: TOKEN }),
    isAccepted: (status) => status >= 200 && status < 300,
    isTriedAgain: (status) => status === undefined || (status >= 500 && status !== 501),
    delaysMinutes: [1, 5, 60, 240, 720],
    patienceMs: 3_000,
    minuteMs,
  };
}
