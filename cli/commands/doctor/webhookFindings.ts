/** What `muster doctor` looks at of webhooks: whether inlets hear of anything and come through, and outlets are believed. */
import { type InletHealth, type KeptInlet, listInlets } from '../../client/webhooks/inlets';
import { type Outlet, outletPath, readOutlets } from '../../client/webhooks/outlets';
import { count, counted, elapsed, localTime } from '../../output/numbers';
import type { World } from '../../world';
import type { JobDesk } from '../jobDesk';
import { type Finding, fail, ok, warn } from './finding';

export async function inletFindings({ http, own }: JobDesk, { now }: World): Promise<readonly Finding[]> {
  const inlets = await listInlets(http, own);
  return inlets.flatMap((inlet) => ofInlet(inlet, now()));
}

function ofInlet(inlet: KeptInlet, now: number): readonly Finding[] {
  const { name, health, enabled } = inlet;
  const what = `Inlet ${name}`;
  const events = `muster inlet events ${name}`;
  const isBelieving = health.secrets.some(({ use }) => use === 'verify') || schemeOf(inlet) === 'bearer';
  const ending = stillUsed(health);
  const { parked, rejected24h } = health;
  return [
    enabled === false
      ? warn(what, 'is turned off: senders are told that it is gone', `muster inlet set ${name} --set enabled=true`)
      : ofState(what, inlet, now),
    ...(isBelieving
      ? []
      : [warn(what, 'has no secret yet, and believes nobody', `muster inlet rotate ${name} --secret-file FILE`)]),
    ...(parked === 0 ? [] : [warn(what, `${counted(parked, 'dead letter')}`, `${events} --state parked`)]),
    ...(rejected24h === 0
      ? []
      : [warn(what, `refused ${counted(rejected24h, 'delivery', 'deliveries')} in 24 h`, `muster inlet show ${name}`)]),
    ...(ending === undefined
      ? []
      : [
          warn(
            what,
            `its sender still signs with the secret that ends ${localTime(ending)}`,
            `muster inlet show ${name}`,
          ),
        ]),
  ];
}

function ofState(what: string, { name, health }: KeptInlet, now: number): Finding {
  const { state, lastReceived, lastFetchError, nextTryDateTime, open, lagSeconds } = health;
  const last = lastReceived === null ? 'nothing came yet' : `last event ${elapsed(now - Date.parse(lastReceived))} ago`;
  switch (state) {
    case 'failing': {
      const next = nextTryDateTime ? `, next try ${localTime(nextTryDateTime)}` : '';
      const said = lastFetchError?.message ?? 'the HR system refuses its credentials';
      return fail(what, `fetches nobody: ${said}${next}`, `muster inlet set ${name} --fetch-secret-file FILE`);
    }
    case 'silent':
      return warn(what, `is silent for longer than expected: ${last}`, `muster inlet show ${name}`);
    case 'backlog':
      return warn(
        what,
        `${counted(open, 'event')} wait, the oldest for ${elapsed(lagSeconds * 1_000)}`,
        `muster inlet events ${name} --state open`,
      );
    case 'paused':
      return warn(what, `is paused, and keeps what comes: ${last}`, `muster inlet resume ${name}`);
    default:
      return ok(what, last);
  }
}

const schemeOf = ({ verify }: KeptInlet) => (verify as { scheme?: string } | undefined)?.scheme;

/** @returns when the secret ends that was used last of all, where another is there to take its place */
function stillUsed({ secrets }: InletHealth): string | undefined {
  const used = secrets
    .filter(({ use, lastUsedDateTime }) => use === 'verify' && lastUsedDateTime !== null)
    .sort((a, b) => String(b.lastUsedDateTime).localeCompare(String(a.lastUsedDateTime)));
  return used[0]?.endsDateTime ?? undefined;
}

export async function outletFindings({ http, own }: JobDesk): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const outlet of await readOutlets(http, own)) {
    if (outlet.url === null) continue; // whoever listens is there, or it is gone soon
    const { value } = await http.json<{ value: readonly unknown[] }>('GET', `${outletPath(own, outlet.name)}/events`, {
      query: { $filter: "state eq 'failed'", $top: '1' },
    });
    found.push(...ofOutlet(outlet, value.length > 0));
  }
  return found;
}

function ofOutlet({ name, health }: Outlet, hasDeadLetters: boolean): readonly Finding[] {
  const what = `Outlet ${name}`;
  return [
    outletState(what, name, health),
    ...(hasDeadLetters
      ? [warn(what, 'there are events that were given up', `muster outlet events ${name} --state failed`)]
      : []),
    ...(health.dropped === 0
      ? []
      : [warn(what, `${count(health.dropped)} events were dropped, being too many`, `muster outlet show ${name}`)]),
  ];
}

function outletState(what: string, name: string, health: Outlet['health']): Finding {
  const { state, failingSinceDateTime: since, lastSuccessDateTime, lastFailure, nextTryDateTime } = health;
  const why = lastFailure === null ? '' : ` (${lastFailure.status ?? 'no answer'}: ${lastFailure.message})`;
  switch (state) {
    case 'disabled':
      return fail(what, `is disabled${why}; its events are kept`, `muster outlet resume ${name}`);
    case 'failing': {
      const next = nextTryDateTime === null ? '' : `, next try ${localTime(nextTryDateTime)}`;
      return warn(what, `is behind since ${localTime(since ?? '')}${why}${next}`, `muster outlet test ${name}`);
    }
    case 'unverified':
      return warn(what, `has taken nothing yet${why}`, `muster outlet test ${name}`);
    case 'paused':
      return warn(what, 'is paused, and its events are kept', `muster outlet resume ${name}`);
    default:
      return ok(what, lastSuccessDateTime === null ? 'healthy' : `last taken ${localTime(lastSuccessDateTime)}`);
  }
}
