/** How each person's writeback stands, and what HR fetches of it (docs/writeback.md). */
import type { Http } from '../http';

export type WritebackValue = string | number | boolean | null | readonly (string | number | boolean)[];

export interface Writeback {
  readonly outlet: string;
  readonly way: 'scim' | 'webhook' | 'pull';
  readonly externalId: string;
  readonly targetId: string;
  readonly state: 'open' | 'waiting' | 'written' | 'failed' | 'parked';
  readonly changedDateTime: string | null;
  readonly revision: number;
  readonly changed: readonly string[];
  /** Of what is fetched. */
  readonly values?: Readonly<Record<string, WritebackValue>>;
  readonly missing: readonly string[];
  readonly attempts: number;
  readonly lastError: string | null;
  readonly parked: { readonly attribute: string; readonly seen: readonly WritebackValue[] } | null;
}

export interface WritebackQuery {
  readonly outlet?: string | undefined;
  readonly person?: string | undefined;
  readonly state?: string | undefined;
  /** ISO. */
  readonly since?: string | undefined;
}

export function readWritebacks(http: Http, own: string, query: WritebackQuery): AsyncGenerator<Writeback> {
  return http.list<Writeback>(`${own}/writeback`, { $filter: filterOf(query), $top: '1000' });
}

/** Of one person; none where the service knows no writebacks, or the caller may not see them. */
export async function readWritebacksOf(http: Http, own: string, person: string): Promise<readonly Writeback[]> {
  const { status, text } = await http.ask('GET', `${own}/writeback`, { query: { $filter: filterOf({ person }) } });
  return status === 200 ? (JSON.parse(text) as { readonly value: readonly Writeback[] }).value : [];
}

function filterOf({ outlet, person, state, since }: WritebackQuery): string | undefined {
  const clauses = Object.entries({ outlet, externalId: person, state }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} eq '${value.replaceAll("'", "''")}'`],
  );
  return [...clauses, ...(since === undefined ? [] : [`changedDateTime ge ${since}`])].join(' and ') || undefined;
}

export interface Marked {
  readonly marked: number;
  readonly changed: readonly string[];
  readonly unknown: readonly string[];
}

/** People of one request; the service's own limit. */
const MARKED_AT_ONCE = 1_000;

/** Says that HR has what was fetched of these people. */
export async function markWritebacks(
  http: Http,
  own: string,
  outlet: string,
  people: readonly Pick<Writeback, 'externalId' | 'revision'>[],
): Promise<Marked> {
  const all = { marked: 0, changed: [] as string[], unknown: [] as string[] };
  for (let from = 0; from < people.length; from += MARKED_AT_ONCE) {
    const body = { outlet, people: people.slice(from, from + MARKED_AT_ONCE) };
    const { marked, changed, unknown } = await http.json<Marked>('POST', `${own}/writeback/mark`, { body });
    all.marked += marked;
    all.changed.push(...changed);
    all.unknown.push(...unknown);
  }
  return all;
}
