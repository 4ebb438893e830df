/**
 * The story of one request: from bytes to 202. Checked as a whole, numbered, made durable together with the queue
 * message that will process it, and only then answered (I1). A crash anywhere before the answer leaves at most numbers
 * that nobody uses; resending is harmless.
 */

import { createHash } from 'node:crypto';
import { chunk } from '../../collections';
import { type EnvelopeFault, parseBulkRequest } from '../../scim/bulkRequest';
import { MAX_PERSON_BYTES } from '../../store/people/personRow';
import type { Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { enqueue } from '../queue/enqueue';
import { findOversize, readAnchor } from './uploadedPerson';

type Ports = Needs<
  'clock' | 'random' | 'operations' | 'intake' | 'staging' | 'maxOperationsPerRequest' | 'operationsPerMessage'
>;

export interface BulkUpload {
  readonly jobId: string;
  /** The parsed body. */
  readonly body: unknown;
  /** The body as sent, to tell a resend from another request under the same id. */
  readonly bytes: Uint8Array;
  readonly clientRequestId: string | undefined;
}

export type AcceptVerdict =
  | { readonly kind: 'accepted'; readonly upload: Upload }
  | { readonly kind: 'refused'; readonly faults: readonly EnvelopeFault[] };

export async function acceptBulkUpload(request: BulkUpload, ports: Ports): Promise<AcceptVerdict> {
  const verdict = parseBulkRequest(request.body, ports.maxOperationsPerRequest);
  if (!verdict.ok) return { kind: 'refused', faults: verdict.faults };
  const people = verdict.operations.map(({ bulkId, data }) => ({ bulkId, data, anchor: readAnchor(data) }));
  const mayBeTooLarge = request.bytes.byteLength > MAX_PERSON_BYTES; // of many small people, none is worth measuring
  const tooLarge = people.flatMap(({ data }, index) => findOversize(data, `Operations[${index}].data`, mayBeTooLarge));
  if (tooLarge.length > 0) return { kind: 'refused', faults: tooLarge };

  const admission = await ports.intake.admit({
    jobId: request.jobId,
    operations: people.map(({ bulkId, anchor }) => ({ bulkId, anchor })),
    acceptedAt: ports.clock.now(),
    newCycleId: ports.random.uuid(),
    clientRequestId: request.clientRequestId,
    fingerprint: createHash('sha256').update(request.bytes).digest('base64'),
  });
  if (admission.kind === 'idReused') {
    const message = 'This client-request-id was used for another body within the last 24 hours; use a fresh one.';
    return { kind: 'refused', faults: [{ code: 'DuplicateRequestId', target: 'client-request-id', message }] };
  }
  // Also for a resend: the first attempt may have died before its message was sent, and a second message is harmless.
  const { upload } = admission;
  const queued = people.map((person, index) => ({ sequence: upload.first + index, ...person }));
  const size = ports.operationsPerMessage === 0 ? queued.length : ports.operationsPerMessage;
  for (const operations of chunk(queued, size)) await enqueue(upload, operations, ports);
  return { kind: 'accepted', upload };
}
