/** How the writeback of each person stands: of the person's row, and of the last event there was. */
import { openValues } from '../../../outlets/writeback/afterLook';
import type { WritebackState } from '../../../outlets/writeback/state';
import type { FoundEvent } from '../../../store/outlets/events';
import type { Outlet, StoredOutlet } from '../../../store/outlets/outlets';
import { shardOf } from '../../../store/people/personRow';
import type { Value } from '../../../value';
import type { Needs } from '../../ports';
import { hashOf } from './openWriteback';

type Ports = Needs<'sealer' | 'outlets' | 'outletEvents' | 'writebacks'>;

/**
 * `open`: there is something to be written; `failed`: it was given up; `parked`: it went round in a circle; `waiting`: the account has
 * no value yet for something; `written`: HR has all there is.
 */
export type WritebackStanding = 'open' | 'failed' | 'parked' | 'waiting' | 'written';

export interface PersonWriteback {
  readonly outlet: Outlet;
  readonly state: WritebackState;
  readonly standing: WritebackStanding;
  /** What is to be written; what HR fetches with its values, of the other ways those that were sent last. */
  readonly changed: readonly string[];
  /** Of what is fetched: all that HR is to hold. */
  readonly values: Readonly<Record<string, Value>>;
  /** The last event that is still kept. */
  readonly event: FoundEvent | undefined;
}

/** Behind one, outlet by outlet in order of their names. */
export interface WritebackPlace {
  readonly outlet: string;
  readonly anchor: string;
}

export interface WritebackFilter {
  readonly outlet?: string | undefined;
  readonly anchor?: string | undefined;
}

export async function* listWritebacks(
  jobId: string,
  filter: WritebackFilter,
  after: WritebackPlace | undefined,
  ports: Ports,
): AsyncIterable<PersonWriteback> {
  for (const { outlet } of await ofJob(jobId, filter, ports)) {
    if (after !== undefined && outlet.name < after.outlet) continue;
    const behind = after?.outlet === outlet.name ? after.anchor : undefined;
    for await (const state of statesOf(outlet, filter.anchor, behind, ports)) yield view(outlet, state, ports);
  }
}

async function ofJob(
  jobId: string,
  { outlet: name }: WritebackFilter,
  { outlets }: Ports,
): Promise<readonly StoredOutlet[]> {
  const all = (await outlets.list(jobId)).filter(({ outlet }) => outlet.definition.writeback !== undefined);
  return name === undefined ? all : all.filter(({ outlet }) => outlet.name === name);
}

async function* statesOf(
  outlet: Outlet,
  anchor: string | undefined,
  behind: string | undefined,
  { writebacks }: Ports,
): AsyncIterable<WritebackState> {
  if (anchor === undefined) {
    for await (const { state } of writebacks.list(outlet, behind)) yield state;
    return;
  }
  const stored = behind === undefined ? await writebacks.get(outlet, anchor) : undefined;
  if (stored !== undefined) yield stored.state;
}

async function view(outlet: Outlet, state: WritebackState, ports: Ports): Promise<PersonWriteback> {
  const isFetched = outlet.definition.writeback?.way === 'pull';
  const open = isFetched ? [...openValues(state, hashOf(outlet, ports)).keys()] : [];
  const place = state.lastEvent === null ? undefined : { lane: shardOf(state.anchor), key: state.lastEvent };
  const event = place && (await ports.outletEvents.get(outlet, place));
  const sent = Object.entries(state.written).flatMap(([name, one]) => (one.event === event?.event.id ? [name] : []));
  return {
    outlet,
    state,
    standing: standingOf(state, open.length > 0, event),
    changed: isFetched ? open : event === undefined ? [] : sent,
    values: state.values,
    event,
  };
}

function standingOf(state: WritebackState, isOpen: boolean, event: FoundEvent | undefined): WritebackStanding {
  if (state.parked !== null) return 'parked';
  if (event?.event.state === 'failed') return 'failed';
  if (isOpen || event?.event.state === 'open') return 'open';
  return state.missing.length > 0 ? 'waiting' : 'written';
}
