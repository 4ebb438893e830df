/** What is remembered while the browser is at the issuer, and not a moment longer. */
import type { World } from './world';

export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** A path of the console's. */
  readonly returnTo: string;
  /** Nobody clicked: where nobody is signed in, that is no fault. */
  readonly isSilent: boolean;
}

const KEY = 'muster.signIn';
const CONSOLE = '/console/';

export function keepPending({ storage }: Pick<World, 'storage'>, pending: Pending): void {
  storage.setItem(KEY, JSON.stringify(pending));
}

/** Once: whoever comes back with the same answer a second time finds nothing. */
export function takePending({ storage }: Pick<World, 'storage'>): Pending | undefined {
  const text = storage.getItem(KEY);
  storage.removeItem(KEY);
  try {
    return text === null ? undefined : (JSON.parse(text) as Pending);
  } catch {
    return undefined;
  }
}

/** @returns a path of the console's, whatever the address that one came from says */
export function safePath(path: string): string {
  return path.startsWith(CONSOLE) && !path.includes('\\') ? path : CONSOLE;
}
