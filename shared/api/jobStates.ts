/** Muster's own view of a job: who failed, whose deletion is held, whose reference waits, and what was done to the job. */
import type { Fields } from '../engine/parse/fields';
import { failureAdvice, failureCategory } from '../errors';
import { type ListPeoplePorts, listPeople } from '../pipeline/listPeople';
import { type RetryPorts, retryEscrows } from '../pipeline/retryEscrows';
import { uploadId } from '../pipeline/uploadId';
import type { AuditStore } from '../store/audit';
import type { JobStore } from '../store/jobs';
import type { Person } from '../store/people';
import type { IndexKind } from '../store/personIndex';
import type { Call, Reply } from './endpoint';
import { findJob, storedJobs } from './findJob';
import { badRequest, resourceNotFound } from './graphError';
import { initiator } from './initiator';
import { readOptionalFields } from './readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from './roles';

export interface JobStatePorts extends ListPeoplePorts, RetryPorts {
  readonly jobs: JobStore;
  readonly index: ListPeoplePorts['index'];
  readonly people: ListPeoplePorts['people'];
  readonly audit: AuditStore;
  readonly maxRequestBytes: number;
}

const DEFAULT_TOP = 100;
const MOST_TOP = 1_000;

export const listEscrows = (call: Call, ports: JobStatePorts) => list(call, 'escrow', toEscrow, ports);
export const listHeldDeletions = (call: Call, ports: JobStatePorts) => list(call, 'held', toHeldDeletion, ports);
export const listWaitingReferences = (call: Call, ports: JobStatePorts) => list(call, 'waiting', toWaiting, ports);

export async function postRetry(call: Call, ports: JobStatePorts): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const anchors = await readOptionalFields(call.request, ports.maxRequestBytes, readAnchors);
  return { status: 202, body: await retryEscrows(job, anchors, initiator(call), ports) };
}

/** Also of a job that was deleted, for those who reach every job: who deleted it is in there. */
export async function listAudit(call: Call, ports: JobStatePorts): Promise<Reply> {
  const { jobId = '' } = call.params;
  const { top, after } = pageOf(call);
  const isGone = (await ports.jobs.get(jobId)) === undefined;
  if (!isGone) await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { records, more } = await ports.audit.list(jobId, top, after);
  const reachesAll = READ_ANY_JOB.some((role) => call.caller.roles.has(role));
  if (isGone && (records.length === 0 || !reachesAll)) throw resourceNotFound(jobId);
  const value = records.map(({ id, at, activity, by, detail, changes }) => ({
    id,
    activityDateTime: new Date(at).toISOString(),
    activity,
    initiatedBy: by === 'Muster' ? { service: by } : { app: by },
    detail: detail ?? null,
    modifiedProperties: changes.map(({ name, before, after: now }) => ({
      displayName: name,
      oldValue: before,
      newValue: now,
    })),
  }));
  return page(call, value, more ? records.at(-1)?.id : undefined);
}

async function list(
  call: Call,
  kind: IndexKind,
  shown: (person: Person) => object,
  ports: JobStatePorts,
): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { people, next } = await listPeople(job, kind, pageOf(call), ports);
  return page(call, people.map(shown), next);
}

function pageOf({ query }: Call): { readonly top: number; readonly after: string | undefined } {
  const text = query.get('$top');
  const top = text === null ? DEFAULT_TOP : Number(text);
  if (!Number.isInteger(top) || top < 1 || top > MOST_TOP) {
    throw badRequest(`$top must be a whole number from 1 to ${MOST_TOP}, got '${text}'.`);
  }
  return { top, after: query.get('$skiptoken') ?? undefined };
}

function page(call: Call, value: readonly object[], next: string | undefined): Reply {
  if (next === undefined) return { status: 200, body: { value } };
  const url = new URL(call.request.url);
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', next);
  return { status: 200, body: { '@odata.nextLink': `${call.origin}${url.pathname}?${query}`, value } };
}

function readAnchors(fields: Fields): readonly string[] | undefined {
  return fields.has('anchors') ? fields.texts('anchors') : undefined;
}

function toEscrow({ anchor, escrow, link }: Person): object {
  if (escrow === null) return { externalId: anchor };
  const { failure, attempts, firstFailureAt, nextAttempt } = escrow;
  return {
    externalId: anchor,
    targetId: link?.targetAnchor ?? null,
    failure: {
      code: failure.code,
      category: failureCategory(failure.code),
      message: failure.message,
      attribute: failure.attribute ?? null,
      recommendedAction: failureAdvice(failure.code),
    },
    attempts,
    firstFailureDateTime: new Date(firstFailureAt).toISOString(),
    nextAttemptDateTime: new Date(nextAttempt).toISOString(),
  };
}

function toHeldDeletion({ jobId, anchor, held, link }: Person): object {
  const operation = held?.operation ?? null;
  return {
    externalId: anchor,
    targetId: link?.targetAnchor ?? null,
    displayName: link?.displayName ?? null,
    status: held?.staged ? 'staged' : 'settling', // staged: the guard tripped, and it waits for an administrator
    heldSinceDateTime: new Date(held?.since ?? 0).toISOString(),
    cycleId: held?.cycleId ?? null,
    uploadId: operation && uploadId({ jobId, first: operation.uploadFirst }),
    bulkId: operation?.bulkId ?? null,
  };
}

function toWaiting({ anchor, waiting, link }: Person): object {
  return {
    externalId: anchor,
    targetId: link?.targetAnchor ?? null,
    attribute: waiting?.attribute ?? null,
    waitsFor: waiting?.anchor ?? null,
  };
}
