/** What the services stand on and give to, told of to operators on the way: each of these does what it wraps, and counts. */
import type { LogEntry } from '../engine/person/logEntry';
import { ProvisioningError } from '../errors';
import type { Clock } from '../ports';
import type { OnCall } from '../store/azure/storageCall';
import type { LedgerStore } from '../store/people/ledger';
import type { IntakeStore } from '../store/uploads/intake';
import type { Target } from '../targets/target';
import type { Meter, Telemetry } from '../telemetry/telemetry';

export function observedIntake(intake: IntakeStore, { meter }: Telemetry): IntakeStore {
  return {
    ...intake,
    async admit(upload) {
      const admission = await intake.admit(upload);
      if (admission.kind === 'accepted') meter.add('muster.uploads', { job: upload.jobId });
      return admission;
    },
  };
}

/** What became of people, by how their entries ended. */
export type Outcomes = Partial<Record<LogEntry['status'], number>>;

/** @param outcomes is added to: what this batch came to */
export function observedLedger(
  ledger: LedgerStore,
  jobId: string,
  { meter }: Telemetry,
  outcomes: Outcomes,
): LedgerStore {
  function tell({ status, error }: LogEntry): void {
    outcomes[status] = (outcomes[status] ?? 0) + 1;
    meter.add('muster.operations', { job: jobId, outcome: status, code: error?.code ?? 'none' });
  }
  return {
    ...ledger,
    async commit(changes, frame) {
      const left = await ledger.commit(changes, frame);
      const missing = new Set([...left.lost, ...left.refused.keys()]);
      for (const change of changes) if (!missing.has(change)) for (const entry of change.entries) tell(entry);
      return left;
    },
    async recordOnce(packs) {
      const refused = await ledger.recordOnce(packs);
      for (const pack of packs) if (!refused.has(pack)) for (const entry of pack.entries) tell(entry);
      return refused;
    },
  };
}

export const storageCalls =
  (meter: Meter): OnCall =>
  ({ service, operation }) =>
    meter.add('muster.storage.calls', { service, outcome: operation });

/** Each call in a span, and how long it took. */
export function observedTarget(target: Target, jobId: string, telemetry: Telemetry, clock: Clock): Target {
  const service = target.capabilities.displayName;
  const { meter, tracer } = telemetry;

  async function told<T>(what: string, call: () => Promise<T>): Promise<T> {
    if (!telemetry.isOn) return call();
    const began = clock.now();
    const end = (outcome: string) =>
      meter.record('muster.target.duration', { service, outcome }, (clock.now() - began) / 1_000);
    return tracer.span(`target ${what}`, { kind: 'client', attributes: { 'peer.service': service } }, async () => {
      try {
        const result = await call();
        end('ok');
        return result;
      } catch (error) {
        const code = error instanceof ProvisioningError ? error.code : 'other';
        if (code === 'TooManyRequests') meter.add('muster.target.throttled', { job: jobId, service });
        end(code);
        throw error;
      }
    });
  }

  return {
    capabilities: target.capabilities,
    find: (...args) => told('find', () => target.find(...args)),
    read: (...args) => told('read', () => target.read(...args)),
    create: (...args) => told('create', () => target.create(...args)),
    update: (...args) => told('update', () => target.update(...args)),
    delete: (...args) => told('delete', () => target.delete(...args)),
    restore: (...args) => told('restore', () => target.restore(...args)),
    setReference: (...args) => told('setReference', () => target.setReference(...args)),
    isTaken: (...args) => told('isTaken', () => target.isTaken(...args)),
    defaultDomain: () => target.defaultDomain(),
    testConnection: (...args) => told('testConnection', () => target.testConnection(...args)),
    discover: () => told('discover', () => target.discover()),
    close: () => target.close(),
  };
}
