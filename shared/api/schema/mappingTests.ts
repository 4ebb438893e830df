/** `…/mappingTests`: what is expected of a job's mappings, person by person (docs/mappings.md, "Testing mappings"). */
import { readCases } from '../../engine/review/readCase';
import type { Fields } from '../../engine/schema/parse/fields';
import { saveMappingTests } from '../../pipeline/jobs/changeSchema';
import type { Needs } from '../../pipeline/ports';
import type { Json } from '../../scim/json';
import type { Call, Reply } from '../http/endpoint';
import { entityTag, ifMatch } from '../http/entityTag';
import { preconditionFailed } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';

type Ports = Needs<'jobs' | 'mappingTests' | 'audit'>;

const MOST_BYTES = 256 * 1024;

export async function getMappingTests(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { cases, revision } = await ports.mappingTests.get(job.id);
  return { status: 200, headers: { ETag: entityTag(revision) }, body: { value: cases } };
}

/** Replaces them all. */
export async function putMappingTests(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const cases = await readFields(call.request, MOST_BYTES, readTests);
  const saved = await saveMappingTests(job, cases, initiator(call), ports, ifMatch(call));
  if (saved.kind === 'saved') return { status: 204, headers: { ETag: entityTag(saved.revision) } };
  const headers = { ETag: entityTag(saved.revision) };
  throw preconditionFailed('The mapping tests are others by now. Read them again.', headers);
}

/** Kept as they are sent, once each of them can be read. */
function readTests(fields: Fields): readonly Json[] {
  fields.refuseOthers(['value']);
  const value = fields.value('value');
  if (!Array.isArray(value)) {
    fields.report('value', 'InvalidType', 'value must be an array of mapping tests.');
    return [];
  }
  const reading = readCases(value);
  if (reading.ok) return value;
  for (const message of reading.faults) fields.report('value', 'InvalidValue', `value${message}`);
  return [];
}
