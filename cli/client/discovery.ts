/** What a service says of itself to everybody: whom to ask for tokens, and what it takes (spec/hands.md 2, N1). */
import type { Http } from './http';

export interface Discovery {
  readonly authority?: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly version?: string;
  readonly limits?: Partial<Limits>;
  readonly caller?: Caller;
}

export interface Limits {
  readonly operationsPerRequest: number;
  readonly requestBytes: number;
  readonly planOperations: number;
  readonly planBytes: number;
}

export interface Caller {
  readonly kind: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string | null;
  readonly appId?: string;
  readonly objectId?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly expiresDateTime?: string | null;
}

/** What every service takes, however old: Graph's own 50 operations. */
export const LEAST_LIMITS: Limits = {
  operationsPerRequest: 50,
  requestBytes: 1_048_576,
  planOperations: 50_000,
  planBytes: 100 * 1_048_576,
};

/** @returns nothing where the service is too old to say */
export async function discover(http: Http, { anonymous }: { readonly anonymous: boolean }): Promise<Discovery> {
  const { status, text } = await http.ask('GET', '/muster', { anonymous });
  if (status !== 200) return {};
  try {
    return JSON.parse(text) as Discovery;
  } catch {
    return {};
  }
}

export function limitsOf({ limits }: Discovery): Limits {
  return { ...LEAST_LIMITS, ...limits };
}
