/** The rows of the intake, made from what they hold. Keys: see `intake.ts`. */

import type { Entity, TableAction } from '../contract/table';
import type { JobStatus } from '../jobs/jobStatus';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keyPart } from '../rows/keys';
import { packInto } from '../rows/packing';
import type { Cycle, IntakeState, NewUpload, Upload } from './intakeState';
import { readPending, workKey } from './pendingWork';

export const UPLOADS = 'upload';
export const REQUESTS = 'request';
const SEQUENCE_DIGITS = 16;
export const uploadKey = (first: number) => joinKey(UPLOADS, String(first).padStart(SEQUENCE_DIGITS, '0'));
export const requestKey = (clientRequestId: string) => joinKey(REQUESTS, keyPart(clientRequestId));

export function intakeAction(jobId: string, state: IntakeState, etag: string | undefined): TableAction {
  return writeOver({ partitionKey: jobPartition(jobId), rowKey: 'intake', json: JSON.stringify(state) }, etag);
}

export function statusAction(jobId: string, status: JobStatus, etag: string | undefined): TableAction {
  return writeOver({ partitionKey: jobPartition(jobId), rowKey: 'status', json: JSON.stringify(status) }, etag);
}

/** @param etag the version that was read; `undefined`: there was none */
function writeOver(entity: Entity, etag: string | undefined): TableAction {
  return etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag };
}

export function uploadEntity(upload: Upload): Entity {
  return {
    partitionKey: jobPartition(upload.jobId),
    rowKey: uploadKey(upload.first),
    cycleId: upload.cycleId,
    acceptedAt: upload.acceptedAt,
    ...packInto('operations', upload.operations),
  };
}

export function requestEntity(upload: NewUpload, accepted: Upload): Entity {
  return {
    partitionKey: jobPartition(upload.jobId),
    rowKey: requestKey(upload.clientRequestId ?? ''),
    first: accepted.first,
    fingerprint: upload.fingerprint,
    at: upload.acceptedAt,
  };
}

/** @param json as written, perhaps by older code */
export function parseState(json: string): IntakeState {
  const state = JSON.parse(json) as IntakeState;
  const read = <C extends Cycle>(cycle: C): C => ({ ...cycle, pending: readPending(cycle.pending) });
  return { ...state, cycle: state.cycle && read(state.cycle), full: state.full.map(read) };
}

export function beginAction(jobId: string, cycleId: string, name: string): TableAction {
  return { kind: 'insert', entity: { partitionKey: jobPartition(jobId), rowKey: workKey(cycleId, name) } };
}

export function endAction(jobId: string, cycleId: string, name: string): TableAction {
  return { kind: 'remove', partitionKey: jobPartition(jobId), rowKey: workKey(cycleId, name), etag: '*' };
}
