/** The schema that jobs of a template begin with, and go back to: the template's own, or what was saved in its place. */
import { defaultSchema, type TemplateId } from '../engine/schema/defaultSchema';
import type { SynchronizationSchema } from '../engine/synchronizationSchema';
import type { JobStore } from '../store/jobs/jobs';

export async function templateSchema(
  principalId: string,
  templateId: TemplateId,
  { jobs }: { readonly jobs: JobStore },
): Promise<SynchronizationSchema> {
  const saved = await jobs.getTemplateSchema(principalId, templateId);
  return saved ?? defaultSchema(templateId, { id: templateId });
}
