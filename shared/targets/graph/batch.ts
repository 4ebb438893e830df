/** `$batch`: up to 20 requests in one, each answered on its own (spec/wire-contract.md 7.3). Never with `dependsOn`. */
import { ProvisioningError } from '../../errors';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { GraphAnswer, GraphCall } from './call';

export const MOST_PARTS = 20;

/** The n-th call gets the id n, counted from 1. */
export function batchBody(calls: readonly GraphCall[]): JsonObject {
  return {
    requests: calls.map(({ method, url, body, headers }, index) => ({
      id: String(index + 1),
      method,
      url,
      ...(body === undefined && headers === undefined
        ? {}
        : { headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers } }),
      ...(body === undefined ? {} : { body }),
    })),
  };
}

/** The answers in the order of the calls; a part that was not answered is an error of its own. */
export function readBatch(body: JsonObject | undefined, count: number): readonly (GraphAnswer | ProvisioningError)[] {
  const responses = Array.isArray(body?.responses) ? body.responses.filter(isJsonObject) : [];
  const byId = new Map(responses.map((response) => [String(response.id), response]));
  return Array.from({ length: count }, (_, index) => {
    const response = byId.get(String(index + 1));
    return typeof response?.status === 'number'
      ? partAnswer(response.status, response)
      : new ProvisioningError('WebExceptionProtocolError', 'Microsoft Graph left a request of a batch unanswered.');
  });
}

function partAnswer(status: number, { headers, body }: JsonObject): GraphAnswer {
  const byName = new Map(
    Object.entries(isJsonObject(headers) ? headers : {}).map(([name, value]) => [
      name.toLowerCase(),
      headerText(value),
    ]),
  );
  return {
    status,
    body: isJsonObject(body) ? body : undefined,
    header: (name) => byName.get(name.toLowerCase()),
  };
}

function headerText(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
