/** Answers of Graph as plain values. */
import type { JsonObject } from '../../../shared/scim/json';
import type { GraphAnswer } from '../../../shared/targets/graph/call';

export function graphAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: JsonObject,
): GraphAnswer {
  const byName = new Headers(headers);
  return { status, body, header: (name) => byName.get(name) ?? undefined };
}

/** An answer in Graph's error envelope. */
export function graphError(
  status: number,
  code: string,
  message: string,
  details: readonly JsonObject[] = [],
): GraphAnswer {
  return graphAnswer(
    status,
    { 'request-id': 'r-1' },
    { error: { code, message, ...(details.length > 0 && { details }) } },
  );
}
