/** What a job knows of one person (spec/hands.md 2, N4). */
import { EXIT, Failure } from '../exit';
import type { Escrow, WaitingReference } from './escrows';
import type { HeldDeletion } from './heldDeletions';
import type { Http } from './http';

export interface KnownPerson {
  readonly externalId: string;
  readonly displayName: string | null;
  readonly userName: string | null;
  readonly targetId: string | null;
  readonly state: string;
  readonly active: boolean | null;
  readonly link: { readonly targetId: string; readonly reportableIdentifier: string | null } | null;
  readonly escrow: Omit<Escrow, 'externalId' | 'targetId'> | null;
  readonly held: HeldDeletion | null;
  readonly waiting: readonly WaitingReference[] | null;
  readonly waitedForBy: readonly unknown[];
  readonly data: object | null;
  /** Entry of the record → number of the operation that said it last. */
  readonly said: Readonly<Record<string, number>>;
}

/** @param own Muster's own path of the job @returns `undefined` for somebody who is not known */
export async function readPerson(http: Http, own: string, externalId: string): Promise<KnownPerson | undefined> {
  const path = `${own}/people/${encodeURIComponent(externalId)}`;
  const { status, text } = await http.ask('GET', path);
  if (status === 404) return undefined;
  if (status !== 200) await http.call('GET', path); // throws, as it says
  return JSON.parse(text) as KnownPerson;
}

/** @throws {Failure} 1 where no account of that id is linked */
export async function externalIdOf(http: Http, own: string, targetId: string): Promise<string> {
  const $filter = `targetId eq '${targetId.replaceAll("'", "''")}'`;
  for await (const { externalId } of http.list<{ externalId: string }>(`${own}/people`, { $filter })) return externalId;
  throw new Failure(EXIT.failed, `Nobody is linked to the account ${targetId}.`, { code: 'NotKnown', place: targetId });
}
