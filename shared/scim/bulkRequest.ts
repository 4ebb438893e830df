/**
 * The bulk request: what is checked before anything is accepted (spec/wire-contract.md 2.2). Only the envelope is
 * judged here, whole, with every fault listed; what one person's data holds is that person's matter and never the
 * request's, unless it cannot be taken as it is (`payload.ts`). Tolerant where Microsoft's own clients are: `/users`, repeated `bulkId`, no enterprise URN, no externalId.
 */
import { isJsonObject, type JsonObject } from './json';
import { payloadFaults, withoutPasswords } from './payload';
import { BULK_REQUEST, CORE_USER } from './urns';

/** One person of a bulk request, as sent but for passwords, which nothing after the door gets to see. */
export interface BulkOperation {
  readonly bulkId: string;
  readonly data: JsonObject;
}

export interface EnvelopeFault {
  readonly code: string;
  /** Where: `Operations[3].bulkId`; empty for the body itself. */
  readonly target: string;
  /** What is expected there. */
  readonly message: string;
}

export type BulkRequestVerdict =
  | { readonly ok: true; readonly operations: readonly BulkOperation[] }
  | { readonly ok: false; readonly faults: readonly EnvelopeFault[] };

/** More faults than this help nobody; the last line then says how many there are. */
const MAX_FAULTS = 100;

/** @param maxOperations the most operations one request may carry; Graph's own limit is 50 */
export function parseBulkRequest(body: unknown, maxOperations: number): BulkRequestVerdict {
  const faults: EnvelopeFault[] = [];
  const operations = readEnvelope(body, maxOperations, faults);
  if (faults.length === 0) return { ok: true, operations };
  return { ok: false, faults: cap(faults) };
}

function readEnvelope(body: unknown, maxOperations: number, faults: EnvelopeFault[]): readonly BulkOperation[] {
  if (!isJsonObject(body)) {
    faults.push({ code: 'InvalidType', target: '', message: 'The body must be a JSON object.' });
    return [];
  }
  checkSchemas(body.schemas, 'schemas', BULK_REQUEST, faults);

  const operations = body.Operations;
  if (!Array.isArray(operations) || operations.length === 0) {
    const message = 'Operations must be an array of at least one operation.';
    faults.push({ code: operations === undefined ? 'MissingProperty' : 'InvalidType', target: 'Operations', message });
    return [];
  }
  if (operations.length > maxOperations) {
    const message = `Operations must hold at most ${maxOperations} operations, got ${operations.length}.`;
    faults.push({ code: 'TooManyOperations', target: 'Operations', message });
    return [];
  }
  return operations.map((operation, index) => readOperation(operation, `Operations[${index}]`, faults));
}

const UNREADABLE: BulkOperation = { bulkId: '', data: {} };

function readOperation(operation: unknown, place: string, faults: EnvelopeFault[]): BulkOperation {
  if (!isJsonObject(operation)) {
    faults.push({ code: 'InvalidType', target: place, message: `${place} must be an object.` });
    return UNREADABLE;
  }
  const { method, path, bulkId, data } = operation;
  if (!isPost(method)) faults.push(textFault(method, `${place}.method`, 'must be POST'));
  if (!isUsers(path)) faults.push(textFault(path, `${place}.path`, 'must be /Users'));
  if (!isText(bulkId)) faults.push(textFault(bulkId, `${place}.bulkId`, 'must be a non-empty string'));
  if (!isJsonObject(data)) {
    const code = data === undefined ? 'MissingProperty' : 'InvalidType';
    faults.push({ code, target: `${place}.data`, message: `${place}.data must be an object.` });
    return UNREADABLE;
  }
  checkSchemas(data.schemas, `${place}.data.schemas`, CORE_USER, faults);
  faults.push(...payloadFaults(data, `${place}.data`));
  return { bulkId: String(bulkId), data: withoutPasswords(data) };
}

const isPost = (method: unknown) => typeof method === 'string' && method.toUpperCase() === 'POST';
const isUsers = (path: unknown) => typeof path === 'string' && path.toLowerCase() === '/users';
const isText = (bulkId: unknown) => typeof bulkId === 'string' && bulkId.trim() !== '';

function textFault(value: unknown, target: string, expectation: string): EnvelopeFault {
  const code = value === undefined || value === null ? 'MissingProperty' : 'InvalidValue';
  return { code, target, message: `${target} ${expectation}.` };
}

/** URNs compare without case (RFC 8141 lets the namespace part vary, and clients do). */
function checkSchemas(schemas: unknown, target: string, urn: string, faults: EnvelopeFault[]): void {
  if (!Array.isArray(schemas)) {
    const code = schemas === undefined ? 'MissingProperty' : 'InvalidType';
    faults.push({ code, target, message: `${target} must be an array that contains ${urn}.` });
    return;
  }
  if (schemas.includes(urn)) return; // as nearly everybody spells it
  const named = schemas.some((schema) => typeof schema === 'string' && schema.toLowerCase() === urn.toLowerCase());
  if (!named) faults.push({ code: 'InvalidValue', target, message: `${target} must contain ${urn}.` });
}

function cap(faults: readonly EnvelopeFault[]): readonly EnvelopeFault[] {
  if (faults.length <= MAX_FAULTS) return faults;
  const rest = faults.length - MAX_FAULTS;
  const more = { code: 'MoreFaults', target: 'Operations', message: `${rest} more faults are not listed.` };
  return [...faults.slice(0, MAX_FAULTS), more];
}
