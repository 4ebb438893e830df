/**
 * Saving a schema: the version is counted up, and everybody is evaluated anew on the last data they sent, as soon as the
 * running cycle has ended (spec/engine.md 7.1).
 */
import { defaultSchema, TEMPLATE_IDS, type TemplateId } from '../../engine/schema/defaultSchema';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { Json } from '../../scim/json';
import { StoreConflict } from '../../store/contract/table';
import type { AuditActivity, Initiator } from '../../store/jobs/audit';
import type { Job, JobStore, ServicePrincipal } from '../../store/jobs/jobs';
import type { SchemaSaved } from '../../store/jobs/schemaVersions';
import type { Needs } from '../ports';
import { auditChanges } from './auditChanges';
import { whenIdle } from './restartJob';

type Ports = Needs<'clock' | 'jobs' | 'schemaVersions' | 'contexts' | 'audit'>;

/** Whether a schema of this version is the one that was seen; absent: whichever it is. */
export type IsSeen = (version: string) => boolean;

export type SchemaSaving =
  | { readonly kind: 'saved'; readonly version: string }
  /** Another one is there than was seen. */
  | { readonly kind: 'overtaken'; readonly version: string; readonly saved: SchemaSaved | undefined }
  /** The job is gone. */
  | { readonly kind: 'gone' };

/** @param schema one that parseSchema accepts; its `id` and `version` are set here */
export function saveSchema(
  job: Job,
  schema: SynchronizationSchema,
  by: Initiator,
  ports: Ports,
  isSeen?: IsSeen,
): Promise<SchemaSaving> {
  return put(job, schema, { activity: 'SaveSchema', by }, ports, isSeen);
}

/** What jobs that are made of the template begin with; those there are keep the schema they have. */
export async function saveTemplateSchema(
  principal: ServicePrincipal,
  templateId: TemplateId,
  wanted: SynchronizationSchema,
  by: Initiator,
  { jobs, audit }: Needs<'jobs' | 'audit'>,
): Promise<void> {
  const before = await templateSchema(principal.id, templateId, { jobs });
  const { id, version } = before;
  const changes = auditChanges(asJson(before), asJson({ ...wanted, id, version }));
  if (changes.length === 0) return;
  const after = { ...wanted, id, version: nextVersion(version) };
  await jobs.putTemplateSchema(principal.id, templateId, after);
  const detail = `Template ${templateId}, version ${after.version}.`;
  await audit.record(principal.id, { activity: 'SaveTemplateSchema', by, detail, changes }); // there is no one job to file it under
}

/** Back to what the template began with. */
export async function resetSchema(job: Job, by: Initiator, ports: Ports, isSeen?: IsSeen): Promise<SchemaSaving> {
  const templateId = TEMPLATE_IDS.find((id) => id === job.templateId) ?? 'API2AAD';
  const schema = await templateSchema(job.servicePrincipalId, templateId, ports);
  return put(job, schema, { activity: 'ResetSchema', by }, ports, isSeen);
}

async function put(
  job: Job,
  wanted: SynchronizationSchema,
  { activity, by }: { readonly activity: AuditActivity; readonly by: Initiator },
  { clock, jobs, schemaVersions, contexts, audit }: Ports,
  isSeen: IsSeen = () => true,
): Promise<SchemaSaving> {
  for (;;) {
    const [before, owner] = await Promise.all([jobs.getSchema(job.id), jobs.get(job.id)]);
    if (before === undefined || owner === undefined) return { kind: 'gone' };
    const { id, version } = before.value;
    if (!isSeen(version)) return { kind: 'overtaken', version, saved: before.saved };
    const changes = auditChanges(asJson(before.value), asJson({ ...wanted, id, version }));
    if (changes.length === 0) return { kind: 'saved', version };
    const after = { ...wanted, id, version: nextVersion(version) };
    const saved = { at: clock.now(), by, changes: changes.length };
    const value = owner.value.started ? whenIdle(owner.value, ['Watermark']) : owner.value;
    try {
      await jobs.saveSchema({ value: after, saved }, before, { value, etag: owner.etag });
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
      continue; // saved by somebody else meanwhile: the later one counts on from there
    }
    contexts.forget(job.id);
    await audit.record(job.id, { activity, by, detail: `Version ${after.version}.`, changes });
    await schemaVersions.prune(job.id);
    return { kind: 'saved', version: after.version };
  }
}

export type TestsSaving = { readonly kind: 'saved' | 'overtaken'; readonly revision: string };

/** What is expected of the mappings: beside the schema, and never in its way. */
export async function saveMappingTests(
  job: Job,
  cases: readonly Json[],
  by: Initiator,
  { mappingTests, audit }: Needs<'mappingTests' | 'audit'>,
  isSeen: IsSeen = () => true,
): Promise<TestsSaving> {
  for (;;) {
    const before = await mappingTests.get(job.id);
    if (!isSeen(before.revision)) return { kind: 'overtaken', revision: before.revision };
    const changes = auditChanges([...before.cases], [...cases]);
    if (changes.length === 0) return { kind: 'saved', revision: before.revision };
    const after = await mappingTests.put(job.id, cases, before.revision);
    if (after === undefined) continue; // saved by somebody else meanwhile
    const detail = `${cases.length} mapping tests.`;
    await audit.record(job.id, { activity: 'SaveMappingTests', by, detail, changes });
    return { kind: 'saved', revision: after.revision };
  }
}

/** `v1.9` is followed by `v1.10`. */
export function nextVersion(version: string): string {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)$/.exec(version) ?? [];
  return `v${major}.${Number(minor) + 1}`;
}

const asJson = (schema: SynchronizationSchema) => JSON.parse(JSON.stringify(schema)) as Json;

/** The schema that jobs of a template begin with, and go back to: the template's own, or what was saved in its place. */
export async function templateSchema(
  principalId: string,
  templateId: TemplateId,
  { jobs }: { readonly jobs: JobStore },
): Promise<SynchronizationSchema> {
  const saved = await jobs.getTemplateSchema(principalId, templateId);
  return saved ?? defaultSchema(templateId, { id: templateId });
}
