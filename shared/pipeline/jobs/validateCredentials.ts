/** Does the target take these credentials, and can people be looked up in it as the job will look them up? */
import { compileSchema } from '../../engine/schema/compileSchema';
import type { TemplateId } from '../../engine/schema/defaultSchema';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { Job, ServicePrincipal } from '../../store/jobs/jobs';
import type { Needs } from '../ports';
import { templateSchema } from './changeSchema';
import { openSecrets } from './secrets';

type Ports = Needs<'secrets' | 'sealer' | 'jobs' | 'testCredentials'>;

/** Before there is a job, the template's schema says how people are looked up. */
export type CredentialsUse =
  | { readonly principal: ServicePrincipal; readonly job: Job }
  | { readonly principal: ServicePrincipal; readonly templateId: TemplateId };

/**
 * @param credentials `undefined`: those saved
 * @throws {ProvisioningError} with what the target said
 */
export async function validateCredentials(
  use: CredentialsUse,
  credentials: ReadonlyMap<string, string> | undefined,
  ports: Ports,
): Promise<void> {
  const given = credentials ?? (await openSecrets(use.principal.id, ports));
  const schema = await schemaOf(use, ports);
  const compiled = schema && compileSchema(schema);
  const matchAttribute = compiled?.matching[0]?.target;
  const written = compiled?.mappings.map(({ target }) => target) ?? [];
  await ports.testCredentials('job' in use ? use.job.templateId : use.templateId, given, { matchAttribute, written });
}

async function schemaOf(use: CredentialsUse, { jobs }: Ports): Promise<SynchronizationSchema | undefined> {
  if ('job' in use) return (await jobs.getSchema(use.job.id))?.value;
  return templateSchema(use.principal.id, use.templateId, { jobs });
}
