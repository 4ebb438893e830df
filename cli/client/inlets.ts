/** The inlets of a job, as the service tells of them (`/muster/jobs/{jobId}/inlets`). */
import type { Http } from './http';

/** As it was saved, with what the service adds. */
export interface KeptInlet {
  readonly name: string;
  readonly preset: string;
  readonly state: string;
  /** Where the HR system posts to. */
  readonly url: string;
  readonly health: InletHealth;
  readonly [member: string]: unknown;
}

export interface InletHealth {
  /** `healthy`, `silent`, `failing`, `paused` or `backlog`. */
  readonly state: string;
  readonly lastReceived: string | null;
  readonly lastAccepted: string | null;
  readonly lagSeconds: number;
  readonly open: number;
  readonly parked: number;
  readonly rejected24h: number;
  readonly rejectedLast: string | null;
  readonly lastFetchError: { readonly message: string; readonly at: string } | null;
  readonly nextTryDateTime?: string | null;
  readonly secrets: readonly KeptSecretOfInlet[];
}

export interface KeptSecretOfInlet {
  readonly id: string;
  /** `verify` what is received, or `fetch`. */
  readonly use: string;
  readonly addedDateTime: string;
  readonly endsDateTime: string | null;
  readonly lastUsedDateTime: string | null;
}

export interface InletEventSummary {
  readonly id: string;
  readonly type: string | null;
  readonly person: string | null;
  readonly receivedDateTime: string;
  readonly state: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly uploadId: string | null;
}

export interface EventQuestion {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly person?: string | undefined;
  /** ISO. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export const inletPath = (own: string, name: string) => `${own}/inlets/${encodeURIComponent(name)}`;

export async function listInlets(http: Http, own: string): Promise<readonly KeptInlet[]> {
  const { value } = await http.json<{ value: readonly KeptInlet[] }>('GET', `${own}/inlets`);
  return value;
}

/** Newest first. */
export function readInletEvents(http: Http, path: string, asked: EventQuestion, top: number) {
  const $filter = eventFilter(asked);
  return http.list<InletEventSummary>(`${path}/events`, { $top: String(top), ...($filter !== '' && { $filter }) });
}

/** `state` goes first: the service has a short list of its own for parked ones. */
export function eventFilter({ state, code, type, person, since, until }: EventQuestion): string {
  const equals = (field: string, value: string | undefined) =>
    value === undefined ? [] : [`${field} eq '${value.replaceAll("'", "''")}'`];
  return [
    ...equals('state', state),
    ...equals('code', code),
    ...equals('type', type),
    ...equals('person', person),
    ...(since === undefined ? [] : [`receivedDateTime ge ${since}`]),
    ...(until === undefined ? [] : [`receivedDateTime le ${until}`]),
  ].join(' and ');
}
