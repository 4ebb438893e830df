/** The inlets of a job, as the service tells of them (`/muster/jobs/{jobId}/inlets`). */
import type { JsonObject } from '../../../shared/scim/json';
import type { Http } from '../http';
import { listOrNone } from './listOrNone';

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
  /** As the HR system names the person. */
  readonly person: string | null;
  /** Once the event was worked on. */
  readonly externalId: string | null;
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

/** What the service adds to a definition. */
const ADDED: ReadonlySet<string> = new Set(['state', 'version', 'savedDateTime', 'url', 'health']);

/** An inlet as it is shown, without what the service adds. */
export function definitionOfInlet(inlet: KeptInlet): JsonObject {
  return Object.fromEntries(Object.entries(inlet).filter(([name]) => !ADDED.has(name))) as JsonObject;
}

export const inletPath = (own: string, name: string) => `${own}/inlets/${encodeURIComponent(name)}`;

export const listInlets = (http: Http, own: string) => listOrNone<KeptInlet>(http, `${own}/inlets`);

/** Newest first. */
export function readInletEvents(http: Http, path: string, asked: EventQuestion, top: number) {
  const $filter = eventFilter(asked);
  return http.list<InletEventSummary>(`${path}/events`, { $top: String(top), ...($filter !== '' && { $filter }) });
}

/** `state` goes first: the service has a short list of its own for parked ones. */
export function eventFilter({ state, code, type, person, since, until }: EventQuestion): string {
  const equals = (field: string, value: string | undefined) =>
    value === undefined ? [] : [`${field} eq ${quoted(value)}`];
  return [
    ...equals('state', state),
    ...equals('code', code),
    ...equals('type', type),
    ...equals('person', person),
    ...(since === undefined ? [] : [`receivedDateTime ge ${since}`]),
    ...(until === undefined ? [] : [`receivedDateTime le ${until}`]),
  ].join(' and ');
}

/** An event about somebody, and the inlet that received it. */
export interface Received extends InletEventSummary {
  readonly inlet: string;
}

/**
 * The newest that HR systems said of a person, whatever they call her: an event that was worked on says what that is. None
 * where the caller may not see inlets.
 */
export async function readReceived(
  http: Http,
  own: string,
  { externalId, since }: { readonly externalId: string; readonly since: string | undefined },
  most: number,
): Promise<readonly Received[]> {
  const answer = await http.ask('GET', `${own}/inlets`);
  if (answer.status !== 200) return [];
  const received: Received[] = [];
  for (const { name: inlet } of (JSON.parse(answer.text) as { value: readonly KeptInlet[] }).value) {
    const ask = async (who: string) => {
      const $filter = since === undefined ? who : `(${who}) and receivedDateTime ge ${since}`;
      const query = { $top: String(most), $filter };
      const page = await http.json<{ value: readonly InletEventSummary[] }>('GET', `${inletPath(own, inlet)}/events`, {
        query,
      });
      return page.value.filter((event) => event.externalId === null || event.externalId === externalId);
    };
    const known = await ask(`externalId eq ${quoted(externalId)} or person eq ${quoted(externalId)}`);
    const names = new Set(known.flatMap(({ person }) => (person === null || person === externalId ? [] : [person])));
    const others =
      names.size === 0 ? [] : await ask([...names].map((name) => `person eq ${quoted(name)}`).join(' or '));
    const each = new Map([...known, ...others].map((event) => [event.id, { ...event, inlet }]));
    received.push(...each.values());
  }
  return received.sort((a, b) => a.receivedDateTime.localeCompare(b.receivedDateTime)).slice(-most);
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
