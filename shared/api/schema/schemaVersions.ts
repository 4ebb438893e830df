/** `…/schema/versions`: the schemas a job has had, newest first, and who saved each when. */
import type { Needs } from '../../pipeline/ports';
import type { SchemaVersion } from '../../store/jobs/schemaVersions';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { toInitiator } from '../http/initiator';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';

type Ports = Needs<'jobs' | 'schemaVersions'>;

export async function listVersions(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const earlier = await ports.schemaVersions.list(job.id);
  const current = await ports.jobs.getSchema(job.id);
  const own = current === undefined ? [] : [{ ...current, version: current.value.version }];
  const others = earlier.filter(({ version }) => version !== current?.value.version); // saved between the two
  return { status: 200, body: { value: [...own, ...others].map(toVersion) } };
}

/** One of them, with the schema as it was. */
export async function readVersion(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { schemaVersion: version = '' } = call.params;
  const current = await ports.jobs.getSchema(job.id);
  const found = current?.value.version === version ? current : await ports.schemaVersions.get(job.id, version);
  if (found === undefined) throw resourceNotFound(version);
  return { status: 200, body: { ...toVersion({ ...found, version }), schema: found.value } };
}

function toVersion({ version, saved }: SchemaVersion): object {
  return {
    version,
    savedDateTime: saved === undefined ? null : new Date(saved.at).toISOString(),
    savedBy: saved === undefined ? null : toInitiator(saved.by),
    changes: saved?.changes ?? null,
  };
}
