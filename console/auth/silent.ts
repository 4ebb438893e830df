/**
 * Signing in again without a click, after a reload or in a new tab: the browser goes to the issuer and comes back, if somebody
 * is signed in there. Whether that failed a moment ago is remembered, or a page that is sent away on its return would go round for ever.
 */
import type { World } from './world';

const KEY = 'muster.silentSignIn';
const PAUSE_MS = 30_000;

type Ports = Pick<World, 'storage' | 'now'>;

/** What an issuer says where it would have to ask a person: no fault, only no answer without one. */
const ASKS_SOMEBODY = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]);

export const needsSomebody = (error: string): boolean => ASKS_SOMEBODY.has(error);

export function mayTrySilently({ storage, now }: Ports): boolean {
  const age = now() - Number(storage.getItem(KEY) ?? Number.NEGATIVE_INFINITY);
  return age >= PAUSE_MS || age < 0; // a clock that was set back must not keep anybody out
}

export function silentTryBegins({ storage, now }: Ports): void {
  storage.setItem(KEY, String(now()));
}

/** After one that went well the next may be tried at once. */
export function silentTryWentWell({ storage }: Pick<Ports, 'storage'>): void {
  storage.removeItem(KEY);
}
