/** `…/heldDeletions`: what the deletion guard holds, and an administrator's word on it. */
import type { Fields } from '../../engine/schema/parse/fields';
import { listPeople } from '../../pipeline/jobs/listPeople';
import type { Needs } from '../../pipeline/ports';
import {
  type Chosen,
  type Decision,
  decideDeletions,
  nameHeld,
  type SeenDeletion,
} from '../../pipeline/quarantine/decideDeletions';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { Person } from '../../store/people/people';
import type { Call, Reply } from '../http/endpoint';
import { GraphError } from '../http/graphError';
import { initiator } from '../http/initiator';
import { page, pageOf, wantsCount } from '../http/page';
import { readFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<
  'clock' | 'random' | 'jobs' | 'audit' | 'operations' | 'intake' | 'people' | 'index' | 'maxRequestBytes'
>;

/** The first page names the whole list: that is what is allowed or rejected by its revision. */
export async function listHeldDeletions(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const wanted = pageOf(call);
  const isFirst = wanted.after === undefined;
  // Named before it is read: what comes in between makes it another list, and is not allowed unseen.
  const named = isFirst || wantsCount(call) ? await nameHeld(job.id, ports) : undefined;
  const { people, next } = await listPeople(job, 'held', wanted, ports);
  const reply = page(call, people.map(toHeldDeletion), next, wantsCount(call) ? named?.total : undefined);
  return isFirst ? { ...reply, body: { ...(reply.body as object), ...named } } : reply;
}

export const postAllow = (call: Call, ports: Ports) => decide(call, 'allow', ports);
export const postReject = (call: Call, ports: Ports) => decide(call, 'reject', ports);

async function decide(call: Call, decision: Decision, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { chosen, note } = await readFields(call.request, ports.maxRequestBytes, readDecision);
  const decided = await decideDeletions(job, decision, chosen, { by: initiator(call), note }, ports);
  if (decided.kind === 'changed') {
    const message = `Other deletions are held by now, ${decided.total} of them: read the list again.`;
    throw new GraphError(409, 'HeldDeletionsChanged', message);
  }
  const { count, gone } = decided;
  const done = decision === 'allow' ? { allowed: count } : { rejected: count };
  return { status: 202, body: { ...done, gone: gone.map(toSeen) } };
}

const MOST_DELETIONS = 1_000;
const LONGEST_NOTE = 1_000;

function readDecision(fields: Fields): { readonly chosen: Chosen; readonly note: string | undefined } {
  const note = fields.optionalText('note')?.trim() ?? '';
  if (note.length > LONGEST_NOTE) {
    fields.report('note', 'InvalidValue', `note must not be longer than ${LONGEST_NOTE} characters.`);
  }
  if (fields.has('revision') === fields.has('deletions')) {
    fields.report('', 'InvalidValue', 'Send either the revision of the list that was seen, or deletions by name.');
  }
  const chosen = fields.has('deletions') ? { deletions: readDeletions(fields) } : { revision: fields.text('revision') };
  return { chosen, note: note === '' ? undefined : note };
}

function readDeletions(fields: Fields): readonly SeenDeletion[] {
  const deletions = fields.children('deletions').map(readSeen);
  if (deletions.length === 0 || deletions.length > MOST_DELETIONS) {
    fields.report(
      'deletions',
      'InvalidValue',
      `deletions must name from 1 to ${MOST_DELETIONS}, got ${deletions.length}.`,
    );
  }
  return deletions;
}

function readSeen(fields: Fields): SeenDeletion {
  const anchor = fields.text('externalId');
  const text = fields.text('heldSinceDateTime');
  const since = Date.parse(text);
  if (text !== '' && Number.isNaN(since)) {
    const at = fields.at('heldSinceDateTime');
    fields.report(at, 'InvalidValue', `${at} must be a time as the list shows it.`);
  }
  return { anchor, since };
}

const toSeen = ({ anchor, since }: SeenDeletion) => ({
  externalId: anchor,
  heldSinceDateTime: new Date(since).toISOString(),
});

export function toHeldDeletion({ jobId, anchor, held, link }: Person): object {
  const operation = held?.operation ?? null;
  return {
    ...toSeen({ anchor, since: held?.since ?? 0 }),
    targetId: link?.targetAnchor ?? null,
    displayName: link?.displayName ?? null,
    status: held?.staged ? 'staged' : 'settling', // staged: the guard tripped, and it waits for an administrator
    action: held?.action ?? null,
    reason: held?.reason ?? null,
    cycleId: held?.cycleId ?? null,
    uploadId: operation && uploadId({ jobId, first: operation.uploadFirst }),
    bulkId: operation?.bulkId ?? null,
  };
}
