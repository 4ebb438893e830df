/**
 * A target that cannot be reached stops the job (spec/engine.md 7.5, "connection lost"; seed 002). Not at once, as refused
 * credentials do: outages end by themselves, and retries within 40 minutes see to those (decision 0017).
 */
import { type FailureCode, ProvisioningError } from '../../errors';
import { allTotals } from '../../store/jobs/jobStatus';
import { type JobContexts, tryTarget } from '../jobContext';
import type { Needs } from '../ports';
import { quarantineAtOnce } from '../quarantine/quarantineJob';
import { whyParked } from '../whyParked';
import { addUpSince } from './judgeJob';

type Ports = Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit' | 'intake' | 'packs' | 'notify' | 'quarantine'>;

/** What a target says that cannot be reached, or breaks off. */
const OUT_OF_REACH: ReadonlySet<FailureCode> = new Set(['EndpointUnavailable', 'Timeout', 'WebExceptionProtocolError']);

/** Nobody got through for so long, and somebody failed: reason enough to ask the target itself. */
const SUSPICIOUS_MS = 5 * 60_000;

export async function judgeConnection(jobId: string, ports: Ports): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  const status = await ports.intake.readStatus(jobId);
  const { unreachableSince } = status;
  const isSuspected = unreachableSince > 0;
  if (!isSuspected && (allTotals(status).escrowed === 0 || !(await allFailedLately(jobId, ports)))) return;

  const trouble = await connectionTrouble(jobId, ports.contexts);
  const now = ports.clock.now();
  const isUnreachable = trouble !== undefined && OUT_OF_REACH.has(trouble.code);
  if (isUnreachable && isSuspected && now - unreachableSince >= ports.quarantine.unreachableMs) {
    await quarantineAtOnce(jobId, trouble, ports);
    await note(0);
  } else if (isUnreachable !== isSuspected) {
    await note(isUnreachable ? now : 0);
  }

  function note(since: number): Promise<void> {
    return ports.intake.changeStatus(jobId, (found) => ({ ...found, unreachableSince: since }));
  }
}

/** @returns what the target says when it does not answer as it should */
export async function connectionTrouble(jobId: string, contexts: JobContexts): Promise<ProvisioningError | undefined> {
  try {
    const context = await contexts.get(jobId);
    if (context !== undefined) await tryTarget(context);
    return undefined;
  } catch (error) {
    if (error instanceof ProvisioningError) return error;
    throw error;
  }
}

async function allFailedLately(jobId: string, { packs, clock }: Ports): Promise<boolean> {
  const { failure, success } = await addUpSince(jobId, clock.now() - SUSPICIOUS_MS, packs);
  return failure > 0 && success === 0;
}
