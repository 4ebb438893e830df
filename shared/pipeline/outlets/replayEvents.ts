/** What an outlet has been sent, or was not able to take, is sent once more. */
import { subscribes } from '../../outlets/definition';
import type { Initiator } from '../../store/jobs/audit';
import type { FoundEvent } from '../../store/outlets/events';
import type { Outlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { noteSentAgain } from './writeback/changeState';

type Ports = Needs<'clock' | 'audit' | 'outlets' | 'outletEvents' | 'writebacks'>;

/** Which: those named, or of a time and of types; of an event that is still to be sent there is nothing to replay. */
export type ReplayWish =
  | { readonly ids: readonly string[] }
  | {
      /** When they happened, milliseconds; the first inclusive, the second not. */
      readonly from: number;
      readonly to: number;
      /** Types or families; none: all. */
      readonly types: readonly string[];
      /** Those that were given up alone. */
      readonly isFailed: boolean;
    };

export interface Replayed {
  readonly count: number;
  /** There are more: the same wish goes on with them. */
  readonly more: boolean;
}

/** Events sent once more by one request. */
const MOST_AT_ONCE = 1_000;

export async function replayEvents(outlet: Outlet, wish: ReplayWish, by: Initiator, ports: Ports): Promise<Replayed> {
  const isWished = wishes(wish);
  const filter = 'isFailed' in wish && wish.isFailed ? { state: 'failed' as const } : {};
  const now = ports.clock.now();
  let count = 0;
  let more = false;
  for await (const found of ports.outletEvents.list(outlet, filter, undefined)) {
    if (found.event.state === 'open' || !isWished(found)) continue;
    if (count === MOST_AT_ONCE) {
      more = true;
      break;
    }
    if (!(await ports.outletEvents.replay(outlet, found, now))) continue;
    if (outlet.definition.writeback !== undefined) await noteSentAgain(outlet, found.event, ports);
    count += 1;
  }
  const { jobId, name } = outlet;
  if (count > 0) {
    await ports.outlets.changeHealth(jobId, name, (health) => ({ ...health, dueAt: now }));
    const detail = `${count} events of outlet ${name} are sent once more.`;
    await ports.audit.record(jobId, { activity: 'ReplayEvents', by, detail, changes: [] });
  }
  return { count, more };
}

function wishes(wish: ReplayWish): (found: FoundEvent) => boolean {
  if ('ids' in wish) {
    const ids = new Set(wish.ids);
    return ({ event }) => ids.has(event.id);
  }
  const { from, to, types } = wish;
  return ({ event }) => event.at >= from && event.at < to && subscribes(types, event.type);
}
