/** `POST …/leavers`: people who left, by their source anchors; answered as the upload that it becomes. */
import type { Fields } from '../../engine/schema/parse/fields';
import type { Needs } from '../../pipeline/ports';
import { acceptLeavers, MOST_LEAVERS } from '../../pipeline/uploads/acceptLeavers';
import { uploadId } from '../../pipeline/uploads/uploadId';
import { readBody } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { initiator } from '../http/initiator';
import { type RateLimit, requireTurn } from '../http/rateLimit';
import { fieldsIn } from '../http/readFields';
import { findJob } from '../jobs/findJob';
import { ANY_UPLOAD, uploadHeaders } from './bulkUpload';

type Ports = Needs<
  | 'contexts'
  | 'intake'
  | 'payloads'
  | 'people'
  | 'audit'
  | 'logger'
  | 'operations'
  | 'clock'
  | 'random'
  | 'maxRequestBytes'
  | 'operationsPerMessage'
>;

const LONGEST_REASON = 1_000;

/** @param limit uploads of a job; what it refuses is read no further */
export async function postLeavers(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  const context = await findJob(call, ports.contexts, ANY_UPLOAD);
  requireTurn(limit, context.job.id);
  const bytes = await readBody(call.request, ports.maxRequestBytes);
  const { anchors, reason } = fieldsIn(bytes, call.request, readLeavers);
  const leavers = { anchors, reason, bytes, clientRequestId: call.givenClientRequestId, by: initiator(call) };
  const verdict = await acceptLeavers(context, leavers, ports);
  if (verdict.kind === 'refused') {
    const { code, message } = verdict;
    throw badRequest(message, [{ code, target: 'externalIds', message }]);
  }
  if (verdict.kind === 'nobody') return { status: 200, body: { id: null, accepted: 0, unknown: verdict.unknown } };
  const { upload, unknown } = verdict;
  return {
    status: 202,
    headers: uploadHeaders(call, upload),
    body: { id: uploadId(upload), accepted: upload.operations.length, unknown },
  };
}

function readLeavers(fields: Fields): { readonly anchors: readonly string[]; readonly reason: string | undefined } {
  fields.refuseOthers(['externalIds', 'reason']);
  const anchors = [...new Set(fields.texts('externalIds'))];
  if (anchors.length === 0 || anchors.length > MOST_LEAVERS) {
    const message = `externalIds must name from 1 to ${MOST_LEAVERS} people, got ${anchors.length}.`;
    fields.report('externalIds', 'InvalidValue', message);
  }
  if (anchors.some((anchor) => anchor.trim() === '')) {
    fields.report('externalIds', 'InvalidValue', 'externalIds must not hold blank texts.');
  }
  const reason = fields.optionalText('reason')?.trim() ?? '';
  if (reason.length > LONGEST_REASON) {
    fields.report('reason', 'InvalidValue', `reason must not be longer than ${LONGEST_REASON} characters.`);
  }
  return { anchors, reason: reason === '' ? undefined : reason };
}
