/** The secrets of a service principal: saved as a set, sealed, never shown again (design, I7). */
import { isKeyVaultReference, isSecret, MASK, type SecretKey } from '../../engine/job/secretKeys';
import type { Initiator } from '../../store/jobs/audit';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Sealer } from '../../store/jobs/sealing';
import type { KeptSecret } from '../../store/jobs/secrets';
import type { Needs } from '../ports';
import { auditChanges, jobRecord } from './auditChanges';
import { settingsFromSecrets, withJobSettings } from './secretSettings';

type Ports = Needs<'jobs' | 'contexts' | 'secrets' | 'sealer' | 'audit'>;

export interface GivenSecret {
  readonly key: SecretKey;
  /** The mask stands for the secret that is saved already. */
  readonly value: string;
}

/** What may be shown: secrets masked, settings as the oldest job has them. */
export async function readSecrets(
  principal: ServicePrincipal,
  { jobs, secrets }: Needs<'jobs' | 'secrets'>,
): Promise<readonly { key: string; value: string }[]> {
  const kept = await secrets.get(principal.id);
  const [oldest] = await jobs.listJobIds(principal.id);
  const job = oldest === undefined ? undefined : (await jobs.get(oldest))?.value;
  return (job === undefined ? kept : withJobSettings(kept, job)).map(shown);
}

export interface SecretSet {
  /** All there is to be: what stood there is replaced. */
  readonly given: readonly GivenSecret[];
  /** What of it was sent now, and not only left as it was. */
  readonly said: readonly GivenSecret[];
}

/**
 * Replaces the set; what was said of the settings of jobs goes to every job of the service principal. What was only left as it was says
 * nothing: a job may have another setting since, and a new password must not take it back.
 *
 * @throws {SealingKeyMissing} when there is a secret among them and no key to keep it under; nothing is saved then
 */
export async function saveSecrets(
  principal: ServicePrincipal,
  { given, said }: SecretSet,
  by: Initiator,
  ports: Ports,
): Promise<void> {
  const before = await ports.secrets.get(principal.id);
  const after = given.flatMap((secret) => keep(secret, principal.id, before, ports.sealer));
  await ports.secrets.put(principal.id, after);

  const changes = auditChanges(fingerprints(before), fingerprints(after));
  const settings = settingsFromSecrets(after.filter(({ key }) => said.some((one) => one.key === key)));
  const jobIds = await ports.jobs.listJobIds(principal.id);
  for (const jobId of jobIds) {
    const old = (await ports.jobs.get(jobId))?.value;
    const job = await ports.jobs.change(jobId, (found) => ({ ...found, settings: { ...found.settings, ...settings } }));
    ports.contexts.forget(jobId);
    if (old === undefined || job === undefined) continue;
    const all = [...changes, ...auditChanges(jobRecord(old), jobRecord(job))];
    if (all.length > 0) await ports.audit.record(jobId, { activity: 'SaveSecrets', by, changes: all });
  }
  if (jobIds.length > 0 || changes.length === 0) return;
  await ports.audit.record(principal.id, { activity: 'SaveSecrets', by, changes }); // there is no job yet to file it under
}

/** The secrets in clear, for the target alone: one that cannot be opened keeps the whole job from it. @throws {SecretUnreadable} */
export async function openSecrets(
  principalId: string,
  { secrets, sealer }: Needs<'secrets' | 'sealer'>,
): Promise<ReadonlyMap<string, string>> {
  const kept = await secrets.get(principalId);
  return new Map(
    kept.map(({ key, value, sealed }) => [
      key,
      sealed ? sealer.open(value, placeOf(principalId, key), `The secret ${key} of the job's target`) : value,
    ]),
  );
}

function keep(
  { key, value }: GivenSecret,
  principalId: string,
  before: readonly KeptSecret[],
  sealer: Sealer,
): KeptSecret[] {
  if (!isSecret(key) || isKeyVaultReference(value)) return [{ key, value, sealed: false }];
  if (value === MASK) return before.filter((one) => one.key === key);
  return [{ key, value: sealer.seal(value, placeOf(principalId, key)), sealed: true }];
}

const placeOf = (principalId: string, key: string) => `${principalId.toLowerCase()}/${key}`;

function shown({ key, value, sealed }: KeptSecret): { key: string; value: string } {
  return { key, value: sealed ? MASK : value };
}

/** For the audit record: plain values as they are, of a secret only whether it is another one. */
function fingerprints(secrets: readonly KeptSecret[]) {
  const pairs = secrets.map(({ key, value, sealed }) => [key, sealed ? `${MASK} ${value.slice(-6)}` : value]);
  return { secrets: Object.fromEntries(pairs) as Record<string, string> };
}
