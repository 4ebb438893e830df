/** What an administrator does to an outlet that is there: pause it and let it go on, give it another secret, remove it. */
import { resumed } from '../../outlets/health';
import { newSecret, SECRET_BYTES } from '../../outlets/signing';
import type { Initiator } from '../../store/jobs/audit';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';
import { type OutletPorts, outletRecord, sealedKey } from './saveOutlet';
import { keysInForce } from './sendEvent';
import { keepReads } from './writeback/keepReads';

/** Secrets in force at once. */
const MOST_KEYS = 4;

/** @throws {StoreConflict} when it was changed meanwhile */
export async function pauseOutlet({ outlet, etag }: StoredOutlet, by: Initiator, ports: OutletPorts): Promise<void> {
  if (!outlet.definition.enabled) return;
  await save(outlet, { ...outlet, definition: { ...outlet.definition, enabled: false } }, etag, by, ports);
}

/** Also one that was disabled; what was kept meanwhile goes out in order. @throws {StoreConflict} when it was changed meanwhile */
export async function resumeOutlet({ outlet, etag }: StoredOutlet, by: Initiator, ports: OutletPorts): Promise<void> {
  const { jobId, name, definition } = outlet;
  if (!definition.enabled)
    await save(outlet, { ...outlet, definition: { ...definition, enabled: true } }, etag, by, ports);
  else await ports.audit.record(jobId, { activity: 'SaveOutlet', by, detail: `Outlet ${name} goes on.`, changes: [] });
  await ports.outlets.changeHealth(jobId, name, (health) => resumed(health, ports.clock.now()));
}

/**
 * Another secret to sign with. The others are in force for a while longer, so that the receiver can change at leisure.
 *
 * @param given `undefined`: one is made
 * @param overlapMs how long what was in force stays so
 * @returns the secret: it is shown this once
 * @throws {StoreConflict} when the outlet was changed meanwhile
 */
export async function rotateSecret(
  { outlet, etag }: StoredOutlet,
  given: string | undefined,
  overlapMs: number,
  by: Initiator,
  ports: OutletPorts,
): Promise<string> {
  const now = ports.clock.now();
  const secret = given ?? newSecret(ports.random.bytes(SECRET_BYTES));
  const endsAt = now + overlapMs;
  const others = keysInForce(outlet, now).map((key) => ({ ...key, endsAt: Math.min(key.endsAt ?? endsAt, endsAt) }));
  const keys = [sealedKey(secret, outlet, ports), ...others].slice(0, MOST_KEYS);
  await ports.outlets.replace({ ...outlet, keys }, etag);
  const [before, after] = [outlet, { ...outlet, keys }].map((one) => ({ outlets: { [one.name]: outletRecord(one) } }));
  const changes = auditChanges(before ?? {}, after ?? {});
  await ports.audit.record(outlet.jobId, { activity: 'RotateSecret', by, changes });
  return secret;
}

/** With all that was kept for it; the job has no outlets any more where it was the last. */
export async function removeOutlet(
  { outlet }: StoredOutlet,
  by: Initiator,
  ports: Needs<'jobs' | 'contexts' | 'audit' | 'outlets'>,
): Promise<void> {
  const { jobId, name } = outlet;
  await ports.outlets.remove(outlet);
  const changes = auditChanges({ outlets: { [name]: outletRecord(outlet) } }, {});
  await ports.audit.record(jobId, { activity: 'RemoveOutlet', by, changes });
  await keepReads(jobId, [], ports);
  if ((await ports.outlets.list(jobId)).length > 0) return;
  await ports.jobs.change(jobId, ({ hasOutlets: _, ...job }) => job);
  ports.contexts.forget(jobId);
  // Somebody may have made one in between: then it is said again.
  if ((await ports.outlets.list(jobId)).length > 0)
    await ports.jobs.change(jobId, (job) => ({ ...job, hasOutlets: true }));
}

async function save(before: Outlet, after: Outlet, etag: string, by: Initiator, ports: OutletPorts): Promise<void> {
  await ports.outlets.replace(after, etag);
  const record = (outlet: Outlet) => ({ outlets: { [outlet.name]: outletRecord(outlet) } });
  const changes = auditChanges(record(before), record(after));
  await ports.audit.record(after.jobId, { activity: 'SaveOutlet', by, changes });
}
