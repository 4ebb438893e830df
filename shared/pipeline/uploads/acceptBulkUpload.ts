/**
 * The story of one request: from bytes to 202. All that can fail comes first: checking, packing, staging what is too large.
 * Then one transaction numbers the operations and keeps them (I1), and 202 may be sent; the queue message that follows only
 * says that there is something to do, and the timer repeats it. A request that is refused leaves nothing behind.
 */
import { createHash } from 'node:crypto';
import { leaversAmong } from '../../engine/person/leavers';
import { readAnchor } from '../../scim/anchor';
import { type EnvelopeFault, parseBulkRequest } from '../../scim/bulkRequest';
import type { Initiator } from '../../store/jobs/audit';
import { MAX_PERSON_BYTES } from '../../store/people/personRow';
import type { NewUpload, PayloadOperation, Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { announce } from '../queue/enqueue';
import { findOversize, findOversizeReceipt, findTooLong } from './uploadedPerson';

export type AcceptPorts = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'operations'
  | 'contexts'
  | 'intake'
  | 'payloads'
  | 'maxOperationsPerRequest'
  | 'operationsPerMessage'
>;

export interface BulkUpload {
  readonly jobId: string;
  /** The parsed body. */
  readonly body: unknown;
  /** The body as sent, to tell a resend from another request under the same id. */
  readonly bytes: Uint8Array;
  readonly clientRequestId: string | undefined;
  /** Absent: nobody did. */
  readonly sentBy?: Initiator;
}

export type AcceptVerdict =
  | { readonly kind: 'accepted'; readonly upload: Upload }
  | { readonly kind: 'refused'; readonly faults: readonly EnvelopeFault[] };

/** @throws {StoreUnavailable} when storage does not answer; then nothing is kept, or, should the write arrive after all, everything */
export async function acceptBulkUpload(request: BulkUpload, ports: AcceptPorts): Promise<AcceptVerdict> {
  const verdict = await acceptTogether(request, undefined, ports);
  if (verdict.kind === 'overtaken') throw new Error('An upload that nothing changes with was taken for overtaken.');
  return verdict;
}

/**
 * The same, together with what else is to change in the job's partition, or not at all.
 *
 * @param also `undefined`: nothing
 */
export async function acceptTogether(
  request: BulkUpload,
  also: NewUpload['also'] | undefined,
  ports: AcceptPorts,
): Promise<AcceptVerdict | { readonly kind: 'overtaken' }> {
  const verdict = parseBulkRequest(request.body, ports.maxOperationsPerRequest);
  if (!verdict.ok) return { kind: 'refused', faults: verdict.faults };
  const { jobId, clientRequestId, sentBy } = request;
  const acceptedAt = ports.clock.now();
  const read = verdict.operations.map(({ bulkId, data }) => ({ bulkId, data, anchor: readAnchor(data) }));
  const people = await inLanes(jobId, read, acceptedAt, ports);
  const named = people.map(({ data: _, ...operation }) => operation);
  const mayBeTooLarge = request.bytes.byteLength > MAX_PERSON_BYTES; // of many small people, none is worth measuring
  const tooLarge = [
    ...people.flatMap(({ data, bulkId }, index) => [
      ...findTooLong(bulkId, `Operations[${index}].bulkId`),
      ...findOversize(data, `Operations[${index}].data`, mayBeTooLarge),
    ]),
    ...findOversizeReceipt(named, mayBeTooLarge),
  ];
  if (tooLarge.length > 0) return { kind: 'refused', faults: tooLarge };

  const newPayload = { jobId, operations: people, partsId: ports.random.uuid(), at: acceptedAt };
  const payload = await ports.payloads.prepare(newPayload);
  const admission = await ports.intake.admit({
    jobId,
    operations: named,
    payload,
    acceptedAt,
    ticket: ports.random.uuid(),
    newCycleId: ports.random.uuid(),
    clientRequestId,
    fingerprint: createHash('sha256').update(request.bytes).digest('base64'),
    ...(sentBy !== undefined && { sentBy }),
    ...(also !== undefined && { also }),
  });
  if (admission.kind !== 'accepted') await ports.payloads.discard(payload);
  if (admission.kind === 'overtaken') return admission;
  if (admission.kind === 'idReused') {
    const message = 'This client-request-id was used for another body within the last 24 hours; use a fresh one.';
    return { kind: 'refused', faults: [{ code: 'DuplicateRequestId', target: 'client-request-id', message }] };
  }
  const { upload } = admission;
  if (admission.kind === 'accepted') {
    ports.logger.info('Upload accepted', { jobId, upload: upload.first, operations: people.length });
    const queued = people.map((person, index) => ({ sequence: upload.first + index, ...person }));
    await announce(upload, queued, ports.operationsPerMessage, ports);
  }
  return { kind: 'accepted', upload };
}

/** Whoever is to lose access goes ahead, with all that the upload says of the person. What a job is, is remembered for seconds. */
async function inLanes(
  jobId: string,
  people: readonly PayloadOperation[],
  now: number,
  { contexts }: Needs<'contexts'>,
): Promise<readonly PayloadOperation[]> {
  const compiled = (await contexts.find(jobId))?.compiled;
  if (compiled === undefined) return people;
  const leavers = leaversAmong(people, compiled, now);
  if (leavers.size === 0) return people;
  return people.map((one) => (one.anchor !== null && leavers.has(one.anchor) ? { ...one, ahead: true } : one));
}
