/** How a job is doing, in one word and a rank: worst first. One function, so that every page says the same (spec/console.md 6). */

/** What of a job decides it; a row of the overview has all of it. */
export interface Vitals {
  readonly state: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine' | 'Disabled';
  readonly escrowed: number;
  readonly held: { readonly settling: number; readonly staged: number };
  readonly agents: { readonly state: string } | null;
  readonly backlog: { readonly operations: number };
}

export type Health =
  | { readonly kind: 'quarantine' | 'disabled' | 'agentAway' | 'paused' | 'new' | 'working' | 'healthy' }
  | { readonly kind: 'failing' | 'held'; readonly people: number };

/** Worst first. */
const ORDER: readonly Health['kind'][] = [
  'quarantine',
  'disabled',
  'agentAway',
  'held',
  'failing',
  'paused',
  'new',
  'working',
  'healthy',
];

export function healthOf({ state, escrowed, held, agents, backlog }: Vitals): Health {
  if (state === 'Quarantine') return { kind: 'quarantine' };
  if (state === 'Disabled') return { kind: 'disabled' };
  if (state === 'NotConfigured') return { kind: 'new' };
  if (state === 'Paused') return { kind: 'paused' };
  if (agents !== null && agents.state !== 'active') return { kind: 'agentAway' };
  if (held.staged > 0) return { kind: 'held', people: held.staged };
  if (escrowed > 0) return { kind: 'failing', people: escrowed };
  return { kind: backlog.operations > 0 ? 'working' : 'healthy' };
}

export const rankOf = ({ kind }: Health): number => ORDER.indexOf(kind);

/** Worst first, and in the order given among equals. */
export const worstFirst = <T extends Vitals>(jobs: readonly T[]): readonly T[] =>
  [...jobs].sort((a, b) => rankOf(healthOf(a)) - rankOf(healthOf(b)));

/** Somebody has to decide something before it goes on. */
export const needsDecision = ({ kind }: Health): boolean =>
  kind === 'quarantine' || kind === 'disabled' || kind === 'agentAway' || kind === 'held';
