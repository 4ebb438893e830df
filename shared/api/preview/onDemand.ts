/** `POST …/provisionOnDemand` on the wire (spec/wire-contract.md 2.11): the question in, the answer as Graph shapes it out. */

import type { LogEntry } from '../../engine/person/logEntry';
import type { OnDemandQuestion } from '../../pipeline/agentQuestions';
import type { JobDefinition } from '../../pipeline/jobContext';
import { forgetLink } from '../../pipeline/jobs/rematchPerson';
import type { Needs } from '../../pipeline/ports';
import { provisionOnDemand } from '../../pipeline/preview/provisionOnDemand';
import { readAnchor } from '../../scim/anchor';
import { isJsonObject, type JsonObject } from '../../scim/json';
import { payloadFaults, withoutPasswords } from '../../scim/payload';
import type { AuditStore } from '../../store/jobs/audit';
import { readJson } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { type RateLimit, requireTurn } from '../http/rateLimit';
import { OPERATE_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, requireReach } from '../jobs/findJob';
import { requireUnlinked } from '../jobs/people';
import { toStringPair } from './onDemandAnswer';

type Ports = Needs<
  | 'contexts'
  | 'people'
  | 'index'
  | 'realms'
  | 'names'
  | 'owners'
  | 'ledger'
  | 'staging'
  | 'payloads'
  | 'intake'
  | 'operations'
  | 'ask'
  | 'audit'
  | 'clock'
  | 'random'
  | 'logger'
  | 'claimMs'
  | 'retries'
  | 'maxRequestBytes'
>;

/** @param limit requests of a job */
export async function answerOnDemand(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  // What was saved a moment ago, by whichever instance, is what is to be tried.
  ports.contexts.forget(call.params.jobId ?? '');
  const definition = await findJob(call, ports.contexts, ...OPERATE_ANY_JOB);
  requireTurn(limit, definition.job.id);

  const { ruleId, question } = readQuestion(await readJson(call.request, ports.maxRequestBytes));
  if (ruleId.toLowerCase() !== definition.compiled.ruleId.toLowerCase()) throw resourceNotFound(ruleId);
  if (question.rematch === true) await rematch(call, question, definition, ports);
  const answer = await provisionOnDemand(question, definition, ports);
  switch (answer.kind) {
    case 'unknownPerson':
      throw unknownPerson(question.anchor);
    case 'refused':
      throw badRequest('The data of the person cannot be kept.', answer.faults);
    case 'busy':
      throw busy(question);
    case 'provisioned': {
      if (!question.dryRun) await audit(call, definition.job.id, answer.entry, ports.audit);
      const context = `${call.origin}/${call.version}/$metadata#microsoft.graph.stringKeyStringValuePair`;
      return { status: 200, body: { '@odata.context': context, ...toStringPair(answer, question, definition) } };
    }
  }
}

/** Whose account it is, is not for those to change who may only run the job. */
async function rematch(
  call: Call,
  { anchor, data, dryRun }: OnDemandQuestion,
  { job, principal }: JobDefinition,
  ports: Ports,
): Promise<void> {
  requireReach(call, principal, WRITE_ANY_JOB);
  if (dryRun) return;
  const ending = await forgetLink(job, anchor, initiator(call), ports);
  if (ending !== 'unknown' || data === undefined) requireUnlinked(ending, anchor);
}

/** The log says what was done to the account; this, who wanted it. */
async function audit(call: Call, jobId: string, { source, action, status }: LogEntry, store: AuditStore) {
  const detail = `User '${source.id}': ${action}, ${status}.`;
  await store.record(jobId, { activity: 'ProvisionOnDemand', by: initiator(call), detail, changes: [] });
}

interface ReadQuestion {
  readonly ruleId: string;
  readonly question: OnDemandQuestion;
}

/** @throws {GraphError} 400 naming the place and what is expected there */
function readQuestion(body: unknown): ReadQuestion {
  if (!isJsonObject(body)) throw badRequest('The body must be a JSON object.');
  const dryRun = body.dryRun ?? false;
  if (typeof dryRun !== 'boolean') throw badRequest('dryRun must be true or false.');
  const rematch = body.rematch ?? false;
  if (typeof rematch !== 'boolean') throw badRequest('rematch must be true or false.');
  const parameters = only(body.parameters, 'parameters');
  const { ruleId } = parameters;
  if (typeof ruleId !== 'string' || ruleId === '') throw badRequest('parameters[0].ruleId must be a non-empty string.');
  const subject = only(parameters.subjects, 'parameters[0].subjects');
  return {
    ruleId,
    question: { ...readSubject(subject, 'parameters[0].subjects[0]'), dryRun, ...(rematch && { rematch }) },
  };
}

function readSubject(
  { objectId, objectTypeName, data }: JsonObject,
  place: string,
): Pick<OnDemandQuestion, 'anchor' | 'data'> {
  if (objectTypeName !== undefined && String(objectTypeName).toLowerCase() !== 'user') {
    throw badRequest(`${place}.objectTypeName must be User.`);
  }
  if (objectId !== undefined && (typeof objectId !== 'string' || objectId.trim() === '')) {
    throw badRequest(`${place}.objectId must be a non-empty string, the externalId of a person.`);
  }
  if (data === undefined) {
    if (objectId === undefined) throw badRequest(`${place}.objectId must be the externalId of a person.`);
    return { anchor: objectId, data: undefined };
  }
  if (!isJsonObject(data)) throw badRequest(`${place}.data must be an object, a SCIM user.`);
  const faults = payloadFaults(data, `${place}.data`);
  if (faults.length > 0) throw badRequest('The data of the person cannot be taken as it is.', faults);
  const anchor = readAnchor(data) ?? objectId;
  if (anchor === undefined) throw badRequest(`${place}.data.externalId must say whose data it is.`);
  if (objectId !== undefined && objectId !== anchor) {
    throw badRequest(`${place}.data.externalId must be the same as ${place}.objectId.`);
  }
  return { anchor, data: { ...withoutPasswords(data), externalId: anchor } };
}

/** The feature takes one person at a time. */
function only(list: unknown, place: string): JsonObject {
  const [one, another] = Array.isArray(list) ? (list as unknown[]) : [];
  if (!isJsonObject(one) || another !== undefined) throw badRequest(`${place} must be an array of one object.`);
  return one;
}

function unknownPerson(anchor: string): GraphError {
  const message =
    `Nothing is known of User '${anchor}': upload the person first, or send the data along as ` +
    'parameters[0].subjects[0].data. What was uploaded is known once it has been processed.';
  return new GraphError(404, 'Request_ResourceNotFound', message);
}

function busy({ anchor, data, dryRun }: OnDemandQuestion): GraphError {
  const carriedOut = data !== undefined && !dryRun ? ' The data sent along is processed next; see the log.' : '';
  return new GraphError(409, 'Conflict', `User '${anchor}' is being provisioned already; ask again.${carriedOut}`);
}
