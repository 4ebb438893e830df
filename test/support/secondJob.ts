/** Another job on the workbench, of the same service principal and into the same directory. */
import type { AttributeMapping, ObjectMapping } from '../../shared/engine/synchronizationSchema';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { queryLogs } from '../../shared/pipeline/logs/queryLogs';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import type { JsonObject } from '../../shared/scim/json';
import { told } from './scenes';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, type Workbench } from './workbench';

export interface SecondJob {
  readonly jobId: string;
  /** Uploads people as one request; nothing is worked on yet. */
  upload(...people: JsonObject[]): Promise<void>;
  log(): Promise<readonly string[]>;
}

/**
 * @param mappings its attribute mappings, made from those of the first job
 * @param change what else is different about it
 */
export async function addSecondJob(
  bench: Workbench,
  mappings: (of: readonly AttributeMapping[]) => readonly AttributeMapping[] = (all) => all,
  change: Partial<ObjectMapping> = {},
): Promise<SecondJob> {
  const { services } = bench;
  const jobId = 'API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.0f2c7a55-3c1e-4b8e-9f60-2d1f4f7a9b10';
  const owner = { servicePrincipalId: PRINCIPAL_ID, appId: CLIENT_ID, ownerAppIds: [CLIENT_ID] };
  const names = { displayName: 'Another source', notificationEmail: 'admin@adatum.example' };
  await ensureReadyJob({ jobId, ...owner, ...names }, services.house);
  const schema = await services.house.jobs.getSchema(JOB_ID);
  if (schema === undefined) throw new Error('The schema is gone.');
  await services.house.jobs.putSchema(jobId, {
    ...schema.value,
    synchronizationRules: schema.value.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((all) => ({
        ...all,
        ...change,
        attributeMappings: mappings(all.attributeMappings),
      })),
    })),
  });
  services.house.contexts.forget(jobId);
  return {
    jobId,
    async upload(...people) {
      const body = bulkBody(people);
      const bytes = Buffer.from(JSON.stringify(body));
      const verdict = await acceptBulkUpload({ jobId, body, bytes, clientRequestId: undefined }, services.house);
      if (verdict.kind !== 'accepted') throw new Error(`The upload was not accepted: ${JSON.stringify(verdict)}`);
    },
    async log() {
      const page = await queryLogs({ jobIds: [jobId], matches: () => true, top: 100 }, services.house);
      return page.entries.map(told);
    },
  };
}
