/** What an upload would do, person by person, before it is sent: the plan, line by line as it comes. */
import type { Client } from './client';
import { musterJob } from './jobs';
import { type Continued, linesOf, pathOf } from './lines';

export interface Remark {
  readonly code: string;
  readonly message: string;
}

export interface PlanLine {
  readonly kind: 'person';
  readonly index: number;
  readonly bulkId: string;
  readonly externalId: string | null;
  readonly action: string;
  readonly status: 'success' | 'failure' | 'skipped' | 'warning';
  readonly skipReason: string | null;
  readonly targetId: string | null;
  readonly scope: { readonly inScope: boolean; readonly reason: string } | null;
  readonly match: { readonly found: boolean; readonly reason: string } | null;
  readonly changes: readonly {
    readonly name: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
  readonly errorCode: string | null;
  readonly failures: readonly Remark[];
  readonly warnings: readonly Remark[];
}

export interface PlanTotals {
  readonly kind: 'totals';
  readonly people: number;
  readonly operations: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly warned: number;
  readonly disabledByOmission: number;
  readonly duplicates: number;
  readonly guard: {
    readonly enabled: boolean;
    readonly count: number;
    readonly planned: number;
    readonly threshold: number;
    readonly tripped: boolean;
    readonly reason: string;
  };
  readonly notes: readonly string[];
  readonly stopped: { readonly errorCode: string; readonly reason: string } | null;
}

type Line = PlanLine | PlanTotals | Continued;

/** @param onLines hears of people as they come @throws {ApiError | Unreachable} */
export async function plan(
  client: Client,
  jobId: string,
  body: string,
  onLines: (lines: readonly PlanLine[]) => void,
  signal: AbortSignal,
): Promise<PlanTotals> {
  let path: string | undefined = `${musterJob(jobId)}/plan`;
  let totals: PlanTotals | undefined;
  while (path !== undefined) {
    const headers = { 'Content-Type': 'application/scim+json' };
    const response = await client.ask(path, { method: 'POST', body, headers, signal });
    path = undefined;
    for await (const lines of linesOf<Line>(response)) {
      onLines(lines.filter((line) => line.kind === 'person'));
      for (const line of lines) {
        if (line.kind === 'totals') totals = line;
        if (line.kind === 'continue') path = pathOf(line);
      }
    }
  }
  if (totals === undefined) throw new Error('The plan ended without its totals.');
  return totals;
}
