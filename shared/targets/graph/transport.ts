/** Requests on their way to one Graph address under one identity: alone, or up to 20 of them in a batch. */
import { ProvisioningError } from '../../errors';
import type { Clock, RandomSource } from '../../ports';
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
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly exchange: Exchange;
}

/** A part that the batch as a whole is refused for: malformed, or together too large. */
const REFUSED_TOGETHER = [400, 413];

/** A token may be forgotten between its renewal and its use; one that is refused again and again is no matter of renewal. */
const MOST_RENEWALS = 2;

export function createGraphTransport({
  baseUrl,
  timeoutMs,
  tokens,
  clock,
  random,
  exchange,
}: TransportOptions): GraphTransport {
  async function sendAlone(call: GraphCall): Promise<Outcome> {
    try {
      for (let renewals = 0; ; renewals += 1) {
        const token = await tokens.token(); // may take its time, at first and again
        if (clock.now() > (call.leaveBy ?? Number.POSITIVE_INFINITY)) return tooLate();
        const answer = await sendWith(token, call);
        if (answer.status !== 401 || renewals === MOST_RENEWALS || !tokens.refused(token)) return answer;
      }
    } catch (error) {
      if (error instanceof ProvisioningError) return error;
      throw error;
    }
  }

  async function sendWith(token: string, { method, url, body, headers }: GraphCall): Promise<GraphAnswer> {
    const answer = await exchange({
      method,
      url: `${baseUrl}${url}`,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
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
  }

  async function sendTogether(calls: readonly GraphCall[]): Promise<readonly Outcome[]> {
    const leaveBy = Math.min(...calls.map((call) => call.leaveBy ?? Number.POSITIVE_INFINITY));
    const outcome = await sendAlone({ method: 'POST', url: '/$batch', body: batchBody(calls), leaveBy });
    if (outcome instanceof ProvisioningError) return calls.map(() => outcome);
    // One of them is the culprit; alone, the others get through.
    if (REFUSED_TOGETHER.includes(outcome.status)) return Promise.all(calls.map(sendAlone));
    if (outcome.status !== 200) return calls.map(() => outcome);
    return Promise.all(
      readBatch(outcome.body, calls.length).map((part, index) => {
        const call = calls[index];
        // What was refused for its token has not been carried out, and gets a turn of its own.
        return call !== undefined && !(part instanceof ProvisioningError) && part.status === 401
          ? sendAlone(call)
          : part;
      }),
    );
  }

  return {
    async send(calls) {
      const [only] = calls;
      return calls.length === 1 && only !== undefined ? [await sendAlone(only)] : sendTogether(calls);
    },
  };
}

function tooLate(): ProvisioningError {
  const message = 'The access token came too late for the request to be sent. Nothing was changed.';
  return new ProvisioningError('TooManyRequests', message, { retryAfterMs: 1_000 });
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) ? (body as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
