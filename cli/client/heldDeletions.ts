/** What the deletion guard of a job holds, and an administrator's word on it (docs/operations.md, "The deletion guard"). */
import type { Http } from './http';

export interface HeldDeletion {
  readonly externalId: string;
  readonly displayName: string | null;
  readonly targetId: string | null;
  /** `settling` runs soon unless the guard trips; `staged` waits for an administrator. */
  readonly status: string;
  /** `disable` or `delete`. */
  readonly action: string | null;
  readonly reason: string | null;
  readonly heldSinceDateTime: string;
  readonly uploadId: string | null;
  readonly bulkId: string | null;
}

export interface HeldDeletions {
  /** Names exactly this list. */
  readonly revision: string;
  readonly total: number;
  readonly deletions: readonly HeldDeletion[];
}

const PAGE = 999;

interface Page {
  readonly value: readonly HeldDeletion[];
  readonly revision: string;
  readonly total: number;
  readonly '@odata.nextLink'?: string;
}

/** @param own Muster's own path of the job */
export async function readHeldDeletions(http: Http, own: string): Promise<HeldDeletions> {
  const { revision, total, ...firstPage } = await http.json<Page>('GET', `${own}/heldDeletions`, {
    query: { $top: String(PAGE) },
  });
  const deletions = [...firstPage.value];
  const { '@odata.nextLink': next } = firstPage;
  if (next !== undefined) for await (const deletion of http.list<HeldDeletion>(next)) deletions.push(deletion);
  return { revision, total, deletions };
}

/** All that is held, added up (docs/operations.md). */
export interface Guard {
  readonly enabled: boolean;
  readonly threshold: number;
  readonly percentThreshold: number | null;
  readonly count: number;
  readonly percent?: number | null;
  /** Who has an account by now. */
  readonly linked: number;
  readonly settling: number;
  readonly staged: number;
  readonly tripped: boolean;
  readonly byAction: Readonly<Record<string, number>>;
  readonly byUpload: readonly { readonly uploadId: string | null; readonly count: number }[];
  readonly byReason: readonly { readonly reason: string | null; readonly count: number }[];
}

/** @param own Muster's own path of the job */
export const readGuard = (http: Http, own: string) => http.json<Guard>('GET', `${own}/guard`);

export type Decision = 'allow' | 'reject';

/** As it was seen: somebody held anew since then is another deletion. */
export type SeenDeletion = Pick<HeldDeletion, 'externalId' | 'heldSinceDateTime'>;

export interface Decided {
  readonly allowed?: number;
  readonly rejected?: number;
  /** Held no more, or not since then. */
  readonly gone: readonly SeenDeletion[];
}

/** All of a list by its revision, or some by name, a thousand at a time. */
export async function decide(
  http: Http,
  own: string,
  decision: Decision,
  chosen: { readonly revision: string } | { readonly deletions: readonly SeenDeletion[] },
  note: string | undefined,
): Promise<Decided> {
  const path = `${own}/heldDeletions/${decision}`;
  const said = note === undefined ? {} : { note };
  if ('revision' in chosen) return http.json<Decided>('POST', path, { body: { ...chosen, ...said } });
  let [count, gone]: [number, readonly SeenDeletion[]] = [0, []];
  for (let from = 0; from < chosen.deletions.length; from += MOST_BY_NAME) {
    const deletions = chosen.deletions.slice(from, from + MOST_BY_NAME).map(seen);
    const decided = await http.json<Decided>('POST', path, { body: { deletions, ...said } });
    count += decided.allowed ?? decided.rejected ?? 0;
    gone = [...gone, ...decided.gone];
  }
  return { [decision === 'allow' ? 'allowed' : 'rejected']: count, gone };
}

const MOST_BY_NAME = 1_000;

const seen = ({ externalId, heldSinceDateTime }: SeenDeletion): SeenDeletion => ({ externalId, heldSinceDateTime });
