/**
 * The secrets of a job (`synchronization/secrets`, spec/wire-contract.md 3.8) as settings of its target. What is missing
 * or malformed is told by the key an administrator saved, or has to save.
 */
import { ProvisioningError } from '../../errors';

/** In clear, by key. */
export type TargetSecrets = ReadonlyMap<string, string>;

/** The value without blanks around it; `undefined` when it is not there, or blank. */
export function optional(secrets: TargetSecrets, key: string): string | undefined {
  return secrets.get(key)?.trim() || undefined;
}

/** @param purpose completes "Save the secret …: ", for example `the address of the service` */
export function required(secrets: TargetSecrets, key: string, purpose: string): string {
  const value = optional(secrets, key);
  if (value === undefined) throw unusable(`Save the secret ${key}: ${purpose}.`);
  return value;
}

/** What keeps a job from its target until an administrator saves something else. */
export function unusable(message: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError('InvalidCredentials', message, { cause });
}
