/** What the storage service and the SDKs say of a call that failed, in the words of `Table` and `Queue`. */
import { StoreConflict, StoreLimitExceeded, StoreUnavailable } from '../contract/table';

/** Lost conditions: of a row that exists already, has another etag or is gone, and of a message another one holds. */
const CONFLICTS = new Set([
  'EntityAlreadyExists',
  'UpdateConditionNotSatisfied',
  'ConditionNotMet',
  'ResourceNotFound',
  'EntityNotFound',
  'MessageNotFound',
  'PopReceiptMismatch',
]);

/** Limits of the service that `limits.ts` did not foresee. */
const LIMITS = new Set([
  'EntityTooLarge',
  'KeyValueTooLarge',
  'PropertyNameTooLong',
  'PropertyValueTooLarge',
  'RequestBodyTooLarge',
  'TooManyProperties',
]);

/** The service refused a request of ours. */
export class ServiceRefusal extends Error {
  constructor(
    readonly statusCode: number,
    /** The service's own, such as `EntityAlreadyExists`; empty where it does not say. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ServiceRefusal';
  }
}

/**
 * @param body as the service sends it: its error as JSON, as XML, or nothing of either
 * @param headerCode the code as a header says it, which is believed first
 */
export function statedRefusal(statusCode: number, body: string, headerCode?: string): ServiceRefusal {
  const { code, message } = statedError(body);
  return new ServiceRefusal(statusCode, headerCode ?? code, message || `the service answered ${statusCode}`);
}

function statedError(body: string): { readonly code: string; readonly message: string } {
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
  if (!body.startsWith('{')) return { code: element('Code'), message: element('Message') };
  try {
    const stated: unknown = JSON.parse(body);
    return {
      code: text(stated, 'odata.error', 'code'),
      message: text(stated, 'odata.error', 'message', 'value'),
    };
  } catch {
    return { code: '', message: '' }; // cut off
  }
}

/** The service's own code for an error, such as `EntityAlreadyExists`; empty when the service did not answer. */
export function serviceCode(error: unknown): string {
  // The clients of the SDK state it in the details.
  return text(error, 'details', 'errorCode') || text(error, 'code');
}

/**
 * The error that callers of the store see: a `StoreConflict`, a `StoreLimitExceeded`, or a `StoreUnavailable` for
 * everything that is not the caller's doing. A fault in our own request, which no retry would heal, is left as it is.
 *
 * @param index which action lost, where the caller knows it
 */
export function toStoreError(error: unknown, what: string, index?: number): unknown {
  const code = serviceCode(error);
  const message = `${what}: ${statedMessage(error)}`;
  if (CONFLICTS.has(code)) return new StoreConflict(message, index, { cause: error });
  if (LIMITS.has(code)) return new StoreLimitExceeded(message);
  return property(error, 'statusCode') === 400 ? error : new StoreUnavailable(message, { cause: error });
}

/** The first line of what the service says; its request id and the time follow on others. */
function statedMessage(error: unknown): string {
  const stated =
    text(error, 'details', 'odataError', 'message', 'value') ||
    text(error, 'details', 'Message') || // a refusal comes as XML, of which the client's own message is the whole text
    text(error, 'message') ||
    String(error);
  return stated.split('\n', 1)[0] ?? stated;
}

/** The text at a path of properties; empty when there is none. */
function text(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce(property, value);
  return typeof found === 'string' ? found : '';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
