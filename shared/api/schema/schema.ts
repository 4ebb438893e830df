/** The schema of a job on the wire (spec/wire-contract.md 2.6): read, replaced as a whole, reset, and what belongs to it. */

import { parseSchema } from '../../engine/review/parseSchema';
import { schemaWarnings } from '../../engine/review/schemaWarnings';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import { resetSchema, type SchemaSaving, saveSchema } from '../../pipeline/jobs/changeSchema';
import { discoverDirectory } from '../../pipeline/jobs/discoverDirectory';
import type { Needs } from '../../pipeline/ports';
import { readJson } from '../http/body';
import { synchronizationContext, typeContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { entityTag, ifMatch } from '../http/entityTag';
import { badRequest, preconditionFailed, resourceNotFound, unknownRoute } from '../http/graphError';
import { initiator, nameOf } from '../http/initiator';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { warningHeaders } from '../http/warnings';
import { answerOne } from '../jobs/answerResource';
import { findJob, type OwnedJob, storedJobs } from '../jobs/findJob';
import { SCHEMA } from '../jobs/resourceTypes';
import { withTargetErrors } from '../jobs/targetErrors';

type Ports = Needs<'clock' | 'jobs' | 'schemaVersions' | 'contexts' | 'audit' | 'maxRequestBytes'>;

export async function getSchema(call: Call, ports: Ports): Promise<Reply> {
  const found = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const schema = await storedSchema(found, ports);
  const context = (selection: string) =>
    synchronizationContext(call, found.principal.id, `jobs('${found.job.id}')/schema${selection}/$entity`);
  const reply = await answerOne(call, schema, { type: SCHEMA, context });
  return { ...reply, headers: { ...warningHeaders(schemaWarnings(schema)), ETag: entityTag(schema.version) } };
}

export async function putSchema(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { schema, warnings } = await readSchema(call, ports.maxRequestBytes);
  const saving = await saveSchema(job, schema, initiator(call), ports, ifMatch(call));
  return { status: 204, headers: { ...warningHeaders(warnings), ...requireSaved(saving) } };
}

/** @throws {GraphError} 412 naming who saved the other one, and when */
function requireSaved(saving: SchemaSaving): Readonly<Record<string, string>> {
  if (saving.kind === 'gone') return {};
  if (saving.kind === 'saved') return { ETag: entityTag(saving.version) };
  const { version, saved } = saving;
  const who = saved && ` ${nameOf(saved.by)} saved it at ${new Date(saved.at).toISOString()}.`;
  throw preconditionFailed(`The schema is another one by now, version ${version}.${who ?? ''} Read it again.`, {
    ETag: entityTag(version),
  });
}

/** @throws {GraphError} 400 with every fault */
export async function readSchema(call: Call, maxRequestBytes: number) {
  const parsing = parseSchema(await readJson(call.request, maxRequestBytes));
  if (parsing.ok) return parsing;
  const details = parsing.faults.map(({ path, code, message }) => ({ code, target: path, message }));
  throw badRequest(`The schema cannot be saved: ${details[0]?.message}`, details);
}

export async function deleteSchema(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  return { status: 204, headers: requireSaved(await resetSchema(job, initiator(call), ports, ifMatch(call))) };
}

/** Not offered by the service, which answers as if there were no such route. */
export async function patchSchema(call: Call, ports: Ports): Promise<Reply> {
  await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  throw unknownRoute();
}

export async function postDiscover(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { directoryId = '' } = call.params;
  const directory = await withTargetErrors(() => discoverDirectory(job.id, directoryId, ports));
  if (directory === undefined) throw resourceNotFound(directoryId);
  return {
    status: 200,
    body: { '@odata.context': typeContext(call, 'microsoft.graph.directoryDefinition'), ...directory },
  };
}

async function storedSchema({ job }: OwnedJob, { jobs }: Ports): Promise<SynchronizationSchema> {
  const stored = await jobs.getSchema(job.id);
  if (stored === undefined) throw resourceNotFound(job.id);
  return stored.value;
}
