/**
 * HiBob as its documents describe it: reads lag, former people are hidden from a service user who may not see them, answers
 * come nested or flat, an address that repeats 401 is blocked; webhooks that want exactly 200 and ping before they are saved.
 */
import type { Employee } from './employee';
import { Register } from './employee';
import { hmacBy, type SenderRules, sendWebhook } from './sender';
import { type AskedRequest, basicOf, limiter, startVendor, type VendorAnswer } from './server';
import type { HrStandIn, StandInOptions } from './standIn';

const SERVICE_USER = 'SERVICE-7';
const TOKEN = 'a-token-of-the-service-user';
const SECRET = 'a-secret-of-bob-for-webhooks';
const MOST_REFUSALS = 5;

export interface HiBobStandIn extends HrStandIn {
  /** The test of the connection that precedes a webhook, unsigned. @returns the statuses */
  ping(url: string): Promise<readonly number[]>;
}

export async function startHiBob({ lagMs = 0, perMinute = 1_000, minuteMs = 1 }: StandInOptions = {}) {
  const people = new Register(lagMs);
  const limit = limiter(perMinute);
  let refusals = 0;
  const server = await startVendor((asked) => {
    if (refusals >= MOST_REFUSALS) return { status: 403, body: { error: 'blocked' } };
    if (asked.headers.authorization !== basicOf(SERVICE_USER, TOKEN)) {
      refusals += 1;
      return { status: 401 };
    }
    if (limit.isOver()) return { status: 429, headers: { 'x-ratelimit-reset': String(limit.resetSeconds()) } };
    return answer(people, asked);
  });
  const rules = senderRules(minuteMs);
  const standIn: HiBobStandIn = {
    server,
    people,
    definition: { settings: { serviceUser: SERVICE_USER }, fetch: { baseUrl: server.baseUrl } },
    secret: SECRET,
    fetchSecret: TOKEN,
    announce(url, change, id) {
      const type = { created: 'created', changed: 'updated', left: 'left', deleted: 'deleted' }[change];
      const data = { employeeId: id, fieldUpdates: [{ id: 'work.title' }] };
      const event = { companyId: 636_192, type: `employee.${type}`, triggeredBy: '33328', version: 'v2', data };
      const triggeredAt = new Date().toISOString().replace('Z', '915');
      return sendWebhook(url, JSON.stringify({ ...event, triggeredAt }), rules);
    },
    async ping(url) {
      const post = async (body: string, type: string) =>
        (await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).status;
      return [await post('Ping test', 'text/plain'), await post('{"text":"Ping test"}', 'application/json')];
    },
  };
  return standIn;
}

function answer(people: Register, { method, url, body }: AskedRequest): VendorAnswer {
  const [, id] = /^\/v1\/people\/([^/]+)$/.exec(url.pathname) ?? [];
  if (method !== 'POST' || id === undefined) return { status: 404 };
  const found = people.read(decodeURIComponent(id));
  if (found === undefined) return { status: 404, body: { key: 'not.found' } };
  const fields = (JSON.parse(body) as { fields?: string[] }).fields ?? [];
  const told = fieldsOf(found);
  const chosen = fields.filter((name) => told[name] !== undefined);
  // Those of `root` are told as they are, the others by their paths.
  const flat = chosen.filter((name) => !name.startsWith('root.'));
  return {
    status: 200,
    body: {
      root: Object.fromEntries(
        chosen.filter((name) => !flat.includes(name)).map((name) => [name.slice(5), told[name]]),
      ),
      ...Object.fromEntries(flat.map((name) => [`/${name.replaceAll('.', '/')}`, { value: told[name] }])),
    },
  };
}

const STATUS = { employed: 'employed', leave: 'on leave', hired: 'hired', left: 'terminated' } as const;

function fieldsOf(one: Employee): Readonly<Record<string, unknown>> {
  return {
    'root.id': one.id,
    'root.firstName': one.givenName,
    'root.surname': one.familyName,
    'root.displayName': `${one.givenName} ${one.familyName}`,
    'root.email': one.email,
    'internal.lifecycleStatus': STATUS[one.status],
    'internal.terminationDate': one.leaveDate,
    'work.startDate': one.hireDate,
    'work.title': one.title,
    'work.department': one.department,
    'work.reportsTo': one.managerId && { id: one.managerId },
  };
}

function senderRules(minuteMs: number): SenderRules {
  return {
    headers: async (body) => ({ 'Bob-Signature': (await hmacBy('SHA-512', SECRET, body)).toString('base64') }),
    isAccepted: (status) => status === 200,
    isTriedAgain: () => true,
    delaysMinutes: [1, 5, 30, 60, 240],
    patienceMs: 10_000,
    minuteMs,
  };
}
