/** What Status says of a job's connection and of its last cycle. */

/** Where the credentials are, or that there are none. */
export type Credentials = 'atAgents' | 'set' | 'ownIdentity' | 'notSet';

interface Connected {
  /** `null`: no agent does the job's work. */
  readonly agents: object | null;
  readonly hasCredentials: boolean;
  readonly target: { readonly kind: string };
}

/** Entra alone can be signed in to without a secret: as Muster itself. */
export function credentialsOf({ agents, hasCredentials, target }: Connected): Credentials {
  if (agents !== null) return 'atAgents';
  if (hasCredentials) return 'set';
  return target.kind === 'entra' ? 'ownIdentity' : 'notSet';
}

/** @returns `undefined` where the two answers are of different cycles: one was asked for before the newer one had ended */
export function skippedIn(
  lastCycle: { readonly id: string; readonly skipped: number } | null,
  cycleId: string,
): number | undefined {
  return lastCycle?.id === cycleId ? lastCycle.skipped : undefined;
}
