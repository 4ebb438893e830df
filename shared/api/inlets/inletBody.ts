/** An inlet on the wire: its definition as it was saved, and how it does (spec/hands.md 3.8). Secrets are never among it. */
import { rejectedLately } from '../../pipeline/inlets/inletWatch';
import type { Needs } from '../../pipeline/ports';
import type { InletHealth } from '../../store/inlets/inletHealth';
import type { Inlet } from '../../store/inlets/inlets';
import type { Call } from '../http/endpoint';

type Ports = Needs<'clock' | 'inletHealth' | 'inletEvents'>;

export async function toInletBody(call: Call, inlet: Inlet, ports: Ports): Promise<object> {
  const { definition, state, version, savedAt } = inlet;
  return {
    ...definition,
    state,
    version,
    savedDateTime: timeOf(savedAt),
    url: `${call.origin}/muster/inlets/${inlet.jobId}/${inlet.inlet}`,
    health: await healthOf(inlet, ports),
  };
}

/** What the service adds: it may come back with a definition that was read and is saved again. */
export const ADDED = ['state', 'version', 'savedDateTime', 'url', 'health'] as const;

/** Open for so long, the oldest event is one that something holds up. */
const BACKLOG_MS = 10 * 60_000;

async function healthOf(inlet: Inlet, { clock, inletHealth, inletEvents }: Ports): Promise<object> {
  const now = clock.now();
  const health = await inletHealth.get(inlet);
  let received: number | null = null;
  for await (const { summary } of inletEvents.list(inlet, {})) {
    received = summary.receivedAt;
    break;
  }
  return {
    state: stateOf(inlet, health, now),
    lastReceived: timeOf(received),
    lastAccepted: timeOf(health.acceptedLast),
    lagSeconds: health.oldestDue === null ? 0 : Math.max(0, Math.round((now - health.oldestDue) / 1_000)),
    open: health.open,
    parked: health.parked,
    rejected24h: rejectedLately(health, now),
    rejectedLast: timeOf(health.rejectedLast),
    unknownTypes: health.unknownTypes,
    lastFetchError: health.fetchError && { message: health.fetchError.message, at: timeOf(health.fetchError.at) },
    nextTryDateTime: timeOf(health.failing?.nextTry ?? null),
    secrets: inlet.secrets.map(({ id, use, addedAt, endsAt }) => ({
      id,
      use,
      addedDateTime: timeOf(addedAt),
      endsDateTime: timeOf(endsAt),
      lastUsedDateTime: timeOf(health.secretsUsed[id] ?? null),
    })),
  };
}

function stateOf({ state }: Inlet, { failing, silentSince, oldestDue }: InletHealth, now: number): string {
  if (state === 'paused') return 'paused';
  if (failing !== null) return 'failing';
  if (oldestDue !== null && now - oldestDue > BACKLOG_MS) return 'backlog';
  return silentSince === null ? 'healthy' : 'silent';
}

export const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
