/** `…/outlets`: who is told of what is done for a job's people (spec/hands.md 4.4). */

import { targetNames } from '../../engine/schema/schemaQueries';
import { parseDuration } from '../../graph/duration';
import { type GivenOutlet, isSent, readOutlet } from '../../outlets/definition';
import { SUBSCRIBED_TYPES } from '../../outlets/eventTypes';
import { judgeAnswer } from '../../outlets/schedule';
import { faultOfSecret } from '../../outlets/signing';
import { pauseOutlet, removeOutlet, resumeOutlet, rotateSecret } from '../../pipeline/outlets/changeOutlet';
import {
  AuthNotGivenAnew,
  createOutlet,
  HeaderNotGivenAnew,
  OtherKind,
  type OutletPorts,
  replaceOutlet,
  TooManyOutlets,
} from '../../pipeline/outlets/saveOutlet';
import { testOutlet } from '../../pipeline/outlets/testOutlet';
import type { Needs } from '../../pipeline/ports';
import { StoreConflict } from '../../store/contract/table';
import { SealingKeyMissing } from '../../store/jobs/sealing';
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields, readOptionalFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';
import { checkIdFrom, checkWriteback } from './checkWriteback';
import { findOutlet } from './findOutlet';
import { outletBody, tryBody } from './outletBody';

type Ports = OutletPorts & Needs<'allowLoopback' | 'inlets' | 'maxRequestBytes'>;

export async function listOutlets(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const outlets = await ports.outlets.list(job.id);
  return { status: 200, body: { value: outlets.map((one) => outletBody(one)) } };
}

export async function getOutlet(call: Call, ports: Ports): Promise<Reply> {
  return shown(await findOutlet(call, READ_ANY_JOB, ports));
}

export async function postOutlet(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { given, warnings } = await readGiven(call, job.id, undefined, ports);
  const saved = await told(given.name, () => createOutlet(job, given, initiator(call), ports));
  const location = `${call.origin}${new URL(call.request.url).pathname.replace(/\/+$/, '')}/${given.name}`;
  const { etag } = saved.stored;
  const body = { ...outletBody(saved.stored, saved.secret), ...warnings };
  return { status: 201, body, headers: { Location: location, ETag: etag } };
}

export async function putOutlet(call: Call, ports: Ports): Promise<Reply> {
  const stored = await findOutlet(call, WRITE_ANY_JOB, ports);
  const { given, warnings } = await readGiven(call, stored.outlet.jobId, stored.outlet.name, ports);
  const { stored: after, secret } = await told(given.name, () => replaceOutlet(stored, given, initiator(call), ports));
  const reply = shown(after, secret);
  return { ...reply, body: { ...(reply.body as object), ...warnings } };
}

export async function deleteOutlet(call: Call, ports: Ports): Promise<Reply> {
  await removeOutlet(await findOutlet(call, WRITE_ANY_JOB, ports), initiator(call), ports);
  return { status: 204 };
}

export async function postPause(call: Call, ports: Ports): Promise<Reply> {
  const stored = await findOutlet(call, WRITE_ANY_JOB, ports);
  await told(stored.outlet.name, () => pauseOutlet(stored, initiator(call), ports));
  return { status: 204 };
}

export async function postResume(call: Call, ports: Ports): Promise<Reply> {
  const stored = await findOutlet(call, WRITE_ANY_JOB, ports);
  await told(stored.outlet.name, () => resumeOutlet(stored, initiator(call), ports));
  return { status: 204 };
}

const LONGEST_OVERLAP_MS = 30 * 24 * 60 * 60_000;
const OVERLAP = 'PT24H';

export async function postRotate(call: Call, ports: Ports): Promise<Reply> {
  const stored = await findOutlet(call, WRITE_ANY_JOB, ports);
  const { given, overlapMs } = await readOptionalFields(call.request, ports.maxRequestBytes, (fields) => {
    fields.refuseOthers(['secret', 'overlap']);
    const secret = fields.optionalText('secret');
    const fault = secret === null ? undefined : faultOfSecret(secret);
    if (fault !== undefined) fields.report('secret', 'InvalidValue', `secret ${fault}.`);
    const text = fields.optionalText('overlap') ?? OVERLAP;
    const ms = parseDuration(text);
    if (ms === undefined || ms > LONGEST_OVERLAP_MS) {
      fields.report(
        'overlap',
        'InvalidValue',
        `overlap must be a duration up to P30D, such as ${OVERLAP}, got "${text}".`,
      );
    }
    return { given: secret ?? undefined, overlapMs: ms ?? 0 };
  });
  const { name } = stored.outlet;
  if (stored.outlet.definition.url === null)
    throw badRequest(`Nothing is sent to outlet ${name}, so nothing is signed.`);
  const secret = await told(name, () => rotateSecret(stored, given, overlapMs, initiator(call), ports));
  return shown(await findOutlet(call, WRITE_ANY_JOB, ports), secret);
}

const TESTED = ['muster.ping', ...SUBSCRIBED_TYPES] as const;

export async function postTest(call: Call, ports: Ports): Promise<Reply> {
  const { outlet } = await findOutlet(call, WRITE_ANY_JOB, ports);
  const type = await readOptionalFields(call.request, ports.maxRequestBytes, (fields) => {
    fields.refuseOthers(['type']);
    return fields.choice('type', TESTED, 'muster.ping');
  });
  if (!isSent(outlet.definition)) throw badRequest(`Outlet ${outlet.name} has no address to send a test to.`);
  const sent = await testOutlet(outlet, type, ports);
  return { status: 200, body: { type, delivered: judgeAnswer(sent.status) === 'delivered', ...tryBody(sent) } };
}

interface Given {
  readonly given: GivenOutlet;
  /** Of the answer: what an administrator should think about. */
  readonly warnings: object;
}

async function readGiven(call: Call, jobId: string, name: string | undefined, ports: Ports): Promise<Given> {
  const { maxRequestBytes, allowLoopback } = ports;
  const schema = (await ports.jobs.getSchema(jobId))?.value;
  const targetAttributes = schema === undefined ? new Set<string>() : targetNames(schema);
  const given = await readFields(call.request, maxRequestBytes, (fields) =>
    readOutlet(fields, { name, allowLoopback, targetAttributes }),
  );
  await checkIdFrom(given, jobId, ports);
  return { given, warnings: schema === undefined ? {} : checkWriteback(given, schema) };
}

function shown(stored: StoredOutlet, secret?: string): Reply {
  return { status: 200, body: outletBody(stored, secret), headers: { ETag: stored.etag } };
}

/** What keeps an outlet from being saved, as its caller is told. */
async function told<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreConflict) {
      throw new GraphError(
        409,
        'Conflict',
        `There is an outlet ${name} already, or somebody changed it at this moment.`,
      );
    }
    const refusals = [TooManyOutlets, HeaderNotGivenAnew, AuthNotGivenAnew, OtherKind, SealingKeyMissing];
    if (refusals.some((refusal) => error instanceof refusal)) {
      throw badRequest((error as Error).message);
    }
    throw error;
  }
}
