/**
 * Writes made at the same time travel in one request where the service offers it (RFC 7644, 3.7): half the requests of a
 * load, where most services count requests. Each operation is answered as if it had been sent alone, so nobody beyond the
 * client knows; an answer about the bulk as a whole is an answer to each operation in it.
 */
import { ProvisioningError } from '../../errors';
import type { Clock, RandomSource } from '../../ports';
import type { Json, JsonObject } from '../../scim/json';
import { readObject } from './answers';
import type { ScimClient } from './client';
import type { ScimAnswer, ScimRequest } from './exchange';
import { member } from './resource';

/** What the service takes in one bulk. */
export interface BulkOffer {
  readonly maxOperations: number;
  /** Of the request's body, bytes. */
  readonly maxPayloadSize: number;
}

export interface BulkClient extends ScimClient {
  /** From now on, writes may travel together. */
  accept(offer: BulkOffer): void;
}

export interface BulkPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
}

interface Waiting {
  /** Random: services take the text `bulkId:…` in a value for a reference to the operation of that name. */
  readonly bulkId: string;
  readonly request: ScimRequest;
  resolve(answer: ScimAnswer): void;
  reject(error: unknown): void;
}

/** Long enough for people worked on side by side to write together. */
const GATHER_MS = 5;
/** More would make each of them wait for many others, and the service answer late. */
const MOST_OPERATIONS = 50;
/** Bulks, or lone writes, under way at once; what comes meanwhile is gathered for the next. */
const MOST_UNDER_WAY = 2;
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** The bulk as such was refused, and nothing in it was carried out. */
const NOT_TAKEN = [400, 404, 405, 413, 501];
/** There is no bulk after all. */
const NOT_THERE = [404, 405, 501];

export function withBulks(client: ScimClient, { clock, random }: BulkPorts): BulkClient {
  let offer: BulkOffer | undefined;
  const waiting: Waiting[] = [];
  let underWay = 0;
  let isPumping = false;
  let wake: () => void = () => undefined;

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    await clock.sleep(GATHER_MS);
    while (waiting.length > 0) {
      if (underWay < MOST_UNDER_WAY) void send(takeLoad(waiting, offer));
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    isPumping = false;
  }

  async function send(load: readonly Waiting[]): Promise<void> {
    underWay += 1;
    await sendLoad(load);
    underWay -= 1;
    wake();
  }

  async function sendLoad(load: readonly Waiting[]): Promise<void> {
    if (load.length < 2) return sendAlone(load);
    try {
      const answer = await client.send(bulkOf(load));
      if (NOT_THERE.includes(answer.status)) offer = undefined;
      if (NOT_TAKEN.includes(answer.status)) return await sendAlone(load);
      const answers = isSuccess(answer) ? answersOf(answer, load) : undefined;
      for (const [index, one] of load.entries()) {
        if (answers === undefined) one.resolve(answer);
        else settle(one, answers[index]);
      }
    } catch (error) {
      for (const one of load) one.reject(error);
    }
  }

  function settle(one: Waiting, answer: ScimAnswer | undefined): void {
    if (answer === undefined) one.reject(unanswered());
    // What was throttled in the midst of others gets a turn of its own, with the client's patience.
    else if (answer.status === 429) void sendAlone([one]);
    else one.resolve(answer);
  }

  async function sendAlone(load: readonly Waiting[]): Promise<void> {
    await Promise.all(load.map((one) => client.send(one.request).then(one.resolve, one.reject)));
  }

  return {
    secrets: () => client.secrets(),
    accept: (offered) => {
      offer = offered.maxOperations > 1 ? offered : undefined;
    },
    send(request) {
      if (offer === undefined || request.method === 'GET') return client.send(request);
      return new Promise((resolve, reject) => {
        waiting.push({
          bulkId: random.uuid(),
          request: { ...request, askedAt: request.askedAt ?? clock.now() },
          resolve,
          reject,
        });
        void pump();
      });
    },
  };
}

/** Takes as many operations off the front as the service takes together; always one at least. */
function takeLoad(waiting: Waiting[], offer: BulkOffer | undefined): readonly Waiting[] {
  const most = Math.min(offer?.maxOperations ?? 1, MOST_OPERATIONS);
  let bytes = sizeOf(bulkBody([]));
  let count = 0;
  for (const one of waiting.slice(0, most)) {
    bytes += sizeOf(operationOf(one)) + 1;
    if (count > 0 && bytes > (offer?.maxPayloadSize ?? 0)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

const sizeOf = (json: JsonObject) => Buffer.byteLength(JSON.stringify(json));

function bulkOf(load: readonly Waiting[]): ScimRequest {
  const askedAt = Math.min(...load.flatMap(({ request }) => request.askedAt ?? [])); // of who has waited longest
  return { method: 'POST', path: '/Bulk', body: bulkBody(load), askedAt };
}

/** Without `failOnErrors`: one refused person must leave the others alone (I6). */
function bulkBody(load: readonly Waiting[]): JsonObject {
  return { schemas: [BULK_REQUEST], Operations: load.map(operationOf) };
}

function operationOf({ bulkId, request: { method, path, body, ifMatch } }: Waiting): JsonObject {
  return {
    method,
    path,
    bulkId,
    ...(ifMatch === undefined ? {} : { version: ifMatch }),
    ...(body === undefined ? {} : { data: body }),
  };
}

/**
 * By `bulkId`, which a service need not repeat for what is no create: then by their order.
 *
 * @returns `undefined` for an operation that was not answered
 */
function answersOf(answer: ScimAnswer, load: readonly Waiting[]): readonly (ScimAnswer | undefined)[] {
  const listed = member(readObject(answer), 'Operations');
  const operations = Array.isArray(listed) ? listed : [];
  return load.map(({ bulkId }, index) => {
    const named = operations.find((operation) => member(operation, 'bulkId') === bulkId);
    const unnamed = member(operations[index], 'bulkId') === undefined ? operations[index] : undefined;
    return answerOf(named ?? unnamed, answer);
  });
}

function answerOf(operation: Json | undefined, { contentType }: ScimAnswer): ScimAnswer | undefined {
  const stated = member(operation, 'status');
  const status = Number(member(stated, 'code') ?? stated); // `{"code":"201"}` in the drafts of the standard
  if (!Number.isInteger(status) || status < 100) return undefined;
  const [response, location] = [member(operation, 'response'), member(operation, 'location')];
  return {
    status,
    contentType,
    location: typeof location === 'string' ? location : undefined,
    retryAfterMs: undefined,
    text: response === undefined || response === null ? '' : JSON.stringify(response),
  };
}

function isSuccess({ status }: ScimAnswer): boolean {
  return status >= 200 && status < 300;
}

function unanswered(): ProvisioningError {
  return new ProvisioningError(
    'WebExceptionProtocolError',
    'The service did not answer one operation of a bulk. Whether it took effect is unknown.',
  );
}
