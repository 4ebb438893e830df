/** The plan of an upload: what would become of each person, and what the deletion guard would say (docs/on-demand.md). */
import type { Http } from './http';
import { type JobPlace, musterPath } from './jobs';

export interface PlannedChange {
  readonly name: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

export interface PlannedPerson {
  readonly kind: 'person';
  readonly index: number;
  readonly bulkId: string;
  readonly externalId: string | null;
  readonly action: string;
  readonly status: string;
  readonly skipReason: string | null;
  readonly changes: readonly PlannedChange[];
  readonly errorCode: string | null;
  readonly failures: readonly unknown[];
  readonly warnings: readonly { readonly code?: string; readonly message?: string }[];
}

export interface PlanTotals {
  readonly kind: 'totals';
  readonly people: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly warned: number;
  readonly guard: {
    readonly count: number;
    readonly threshold: number;
    readonly tripped: boolean;
    readonly reason: string;
  };
  readonly notes: readonly string[];
  readonly stopped: { readonly errorCode: string; readonly reason: string } | null;
}

type PlanLine = PlannedPerson | PlanTotals | { readonly kind: 'continue'; readonly next: string };

/** @param body a bulk request of everybody: a plan in parts would forecast the guard wrong */
export async function* planUpload(
  http: Http,
  place: JobPlace,
  body: string,
): AsyncGenerator<PlannedPerson | PlanTotals> {
  let next: string | undefined = `${musterPath(place)}/plan`;
  while (next !== undefined) {
    const url: string = next;
    next = undefined;
    const headers = { 'content-type': 'application/scim+json' };
    const { text } = await http.call('POST', url, { body, headers, repeatable: true });
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const said = JSON.parse(line) as PlanLine;
      if (said.kind === 'continue') next = said.next;
      else yield said;
    }
  }
}
