/** `POST …/bulkUpload` on the wire (spec/wire-contract.md 2.2): headers in, 202 or the documented refusal out. */

import type { Needs } from '../../pipeline/ports';
import { acceptBulkUpload } from '../../pipeline/uploads/acceptBulkUpload';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { Upload } from '../../store/uploads/intake';
import { parseJson, readBody } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { initiator } from '../http/initiator';
import { type RateLimit, requireTurn } from '../http/rateLimit';
import { findJob } from '../jobs/findJob';

type Ports = Needs<
  | 'contexts'
  | 'intake'
  | 'payloads'
  | 'logger'
  | 'operations'
  | 'clock'
  | 'random'
  | 'maxRequestBytes'
  | 'maxOperationsPerRequest'
  | 'operationsPerMessage'
>;

/** Sends to every job; `…OwnedBy` to those the caller owns. */
export const ANY_UPLOAD = 'SynchronizationData-User.Upload';
export const UPLOAD_ROLES = [ANY_UPLOAD, 'SynchronizationData-User.Upload.OwnedBy'] as const;
const SCIM_TYPE = 'application/scim+json';
/** What the service says of every malformed upload (seed 000, "Invalid data format"). */
export const INVALID = 'Invalid Data Format';

/** @param limit uploads of a job; what it refuses is read no further */
export async function receiveBulkUpload(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  const { job } = await findJob(call, ports.contexts, ANY_UPLOAD);
  requireTurn(limit, job.id);
  checkContentType(call.request.headers.get('content-type'));
  const bytes = await readBody(call.request, ports.maxRequestBytes);
  const verdict = await acceptBulkUpload(
    {
      jobId: job.id,
      body: parseUpload(bytes, call.request.headers.get('content-type')),
      bytes,
      clientRequestId: call.givenClientRequestId,
      sentBy: initiator(call),
    },
    ports,
  );
  if (verdict.kind === 'refused') throw badRequest(INVALID, verdict.faults);

  return { status: 202, headers: uploadHeaders(call, verdict.upload) };
}

/** Where to look what becomes of it. */
export function uploadHeaders({ origin, version }: Call, upload: Upload): Readonly<Record<string, string>> {
  const id = uploadId(upload);
  return {
    Location: `${origin}/${version}/auditLogs/provisioning/?$filter=jobid%20eq%20'${upload.jobId}'`,
    'Muster-Upload-Id': id,
    Link: `<${origin}/muster/uploads/${id}>; rel="status"`,
  };
}

/** A wrong media type is 400 here, not 415: so the service documents it. */
export function checkContentType(header: string | null): void {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  if (type === SCIM_TYPE) return;
  const message = `Content-Type must be ${SCIM_TYPE}, got ${type ? `'${type}'` : 'none'}.`;
  throw badRequest(INVALID, [{ code: 'InvalidContentType', target: 'Content-Type', message }]);
}

/** @throws {GraphError} 400 in the service's words */
export function parseUpload(bytes: Buffer, contentType: string | null): unknown {
  try {
    return parseJson(bytes, contentType);
  } catch (error) {
    const message = `The body must be JSON: ${(error as Error).message}.`;
    throw badRequest(INVALID, [{ code: 'InvalidJson', target: '', message }]);
  }
}
