/** Who failed and is tried again, and whose references wait (docs/operations.md, "People who failed"). */
import type { Http } from './http';

export interface Escrow {
  readonly externalId: string;
  readonly targetId: string | null;
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly attribute: string | null;
    readonly recommendedAction: string;
  };
  readonly attempts: number;
  readonly firstFailureDateTime: string;
  readonly nextAttemptDateTime: string;
}

export interface WaitingReference {
  readonly externalId: string;
  readonly attribute: string;
  /** `null`: the reference is to be taken away. */
  readonly waitsFor: string | null;
  readonly refused: { readonly code: string; readonly message: string; readonly nextAttemptDateTime: string } | null;
}

const PAGE = '999';

/** Of whom: those who failed so. */
export interface Cause {
  readonly code?: string | undefined;
  /** The target attribute it names. */
  readonly attribute?: string | undefined;
}

/** @param own Muster's own path of the job */
export function readEscrows(http: Http, own: string, { code, attribute }: Cause = {}): AsyncGenerator<Escrow> {
  const clause = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`${name} eq '${value.replaceAll("'", "''")}'`];
  const $filter = [...clause('code', code), ...clause('attribute', attribute)].join(' and ');
  return http.list<Escrow>(`${own}/escrows`, { $top: PAGE, $filter: $filter || undefined });
}

/** Everybody who failed for one cause. */
export interface EscrowCause {
  readonly code: string;
  readonly attribute: string | null;
  readonly count: number;
  readonly message: string;
  readonly recommendedAction: string;
  readonly oldestFirstFailureDateTime: string;
  readonly nextAttemptDateTime: string;
  /** By externalId. */
  readonly examples: readonly string[];
}

/** Most people first. */
export async function summarizeEscrows(http: Http, own: string): Promise<readonly EscrowCause[]> {
  return (await http.json<{ value: readonly EscrowCause[] }>('GET', `${own}/escrows/summary`)).value;
}

export const readWaitingReferences = (http: Http, own: string) =>
  http.list<WaitingReference>(`${own}/waitingReferences`, { $top: PAGE });

export interface Retried {
  readonly retrying: number;
  /** More are held than are tried at once. */
  readonly more: boolean;
}

/** @param whom by externalId, or by the cause; everybody when empty */
export const retryEscrows = (http: Http, own: string, whom: Cause | { readonly anchors: readonly string[] }) =>
  http.json<Retried>('POST', `${own}/escrows/retry`, { body: whom });
