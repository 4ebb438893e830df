/** Requests on their way to one Graph address under one identity: alone, or up to 20 of them in a batch. */
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';
import { isJsonObject, type JsonObject } from '../../scim/json';
import type { Exchange } from '../kit/http';
import { batchBody, readBatch } from './batch';
import type { GraphAnswer, GraphCall } from './call';
import type { TokenSource } from './tokens';

/** An answer of any status, or why there is none. */
export type Outcome = GraphAnswer | ProvisioningError;

export interface GraphTransport {
  /** One outcome for each call, in the same order. Rejects only for a fault of our own. */
  send(calls: readonly GraphCall[]): Promise<readonly Outcome[]>;
}

export interface TransportOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly tokens: TokenSource;
  readonly random: RandomSource;
  readonly exchange: Exchange;
}

/** A part that the batch as a whole is refused for: malformed, or together too large. */
const REFUSED_TOGETHER = [400, 413];

export function createGraphTransport({
  baseUrl,
  timeoutMs,
  tokens,
  random,
  exchange,
}: TransportOptions): GraphTransport {
  async function sendAlone({ method, url, body, headers }: GraphCall): Promise<Outcome> {
    try {
      const answer = await exchange({
        method,
        url: `${baseUrl}${url}`,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${await tokens.token()}`,
          'client-request-id': random.uuid(),
          'user-agent': 'Muster',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeoutMs,
        whenStrange: 'WebExceptionProtocolError',
      });
      return {
        status: answer.status,
        body: parseObject(answer.text),
        header: (name) => answer.headers.get(name) ?? undefined,
      };
    } catch (error) {
      if (error instanceof ProvisioningError) return error;
      throw error;
    }
  }

  async function sendTogether(calls: readonly GraphCall[]): Promise<readonly Outcome[]> {
    const outcome = await sendAlone({ method: 'POST', url: '/$batch', body: batchBody(calls) });
    if (outcome instanceof ProvisioningError) return calls.map(() => outcome);
    // One of them is the culprit; alone, the others get through.
    if (REFUSED_TOGETHER.includes(outcome.status)) return Promise.all(calls.map(sendAlone));
    return outcome.status === 200 ? readBatch(outcome.body, calls.length) : calls.map(() => outcome);
  }

  return {
    async send(calls) {
      const [only] = calls;
      return calls.length === 1 && only !== undefined ? [await sendAlone(only)] : sendTogether(calls);
    },
  };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) ? (body as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
