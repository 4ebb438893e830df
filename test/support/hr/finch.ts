/** Finch as its SDK knows it: batches of one with a status each, a version in a header, and Standard Webhooks by their library. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Employee } from './employee';
import { Register } from './employee';
import { type SenderRules, sendWebhook } from './sender';
import { type AskedRequest, limiter, startVendor, type VendorAnswer } from './server';
import type { HrStandIn, StandInOptions } from './standIn';

const ACCESS_TOKEN = 'an-access-token-of-finch';
const SECRET = '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH';

export async function startFinch({ lagMs = 0, perMinute = 1_000, minuteMs = 1 }: StandInOptions = {}) {
  const people = new Register(lagMs);
  const limit = limiter(perMinute);
  const server = await startVendor((asked) => {
    if (asked.headers.authorization !== `Bearer ${ACCESS_TOKEN}`) return { status: 401 };
    if (asked.headers['finch-api-version'] === undefined) return { status: 400 };
    if (limit.isOver()) return { status: 429 };
    return answer(people, asked);
  });
  const standIn: HrStandIn = {
    server,
    people,
    definition: { fetch: { baseUrl: server.baseUrl } },
    secret: SECRET,
    fetchSecret: ACCESS_TOKEN,
    announce(url, change, id) {
      const type = {
        created: 'individual.created',
        changed: 'individual.updated',
        left: 'employment.updated',
        deleted: 'individual.deleted',
      }[change];
      const event = { company_id: randomUUID(), connection_id: 'c-1', event_type: type, data: { individual_id: id } };
      return sendWebhook(url, JSON.stringify(event), senderRules(minuteMs));
    },
  };
  return standIn;
}

function answer(people: Register, { method, url, body }: AskedRequest): VendorAnswer {
  const write = { '/employer/individual': individualOf, '/employer/employment': employmentOf }[url.pathname];
  if (method !== 'POST' || write === undefined) return { status: 404 };
  const { requests } = JSON.parse(body) as { requests: { individual_id: string }[] };
  const responses = requests.map(({ individual_id }) => {
    const found = people.read(individual_id);
    if (found === undefined) return { individual_id, code: 404, body: { message: 'not found' } };
    return { individual_id, code: 200, body: write(found) };
  });
  return { status: 200, body: { responses } };
}

const individualOf = (one: Employee) => ({
  id: one.id,
  first_name: one.givenName,
  preferred_name: null,
  last_name: one.familyName,
  emails: [
    { type: 'personal', data: 'private@example.net' },
    { type: 'work', data: one.email },
  ],
  phone_numbers: [{ type: 'personal', data: '+1 555 0100' }],
});

const employmentOf = (one: Employee) => ({
  id: one.id,
  is_active: one.status === 'employed' || one.status === 'leave',
  title: one.title,
  department: { name: one.department },
  manager: one.managerId === undefined ? null : { id: one.managerId },
  employment: { type: 'employee', subtype: 'full_time' },
  start_date: one.hireDate,
  end_date: one.leaveDate ?? null,
  latest_rehire_date: null,
});

/** A retry keeps its id and signs a new time. */
function senderRules(minuteMs: number): SenderRules {
  const id = `msg_${randomUUID()}`;
  return {
    headers: async (body) => {
      const now = new Date();
      const signature = new Webhook(SECRET).sign(id, now, body);
      return {
        'finch-id': id,
        'finch-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'finch-signature': signature,
      };
    },
    isAccepted: (status) => status >= 200 && status < 300,
    isTriedAgain: (status) => status !== 410,
    delaysMinutes: [1, 5, 30],
    patienceMs: 10_000,
    minuteMs,
  };
}
