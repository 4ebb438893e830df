/**
 * Events are worked on once more, with today's definition (spec/hands.md 3.8). They stand behind their fences as any other:
 * what would be older than what was accepted is coalesced or overtaken, never applied over newer.
 */
import type { EventState, StoredEvent } from '../../store/inlets/inletEvents';
import type { Inlet } from '../../store/inlets/inlets';
import type { Initiator } from '../../store/jobs/audit';
import type { Needs } from '../ports';
import { announceEvent } from './eventMessages';

type Ports = Needs<'clock' | 'logger' | 'inletEvents' | 'events' | 'audit'>;

export type Replayed =
  | { readonly ids: readonly string[] }
  | {
      readonly state: Exclude<EventState, 'open' | 'split'>;
      readonly code: string | undefined;
      /** Received from then, and until then; milliseconds since the epoch. */
      readonly from: number | undefined;
      readonly until: number | undefined;
    };

export interface Replay {
  readonly replayed: number;
  /** Of those that were named: there are none such, or they are being worked on already. */
  readonly missing: readonly string[];
  /** There are more of the kind: ask again. */
  readonly more: boolean;
}

/** At once: a request is answered in time. */
export const MOST_REPLAYED = 1_000;

export async function replayEvents(inlet: Inlet, wanted: Replayed, by: Initiator, ports: Ports): Promise<Replay> {
  const { keys, more } = 'ids' in wanted ? { keys: wanted.ids, more: false } : await keysOf(inlet, wanted, ports);
  const now = ports.clock.now();
  const found = (await ports.inletEvents.load(inlet, keys)).filter(isOver);
  const done = await ports.inletEvents.change(
    inlet,
    found.map((stored) => {
      const again = { state: 'open', reason: null, uploadFirst: null, tries: 0, due: now, askedAt: now } as const;
      return { stored, after: { ...stored.event, ...again } };
    }),
  );
  if (inlet.state === 'active')
    for (const { after } of done) await announceEvent({ ...inlet, key: after.key }, now, ports);
  if (done.length > 0) {
    const detail = `${done.length} events of the inlet '${inlet.inlet}' are worked on once more.`;
    await ports.audit.record(inlet.jobId, { activity: 'ReplayEvents', by, detail, changes: [] });
  }
  const taken = new Set(done.map(({ after }) => after.key));
  return { replayed: done.length, missing: keys.filter((key) => !taken.has(key)), more };
}

/** What was split lives on in its parts; what is too large was not kept. */
const isOver = ({ event }: StoredEvent) =>
  event.state !== 'open' && event.state !== 'split' && event.reason?.code !== 'TooLarge';

async function keysOf(
  inlet: Inlet,
  { state, code, from, until }: Exclude<Replayed, { readonly ids: readonly string[] }>,
  { inletEvents }: Ports,
): Promise<{ readonly keys: readonly string[]; readonly more: boolean }> {
  const keys: string[] = [];
  const range = {
    parkedOnly: state === 'parked',
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
  for await (const { summary } of inletEvents.list(inlet, range)) {
    if (summary.state !== state || (code !== undefined && summary.reason?.code !== code)) continue;
    if (keys.length === MOST_REPLAYED) return { keys, more: true };
    keys.push(summary.key);
  }
  return { keys, more: false };
}
