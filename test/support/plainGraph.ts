/**
 * Users of Graph as maps behind its two quotas, for loads that the embedded directory is too thorough for. Merciless: no name is
 * unique, so two creates make two accounts. Serves what a load of new people asks, and nothing else.
 */
import { createTokenBucket } from '../../shared/api/directory/tokenBucket';
import type { Clock, RandomSource } from '../../shared/ports';
import type { JsonObject } from '../../shared/scim/json';
import type { GraphAnswer, GraphCall } from '../../shared/targets/graph/call';
import type { Quotas } from '../../shared/targets/graph/pacing/allowance';
import { costOf } from '../../shared/targets/graph/pacing/cost';
import type { GraphTransport } from '../../shared/targets/graph/transport';

export interface PlainGraph {
  readonly transport: GraphTransport;
  /** How many accounts each person has. */
  readonly accounts: ReadonlyMap<string, number>;
  readonly tally: { requests: number; refused: number; writes: number };
}

/** There and back. */
const LATENCY_MS = 300;

export function createPlainGraph(
  quotas: Quotas,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): PlainGraph {
  const now = () => clock.now();
  const units = createTokenBucket(quotas.units.capacity, quotas.units.windowMs, now);
  const writes = createTokenBucket(quotas.writes.capacity, quotas.writes.windowMs, now);
  const tally = { requests: 0, refused: 0, writes: 0 };
  const accounts = new Map<string, number>();
  const byEmployee = new Map<string, JsonObject[]>();
  const byReference = new Map<string, JsonObject>();

  function answer(call: GraphCall): GraphAnswer {
    const cost = costOf(call);
    tally.requests += 1;
    const waitMs = Math.max(units.waitMs(cost.units), cost.writes === 0 ? 0 : writes.waitMs(cost.writes));
    if (waitMs > 0) {
      tally.refused += 1;
      return reply(429, undefined, { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
    }
    units.take(cost.units);
    writes.take(cost.writes);
    tally.writes += cost.writes;
    return serve(call);
  }

  function serve({ method, url, body }: GraphCall): GraphAnswer {
    const { pathname, searchParams } = new URL(url, 'https://graph.example');
    const [, users, reference] = pathname.split('/').map(decodeURIComponent);
    if (method === 'POST' && url === '/users') {
      const user: JsonObject = { ...body, id: random.uuid(), createdDateTime: new Date(clock.now()).toISOString() };
      const employee = String(user.employeeId);
      const held = [...(byEmployee.get(employee) ?? []), user];
      byEmployee.set(employee, held);
      accounts.set(employee, held.length);
      for (const name of [user.id, user.userPrincipalName]) byReference.set(String(name).toLowerCase(), user);
      return reply(201, user);
    }
    if (method === 'GET' && users === 'users' && reference !== undefined) {
      const user = byReference.get(reference.toLowerCase());
      return user === undefined ? reply(404) : reply(200, user);
    }
    const filter = searchParams.get('$filter') ?? '';
    if (method === 'GET' && url.startsWith('/users?') && /^employeeId (eq|in) /.test(filter)) {
      const asked = [...filter.matchAll(/'([^']*)'/g)].map(([, value = '']) => value);
      return reply(200, { value: asked.flatMap((value) => byEmployee.get(value) ?? []) });
    }
    throw new Error(`Nobody who is new asks ${method} ${url}`);
  }

  return {
    tally,
    accounts,
    transport: {
      async send(calls) {
        await clock.sleep(LATENCY_MS / 2);
        const answers = calls.map(answer);
        await clock.sleep(LATENCY_MS / 2);
        return answers;
      },
    },
  };
}

function reply(status: number, body?: JsonObject, headers: Readonly<Record<string, string>> = {}): GraphAnswer {
  return { status, body, header: (name) => headers[name.toLowerCase()] };
}
