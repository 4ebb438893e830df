/**
 * What is known of an inlet, read and compiled together. Whoever receives goes by what was read within half a minute, because
 * a burst asks for it thousands of times; whoever works on events reads it anew for each batch.
 */
import { compileInletMapping } from '../../inlets/mapping/toOperation';
import { parseInlet } from '../../inlets/parse/parseInlet';
import type { OpenSecret } from '../../inlets/signatures/request';
import type { Clock } from '../../ports';
import type { InletHealthStore } from '../../store/inlets/inletHealth';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Inlet, InletSecret, InletStore } from '../../store/inlets/inlets';
import type { JobStore } from '../../store/jobs/jobs';
import type { InletContext, InletContexts, InletLookup } from '../inletPorts';
import { type SecretPorts, secretInClear } from './inletSecrets';

export interface InletContextPorts extends SecretPorts {
  readonly inlets: InletStore;
  readonly inletHealth: InletHealthStore;
  readonly jobs: JobStore;
  readonly clock: Clock;
  /** Whether HR systems may be asked at `http:` on this computer. */
  readonly allowsLoopback: boolean;
}

const KEEP_MS = 30_000;

export function createInletContexts(ports: InletContextPorts): InletContexts {
  const kept = new Map<string, { readonly until: number; readonly lookup: Promise<InletLookup> }>();
  const idOf = ({ jobId, inlet }: InletPlace) => `${jobId} ${inlet}`;

  async function load(place: InletPlace): Promise<InletLookup> {
    const stored = await ports.inlets.get(place);
    if (stored === undefined) return { kind: 'unknown' };
    const { value: inlet } = stored;
    if (inlet.state === 'removed') return { kind: 'gone' };
    if ((await ports.jobs.get(place.jobId)) === undefined) return { kind: 'unknown' };
    const verdict = compileInlet(inlet.definition, ports.allowsLoopback);
    if ('message' in verdict) return { kind: 'unreadable', message: verdict.message };
    if (!verdict.definition.enabled) return { kind: 'gone' };
    const health = await ports.inletHealth.get(place);
    return { kind: 'found', context: { inlet, ...verdict, health, ...opened(inlet, ports) } };
  }

  return {
    load,
    recall(place) {
      const now = ports.clock.now();
      const remembered = kept.get(idOf(place));
      if (remembered !== undefined && now < remembered.until) return remembered.lookup;
      const lookup = load(place);
      kept.set(idOf(place), { until: now + KEEP_MS, lookup });
      const drop = () => void kept.delete(idOf(place));
      // One that appears must be seen at once, and senders of unknown ones leave nothing behind.
      lookup.then(({ kind }) => kind !== 'found' && drop(), drop);
      return lookup;
    },
    forget: (place) => void kept.delete(idOf(place)),
  };
}

type Compiled = Pick<InletContext, 'definition' | 'mapping'>;

/** @param given as it was saved */
export function compileInlet(given: unknown, allowsLoopback: boolean): Compiled | { readonly message: string } {
  const verdict = parseInlet(given, { allowsLoopback });
  const mapping = verdict.ok ? compileInletMapping(verdict.inlet.definition) : verdict;
  if (verdict.ok && mapping.ok) return { definition: verdict.inlet.definition, mapping: mapping.mapping };
  const faults = mapping.ok ? [] : mapping.faults;
  return { message: faults.map(({ message }) => message).join(' ') };
}

/** Opened when they are first asked for, and once. */
function opened(inlet: Inlet, ports: InletContextPorts): Pick<InletContext, 'secrets' | 'fetchSecret'> {
  let opening: Promise<readonly (OpenSecret & Pick<InletSecret, 'use'>)[]> | undefined;
  const all = () => {
    opening ??= Promise.all(
      inlet.secrets.map(async (secret) => {
        const { id, use } = secret;
        return { id, use, value: await secretInClear(inlet, secret, ports) };
      }),
    );
    return opening;
  };
  const isOver = ({ id }: OpenSecret) => {
    const endsAt = inlet.secrets.find((secret) => secret.id === id)?.endsAt ?? null;
    return endsAt !== null && ports.clock.now() >= endsAt;
  };
  return {
    secrets: async () => (await all()).filter((secret) => secret.use === 'verify' && !isOver(secret)),
    fetchSecret: async () => (await all()).find(({ use }) => use === 'fetch')?.value,
  };
}
