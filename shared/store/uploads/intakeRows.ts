/** The rows of the intake, made from what they hold. Keys: see `intake.ts`. */

import type { Entity, Row, TableAction } from '../contract/table';
import type { Initiator } from '../jobs/audit';
import { type JobStatus, parseStatus, printStatus } from '../jobs/jobStatus';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keyPart, splitKey } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { readAnswers } from './filedAnswers';
import type { AcceptedOperation, Cycle, IntakeState, ListedUpload, NewUpload, Upload } from './intakeState';
import { readPending, workKey } from './pendingWork';

export const UPLOADS = 'upload';
export const REQUESTS = 'request';
const SEQUENCE_DIGITS = 16;
/** A number as a part of a key, in order. */
export const sequencePart = (sequence: number) => String(sequence).padStart(SEQUENCE_DIGITS, '0');
export const uploadKey = (first: number) => joinKey(UPLOADS, sequencePart(first));
export const requestKey = (clientRequestId: string) => joinKey(REQUESTS, keyPart(clientRequestId));

export function intakeAction(jobId: string, state: IntakeState, etag: string | undefined): TableAction {
  return writeOver({ partitionKey: jobPartition(jobId), rowKey: 'intake', json: JSON.stringify(state) }, etag);
}

export function statusAction(jobId: string, status: JobStatus, etag: string | undefined): TableAction {
  return writeOver({ partitionKey: jobPartition(jobId), rowKey: 'status', ...printStatus(status) }, etag);
}

export function toStatus({ properties: { json, throughput } }: Row): JobStatus {
  return parseStatus(String(json), typeof throughput === 'string' ? throughput : undefined);
}

/** @param etag the version that was read; `undefined`: there was none */
function writeOver(entity: Entity, etag: string | undefined): TableAction {
  return etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag };
}

/** @param ticket tells the request's own row from another's */
export function uploadEntity(upload: Upload, ticket: string): Entity {
  return {
    partitionKey: jobPartition(upload.jobId),
    rowKey: uploadKey(upload.first),
    cycleId: upload.cycleId,
    acceptedAt: upload.acceptedAt,
    ticket,
    count: upload.operations.length,
    ...aheadColumn(upload),
    ...(upload.sentBy !== undefined && { sentBy: JSON.stringify(upload.sentBy) }),
    ...packInto('operations', upload.operations),
  };
}

export function toUpload(jobId: string, first: number, { properties }: Row): Upload {
  return {
    jobId,
    first,
    cycleId: String(properties.cycleId),
    acceptedAt: Number(properties.acceptedAt),
    operations: unpackFrom('operations', properties) as AcceptedOperation[],
    ...readSentBy(properties),
    ...(typeof properties.answers === 'string' && { answers: readAnswers(properties.answers) }),
  };
}

/** Of a receipt, to be told without what it says of each operation. */
export const LISTED_COLUMNS = ['cycleId', 'acceptedAt', 'count', 'ahead', 'sentBy'] as const;

function aheadColumn({ operations }: Upload): { readonly ahead?: number } {
  const ahead = operations.filter((operation) => operation.ahead === true).length;
  return ahead > 0 ? { ahead } : {};
}

export function toListed({ rowKey, properties }: Row): ListedUpload {
  return {
    first: Number(splitKey(rowKey)[1]),
    cycleId: String(properties.cycleId),
    acceptedAt: Number(properties.acceptedAt),
    count: properties.count === undefined ? undefined : Number(properties.count),
    ahead: Number(properties.ahead ?? 0),
    ...readSentBy(properties),
  };
}

const readSentBy = ({ sentBy }: Row['properties']): Pick<Upload, 'sentBy'> =>
  typeof sentBy === 'string' ? { sentBy: JSON.parse(sentBy) as Initiator } : {};

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
