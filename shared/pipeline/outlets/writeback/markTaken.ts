/** The way `pull`: whoever fetched says what is in HR now. A change that came in between is none of it, and is fetched again. */
import { afterMark } from '../../../outlets/writeback/afterLook';
import type { Initiator } from '../../../store/jobs/audit';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';
import { from, sideBySide } from '../../queue/sideBySide';
import { changeState } from './changeState';
import { hashOf } from './openWriteback';

/** A person as fetched. */
export interface Taken {
  readonly externalId: string;
  /** Of what was fetched. */
  readonly revision: number;
}

export interface MarkOutcome {
  readonly marked: number;
  /** They changed since they were fetched. */
  readonly changed: readonly string[];
  /** Nothing is known of them. */
  readonly unknown: readonly string[];
}

const AT_ONCE = 8;

export async function markTaken(
  outlet: Outlet,
  people: readonly Taken[],
  by: Initiator,
  ports: Needs<'clock' | 'sealer' | 'audit' | 'writebacks'>,
): Promise<MarkOutcome> {
  const hash = hashOf(outlet, ports);
  const now = ports.clock.now();
  const [changed, unknown]: [string[], string[]] = [[], []];
  await sideBySide(AT_ONCE, from(people), async ({ externalId, revision }) => {
    const isAsFetched = (found: { readonly revision: number }) => found.revision === revision;
    const state = await changeState(
      outlet,
      externalId,
      (found) => (isAsFetched(found) ? afterMark(found, hash, now) : undefined),
      ports,
    );
    if (state === undefined) unknown.push(externalId);
    else if (!isAsFetched(state)) changed.push(externalId);
  });
  const marked = people.length - changed.length - unknown.length;
  if (marked > 0) {
    const detail = `${marked} people of ${outlet.name} are in the HR system as they were fetched.`;
    await ports.audit.record(outlet.jobId, { activity: 'MarkWriteback', by, detail, changes: [] });
  }
  return { marked, changed: changed.sort(), unknown: unknown.sort() };
}
