/**
 * Several people, each fetched at its turn. As soon as the HR system refuses our credentials or asks for a break, nobody else
 * is asked for: addresses that go on after a 401 are shut out by some vendors (spec/hands.md 3.4).
 */
import type { Documents } from '../../../inlets/mapping/rules';
import type { InletHealth } from '../../../store/inlets/inletHealth';
import type { InletContext } from '../../inletPorts';
import type { Needs } from '../../ports';
import type { Task } from '../judging/readStored';
import { type Outcome, parked } from '../outcome';
import { afterFailure } from './fetchLadder';
import { fetchPerson } from './fetchPerson';
import { endBreak, takeBreak, takeSlots } from './takeSlots';

type Ports = Needs<'askVendor' | 'vendorTokens' | 'clock' | 'inletPace' | 'inletHealth' | 'logger'>;

/** Somebody to be fetched, because of these events. */
export interface Wanted {
  readonly person: string;
  readonly tasks: readonly [Task, ...Task[]];
}

export type Found =
  /** @param from when the fetch began, milliseconds since the epoch */
  | { readonly kind: 'documents'; readonly from: number; readonly documents: Documents }
  | { readonly kind: 'notFound' }
  /** Of each event, which has its own number of tries. */
  | { readonly kind: 'outcome'; readonly outcomeOf: (task: Task) => Outcome };

const AT_ONCE = 4;
const PROBE_EVERY_MS = 15 * 60_000;
const KEPT: Found = { kind: 'outcome', outcomeOf: () => ({ kind: 'kept' }) };

/** @returns what was found of each, in their order */
export async function fetchPeople(
  context: InletContext,
  wanted: readonly Wanted[],
  ports: Ports,
): Promise<readonly Found[]> {
  const found: Found[] = wanted.map(() => KEPT);
  const { inlet, definition } = context;
  const allowed = await howManyMayBeAsked(context, wanted.length, ports);
  if (allowed === 0 || definition.fetch === null) return found;
  const { turns, later } = await takeSlots(inlet, allowed, definition.fetch.perMinute, ports);
  later.forEach((due, index) => {
    found[turns.length + index] = { kind: 'outcome', outcomeOf: () => ({ kind: 'later', due }) };
  });
  const visit = createVisit(context, ports);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < turns.length; index = next++) {
      const one = wanted[index];
      if (one !== undefined) found[index] = await visit.fetch(one, turns[index] ?? 0);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, turns.length) }, work));
  await visit.end();
  return found;
}

/** Where credentials were refused, one try a quarter of an hour finds out whether somebody has put it right. */
async function howManyMayBeAsked(
  { inlet, health }: InletContext,
  wanted: number,
  { inletHealth, clock }: Ports,
): Promise<number> {
  if (health.failing === null) return wanted;
  const now = clock.now();
  let isOurs = false;
  await inletHealth.change(inlet, (current) => {
    isOurs = current.failing !== null && current.failing.nextTry <= now;
    return isOurs && current.failing !== null
      ? { ...current, failing: { ...current.failing, nextTry: now + PROBE_EVERY_MS } }
      : undefined;
  });
  return isOurs ? Math.min(1, wanted) : 0;
}

interface Visit {
  fetch(wanted: Wanted, turn: number): Promise<Found>;
  /** Says of the inlet what was learnt. */
  end(): Promise<void>;
}

function createVisit(context: InletContext, ports: Ports): Visit {
  const { inlet, health } = context;
  const { clock, inletHealth } = ports;
  let isRefused = false;
  let breakUntil: number | undefined;
  let answered = 0;
  let trouble: InletHealth['fetchError'] = null;

  const later = (due: number): Found => ({ kind: 'outcome', outcomeOf: () => ({ kind: 'later', due }) });

  async function ask({ person, tasks: [first] }: Wanted): Promise<Found> {
    const from = clock.now();
    const outcome = await fetchPerson(context, person, first.document, ports);
    const now = clock.now();
    switch (outcome.kind) {
      case 'documents':
        answered += 1;
        return { ...outcome, from };
      case 'notFound':
        answered += 1;
        return outcome;
      case 'credentials':
        isRefused = true;
        await beginFailing(context, outcome.message, ports);
        return KEPT;
      case 'wait':
        breakUntil = await takeBreak(inlet, outcome.untilMs, ports);
        trouble = { at: now, message: outcome.message };
        return later(breakUntil);
      case 'failed':
        trouble = { at: now, message: outcome.message };
        return {
          kind: 'outcome',
          outcomeOf: ({ stored }) => afterFailure(stored.event.tries, now, outcome.message),
        };
      case 'refused':
        return { kind: 'outcome', outcomeOf: () => parked('Refused', outcome.message) };
      case 'noPerson':
        return { kind: 'outcome', outcomeOf: () => parked('NoPerson', outcome.message) };
    }
  }

  return {
    async fetch(wanted, turn) {
      const waitMs = turn - clock.now();
      if (waitMs > 0) await clock.sleep(waitMs);
      if (isRefused) return KEPT;
      return breakUntil === undefined ? ask(wanted) : later(breakUntil);
    },
    async end() {
      if (answered > 0 && breakUntil === undefined) await endBreak(inlet, ports);
      const hasRecovered = answered > 0 && !isRefused && health.failing !== null;
      if (!hasRecovered && trouble === null) return;
      await inletHealth.change(inlet, (current) => ({
        ...current,
        ...(trouble !== null && { fetchError: trouble }),
        ...(hasRecovered && { failing: null, unsent: { trouble: 'recovered', dueAt: clock.now() } }),
      }));
    },
  };
}

/** Nobody is fetched until it is tried again; events wait, and none is parked for it. */
async function beginFailing({ inlet }: InletContext, message: string, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  ports.logger.error('An HR system refuses the credentials of an inlet', { jobId: inlet.jobId, inlet: inlet.inlet });
  await ports.inletHealth.change(inlet, (health) => ({
    ...health,
    fetchError: { at: now, message },
    failing: { since: health.failing?.since ?? now, message, nextTry: now + PROBE_EVERY_MS },
    unsent: health.failing === null ? { trouble: 'failing', dueAt: now } : health.unsent,
  }));
}
