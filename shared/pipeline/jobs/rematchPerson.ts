/**
 * One person matched, or created, anew: the link is forgotten, as a restart with `ConnectorDataStore` forgets everybody's, and
 * the last data is evaluated as that of somebody new. For whoever's account was deleted by hand, or is the wrong one; nobody
 * else is touched, and no account is.
 *
 * The link goes first. A crash right after leaves somebody without one: the retry of what failed, the next upload, or whoever
 * asks again, finds the account by matching, or makes it.
 */
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { addTotals, NO_TOTALS } from '../../store/people/entryPacks';
import { type Person, sinceRestart } from '../../store/people/people';
import { hashOf } from '../../store/rows/keys';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';

type Ports = Needs<'clock' | 'random' | 'audit' | 'operations' | 'intake' | 'people' | 'ledger'>;

export type Unlinking =
  | 'unlinked'
  /** Nothing is known of such a person. */
  | 'unknown'
  /** A worker is making the account, or may be. */
  | 'busy'
  /** The guard holds a deletion of the account. */
  | 'held';

export async function rematchPerson(job: Job, anchor: string, by: Initiator, ports: Ports): Promise<Unlinking> {
  const ending = await forgetLink(job, anchor, by, ports);
  if (ending === 'unlinked') await startErrand(job.id, 'reevaluate', [anchor], ports);
  return ending;
}

/** Whose account it is becomes an open question again. */
export async function forgetLink(
  job: Job,
  anchor: string,
  by: Initiator,
  ports: Needs<'clock' | 'audit' | 'intake' | 'people' | 'ledger'>,
): Promise<Unlinking> {
  for (;;) {
    const stored = (await ports.people.load(job.id, [anchor])).get(anchor);
    if (stored === undefined) return 'unknown';
    const person = sinceRestart(stored.person, job.generation);
    if (person.data === null) return 'unknown';
    if (person.held !== null) return 'held';
    if (person.claim !== null && person.claim.until > ports.clock.now()) return 'busy';
    const [written] = await ports.ledger.write([{ ...stored, person: unlinked(person) }]);
    if (written instanceof Error) throw written;
    if (written === undefined) continue; // changed meanwhile
    if (person.link !== null) await countOut(job.id, ports);
    const account = person.link === null ? 'none' : `'${person.link.targetAnchor}'`;
    const detail = `User '${anchor}' is matched or created anew; the account until now was ${account}, and is left alone.`;
    await ports.audit.record(job.id, { activity: 'RematchPerson', by, detail, changes: [] });
    return 'unlinked';
  }
}

/** The person as one who was never linked; what failed stays to be tried again. */
export function unlinked({ rejected: _, writes: __, ...person }: Person): Person {
  const { link } = person;
  const formerly = link !== null && { formerly: hashOf(link.targetAnchor) };
  return { ...person, ...formerly, link: null, resolved: [], claim: null, outOfScope: false };
}

async function countOut(jobId: string, { intake }: Needs<'intake'>): Promise<void> {
  const less = { ...NO_TOTALS, linked: -1 };
  await intake.changeStatus(jobId, (status) => ({ ...status, completed: addTotals(status.completed, less) }));
}
