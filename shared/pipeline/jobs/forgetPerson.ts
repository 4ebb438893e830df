/**
 * A person forgotten (spec/payload.md 1.7): the record, the link with the account's names, an escrow, and the references that
 * wait. The account is left alone, and log entries go with their retention. Refused while anything of the person is still
 * to come, so that nothing late revives what was forgotten.
 */
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { addTotals, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import { forgotten, type Person, type StoredPerson, sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';
import { listUnanswered, type Unanswered } from '../uploads/unanswered';

type Ports = Needs<'clock' | 'audit' | 'intake' | 'people' | 'ledger' | 'outlets' | 'writebacks'>;

export type Forgetting =
  | 'forgotten'
  /** Nothing is known of such a person. */
  | 'unknown'
  /** An operation of the person is not answered, or it cannot be told. */
  | 'unanswered'
  /** The guard holds a deletion of the person. */
  | 'held';

export async function forgetPerson(job: Job, anchor: string, by: Initiator, ports: Ports): Promise<Forgetting> {
  for (;;) {
    const stored = (await ports.people.load(job.id, [anchor])).get(anchor);
    if (stored === undefined) return 'unknown';
    // After the person: what is answered in between changes the row, and what comes later is news of the person.
    const ending = await forgetUnlessBusy(job, stored, by, await listUnanswered(job.id, ports), ports);
    if (ending !== 'lost') return ending;
  }
}

/** @returns `lost` when somebody else changed the person meanwhile */
export async function forgetUnlessBusy(
  job: Job,
  stored: StoredPerson,
  by: Initiator,
  unanswered: Unanswered | undefined,
  ports: Ports,
): Promise<Forgetting | 'lost'> {
  const { person } = stored;
  if (person.held !== null) return 'held';
  if (isBusy(person, unanswered, ports.clock.now())) return 'unanswered';
  if (stored.etag === undefined || !isKnown(person)) return 'unknown';
  const [written] = await ports.ledger.write([{ ...stored, person: forgotten(person) }]);
  if (written === undefined) return 'lost';
  if (written instanceof Error) throw written;
  await leaveWaiters(person, ports);
  if (job.writesBack !== undefined) await leaveWritebacks(person, ports);
  await countOut(sinceRestart(person, job.generation), ports);
  await ports.audit.record(job.id, {
    activity: 'ForgetPerson',
    by,
    detail: `What was known of '${person.anchor}'; the account is left alone.`,
    changes: [],
  });
  return 'forgotten';
}

/** @param unanswered `undefined`: it cannot be told */
function isBusy({ anchor, logged, claim }: Person, unanswered: Unanswered | undefined, now: number): boolean {
  if (unanswered === undefined || (claim !== null && claim.until > now)) return true;
  return unanswered.get(anchor)?.some((sequence) => !logged.includes(sequence)) ?? false;
}

/** Whoever is only waited for, or was forgotten before, is not. */
export function isKnown({ data, link, escrow }: Person): boolean {
  return data !== null || link !== null || escrow !== null;
}

/** Off the list of whom the person waited for. It is only a hint of whom to wake: who is not found there is no trouble. */
async function leaveWaiters({ jobId, anchor, waiting }: Person, ports: Ports): Promise<void> {
  for (const one of waiting) if (one.anchor !== null) await leaveList(jobId, anchor, one.anchor, ports);
}

async function leaveList(jobId: string, anchor: string, of: string, { people, ledger }: Ports): Promise<void> {
  for (;;) {
    const awaited = (await people.load(jobId, [of])).get(of);
    if (awaited === undefined || !awaited.person.waitedForBy.includes(anchor)) return;
    const waitedForBy = awaited.person.waitedForBy.filter((one) => one !== anchor);
    const [written] = await ledger.write([{ ...awaited, person: { ...awaited.person, waitedForBy } }]);
    if (written instanceof Error) throw written;
    if (written !== undefined) return;
  }
}

/** What was to be written back of the person, and was. */
async function leaveWritebacks({ jobId, anchor }: Person, { outlets, writebacks }: Ports): Promise<void> {
  for (const { outlet } of await outlets.list(jobId)) {
    if (outlet.definition.writeback === undefined) continue;
    for (;;) {
      const stored = await writebacks.get(outlet, anchor);
      if (stored === undefined || (await writebacks.remove(outlet, stored))) break;
    }
  }
}

/** The person is in the job's totals no more: the guard's share is of those who have an account. */
async function countOut({ jobId, link, escrow, waiting }: Person, { intake }: Ports): Promise<void> {
  const less = (is: boolean) => (is ? -1 : 0);
  const totals: PackTotals = {
    ...NO_TOTALS,
    linked: less(link !== null),
    escrowed: less(escrow !== null),
    waiting: less(waiting.length > 0),
  };
  await intake.changeStatus(jobId, (status) => ({ ...status, completed: addTotals(status.completed, totals) }));
}
