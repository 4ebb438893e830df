/** A job of another template than the ready one, made the way an administrator makes it: over HTTP. */
import type { Stack } from './stack';

export interface JobToOpen {
  readonly templateId: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a host needs for jobs that have secrets and targets on this machine. */
export const TARGETS_ENVIRONMENT = {
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  ALLOW_LOOPBACK_TARGETS: 'true',
} as const;

/**
 * Saves the secrets, makes the job and starts it.
 *
 * @returns the same stack, with the new job as the one to upload to
 * @throws {Error} with the answer when a step is refused
 */
export async function openJob(stack: Stack, { templateId, secrets }: JobToOpen): Promise<Stack> {
  const synchronization = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization`;
  const demand = async (method: string, path: string, body?: object) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await stack.call(`${synchronization}/${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text;
  };
  await saveSecrets(stack, secrets);
  const { id } = JSON.parse(await demand('POST', 'jobs', { templateId })) as { id: string };
  await demand('POST', `jobs/${id}/start`);
  return atJob(stack, id);
}

/** The same stack, with another job as the one to upload to. */
export function atJob(stack: Stack, jobId: string): Stack {
  const path = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs/${jobId}/bulkUpload`;
  return { ...stack, info: { ...stack.info, jobId, bulkUploadUrl: new URL(path, stack.info.baseUrl).href } };
}

/** Replaces the secrets of the stack's service principal. */
export async function saveSecrets({ call, info }: Stack, secrets: Readonly<Record<string, string>>): Promise<void> {
  const value = Object.entries(secrets).map(([key, text]) => ({ key, value: text }));
  const path = `/v1.0/servicePrincipals/${info.servicePrincipalId}/synchronization/secrets`;
  const response = await call(path, { method: 'PUT', body: JSON.stringify({ value }) });
  if (!response.ok) throw new Error(`The secrets were answered ${response.status}: ${await response.text()}`);
}
