/**
 * BambooHR as its OpenAPI document of June 2026 describes it: HTTP Basic with the API key as name, XML unless JSON is asked for,
 * only the fields that were asked for, 503 with `Retry-After` over the limit; webhooks that are never sent again after a 4xx.
 */
import type { Employee } from './employee';
import { Register } from './employee';
import { hmacBy, type SenderRules, sendWebhook } from './sender';
import { type AskedRequest, basicOf, limiter, startVendor, type VendorAnswer } from './server';
import type { HrStandIn, StandInOptions } from './standIn';

const API_KEY = 'an-api-key-of-bamboohr';
const PRIVATE_KEY = '123b929362d51613054f71e5e5d4bf2c';

export async function startBambooHr({ lagMs = 0, perMinute = 1_000, minuteMs = 1 }: StandInOptions = {}) {
  const people = new Register(lagMs);
  const limit = limiter(perMinute);
  const server = await startVendor((asked) => answer(people, limit, asked));
  const rules = senderRules(minuteMs);
  const standIn: HrStandIn = {
    server,
    people,
    definition: { settings: { company: 'acme' }, fetch: { baseUrl: server.baseUrl } },
    secret: PRIVATE_KEY,
    fetchSecret: API_KEY,
    async announce(url, change, id) {
      const type = { created: 'employee.created', deleted: 'employee.deleted' }[change as string] ?? 'employee.updated';
      const data = { companyId: '12345', employeeId: id, changedFields: ['status'] };
      const event = (name: string) => JSON.stringify({ type: name, timestamp: '2026-11-29T15:30:00+0000', data });
      const [sent] = await Promise.all([
        sendWebhook(url, event(type), rules),
        // A new employee is announced as changed, too.
        ...(change === 'created' ? [sendWebhook(url, event('employee.updated'), rules)] : []),
      ]);
      return sent;
    },
  };
  return standIn;
}

function answer(people: Register, limit: ReturnType<typeof limiter>, asked: AskedRequest): VendorAnswer {
  if (asked.headers.authorization !== basicOf(API_KEY, 'x')) return { status: 401 };
  if (limit.isOver()) return { status: 503, headers: { 'retry-after': String(limit.resetSeconds()) } };
  const [, id] = /^\/api\/v1\/employees\/([^/]+)$/.exec(asked.url.pathname) ?? [];
  const found = id === undefined ? undefined : people.read(decodeURIComponent(id));
  if (found === undefined) return { status: 404, headers: { 'x-bamboohr-error-message': 'Employee not found' } };
  const fields = (asked.url.searchParams.get('fields') ?? '').split(',');
  if (fields.length > 400) return { status: 400 };
  if (!asked.headers.accept?.includes('application/json')) {
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: `<employee id="${found.id}"></employee>` };
  }
  const told = fieldsOf(found);
  return { status: 200, body: Object.fromEntries(['id', ...fields].map((name) => [name, told[name] ?? null])) };
}

function fieldsOf(one: Employee): Readonly<Record<string, unknown>> {
  return {
    id: one.id,
    employeeNumber: `N${one.id}`,
    status: one.status === 'left' ? 'Inactive' : 'Active',
    firstName: one.givenName,
    lastName: one.familyName,
    jobTitle: one.title,
    department: one.department,
    workEmail: one.email,
    hireDate: one.hireDate,
    terminationDate: one.leaveDate ?? '0000-00-00',
    supervisorEId: one.managerId,
  };
}

function senderRules(minuteMs: number): SenderRules {
  return {
    async headers(body) {
      const time = String(Math.floor(Date.now() / 1_000));
      const signature = (await hmacBy('SHA-256', PRIVATE_KEY, body + time)).toString('hex');
      return { 'X-BambooHR-Timestamp': time, 'X-BambooHR-Signature': signature, 'user-agent': 'BambooHR/1.0' };
    },
    isAccepted: (status) => status >= 200 && status < 300,
    isTriedAgain: (status) => status === undefined || status >= 500,
    delaysMinutes: [5, 10, 20, 40, 80],
    patienceMs: 10_000,
    minuteMs,
  };
}
