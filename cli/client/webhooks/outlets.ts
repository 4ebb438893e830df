/** Outlets of a job: who is told of what is done for its people (docs/outlets.md). */
import type { JsonObject } from '../../../shared/scim/json';
import type { Http } from '../http';
import { listOrNone } from './listOrNone';

export interface OutletHealth {
  readonly state: 'paused' | 'disabled' | 'failing' | 'unverified' | 'healthy';
  readonly failingSinceDateTime: string | null;
  readonly nextTryDateTime: string | null;
  readonly lastSuccessDateTime: string | null;
  readonly lastFailure: { readonly dateTime: string; readonly status: number | null; readonly message: string } | null;
  readonly dropped: number;
}

export interface Outlet {
  readonly name: string;
  readonly kind: 'events' | 'writeback';
  /** `null`: its events are fetched. Absent where a writeback sends nothing there. */
  readonly url?: string | null;
  /** Of events alone. */
  readonly types?: readonly string[];
  readonly include?: string;
  /** Of writebacks alone. */
  readonly way?: 'scim' | 'webhook' | 'pull';
  readonly map?: Readonly<Record<string, { readonly expression: string }>>;
  readonly refresh?: string;
  readonly scim?: JsonObject;
  readonly where: object | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly secrets: readonly { readonly id: string; readonly endsDateTime: string | null }[];
  /** Where it is new. */
  readonly secret?: string;
  readonly health: OutletHealth;
}

export interface OutletEvent {
  readonly id: string;
  readonly type: string;
  readonly person: string | null;
  readonly activityDateTime: string;
  readonly state: string;
  readonly attempts: number;
  readonly tries: readonly { readonly dateTime: string; readonly status: number | null; readonly answer: string }[];
  /** As it is sent. */
  readonly event: object;
}

export interface Tried {
  readonly type: string;
  readonly delivered: boolean;
  readonly status: number | null;
  readonly durationInMilliseconds: number;
  readonly answer: string;
}

/** @param own Muster's own path of the job */
export const outletPath = (own: string, name: string) => `${own}/outlets/${encodeURIComponent(name)}`;

export const readOutlets = (http: Http, own: string) => listOrNone<Outlet>(http, `${own}/outlets`);

export const readOutlet = (http: Http, own: string, name: string) => http.json<Outlet>('GET', outletPath(own, name));

/** What the service adds to a definition. */
const ADDED: ReadonlySet<string> = new Set(['createdDateTime', 'secrets', 'secret', 'health']);

/** An outlet as it is shown, without what the service adds, such as the kind that goes without saying: headers are masked, which keeps them. */
export function definitionOf(outlet: Outlet): JsonObject {
  return Object.fromEntries(
    Object.entries(outlet).filter(([name, value]) => !ADDED.has(name) && value !== 'events'),
  ) as JsonObject;
}

export interface EventFilter {
  readonly state?: string | undefined;
  readonly person?: string | undefined;
  readonly type?: string | undefined;
}

export function readEvents(http: Http, own: string, name: string, filter: EventFilter): AsyncGenerator<OutletEvent> {
  const clauses = Object.entries(filter).flatMap(([property, value]) =>
    value === undefined ? [] : [`${property} eq '${value.replaceAll("'", "''")}'`],
  );
  return http.list<OutletEvent>(`${outletPath(own, name)}/events`, { $filter: clauses.join(' and ') || undefined });
}

/** What is new, and the word that it is taken, for the next request. */
export function fetchEvents(
  http: Http,
  own: string,
  name: string,
  after: string,
  waitSeconds: number,
): Promise<{ readonly value: readonly OutletEvent[]; readonly after: string }> {
  return http.json('GET', `${outletPath(own, name)}/events`, { query: { after, wait: String(waitSeconds) } });
}

/** An event about somebody, and which outlet it is for. */
export interface Told extends Omit<OutletEvent, 'event' | 'person'> {
  readonly outlet: string;
}

/** The newest that outlets were told of a person; none where the caller may not see outlets. */
export async function readTold(http: Http, own: string, person: string, most: number): Promise<readonly Told[]> {
  const answer = await http.ask('GET', `${own}/outlets`);
  if (answer.status !== 200) return [];
  const told: Told[] = [];
  for (const { name } of (JSON.parse(answer.text) as { value: readonly Outlet[] }).value) {
    for await (const { event: _, person: __, ...event } of readEvents(http, own, name, { person })) {
      told.push({ outlet: name, ...event });
    }
  }
  return told.sort((a, b) => a.activityDateTime.localeCompare(b.activityDateTime)).slice(-most);
}
