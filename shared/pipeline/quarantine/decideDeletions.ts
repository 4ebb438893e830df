/**
 * Held deletions allowed or rejected by an administrator: all that were seen, or some by name. What came to be held since is
 * never among them: a list is named by its revision, and each deletion by whose it is and since when it is held.
 */
import { createHash } from 'node:crypto';
import type { AuditActivity, Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { type HeldPerson, isMeant, listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { startErrandFor } from '../queue/errands';

type Ports = Needs<'clock' | 'random' | 'audit' | 'operations' | 'intake' | 'people' | 'index'>;

export type Decision = 'allow' | 'reject';

/** A deletion as it was seen. */
export interface SeenDeletion {
  readonly anchor: string;
  /** Since when it is held, milliseconds since the epoch. */
  readonly since: number;
}

export type Chosen =
  /** All of the list of this revision. */
  { readonly revision: string } | { readonly deletions: readonly SeenDeletion[] };

export type Decided =
  /** @property gone those of the chosen that are held no more, or not since then */
  | { readonly kind: 'decided'; readonly count: number; readonly gone: readonly SeenDeletion[] }
  /** The list is another one by now. */
  | { readonly kind: 'changed'; readonly total: number };

export interface HeldList {
  /** Names exactly what is held: another person, or another deletion of the same, and it is another one. */
  readonly revision: string;
  readonly total: number;
}

export async function nameHeld(jobId: string, ports: Needs<'people' | 'index'>): Promise<HeldList> {
  return nameOf(await listHeld(jobId, ports));
}

function nameOf(held: readonly HeldPerson[]): HeldList {
  const hash = createHash('sha256');
  for (const line of held.map(({ anchor, held: { since } }) => JSON.stringify([anchor, since])).sort())
    hash.update(line);
  return { revision: hash.digest('hex').slice(0, 32), total: held.length };
}

/** Doing it twice is harmless: what has been decided is gone by then. */
export async function decideDeletions(
  job: Job,
  decision: Decision,
  chosen: Chosen,
  { by, note }: { readonly by: Initiator; readonly note: string | undefined },
  ports: Ports,
): Promise<Decided> {
  const found =
    'revision' in chosen
      ? await wholeList(job.id, chosen.revision, ports)
      : await theseOf(job.id, chosen.deletions, ports);
  if (found.kind === 'changed') return found;
  const { there, gone } = found;
  if (there.length > 0) {
    await startErrandFor(job.id, decision, there, ports);
    const sentence = `${there.length} held deletions.`;
    const detail = note === undefined ? sentence : `${sentence} ${note}`;
    await ports.audit.record(job.id, {
      activity: ACTIVITIES[decision],
      by,
      detail,
      changes: changesOf(there, decision),
    });
  }
  return { kind: 'decided', count: there.length, gone };
}

interface Found {
  readonly kind: 'found';
  readonly there: readonly SeenDeletion[];
  readonly gone: readonly SeenDeletion[];
}

async function wholeList(
  jobId: string,
  revision: string,
  ports: Ports,
): Promise<Found | Extract<Decided, { kind: 'changed' }>> {
  const held = await listHeld(jobId, ports);
  const now = nameOf(held);
  if (now.revision !== revision) return { kind: 'changed', total: now.total };
  return { kind: 'found', there: held.map(({ anchor, held: { since } }) => ({ anchor, since })), gone: [] };
}

async function theseOf(jobId: string, deletions: readonly SeenDeletion[], ports: Ports): Promise<Found> {
  const unique = [...new Map(deletions.map((one) => [JSON.stringify([one.anchor, one.since]), one])).values()];
  const loaded = await ports.people.load(
    jobId,
    unique.map(({ anchor }) => anchor),
  );
  const isThere = ({ anchor, since }: SeenDeletion) => {
    const held = loaded.get(anchor)?.person.held ?? null;
    return held !== null && isMeant(held, { since, allowed: true });
  };
  return { kind: 'found', there: unique.filter(isThere), gone: unique.filter((one) => !isThere(one)) };
}

const ACTIVITIES: Readonly<Record<Decision, AuditActivity>> = { allow: 'AllowDeletions', reject: 'RejectDeletions' };

/** Of so many the record names each; of more, the log does. */
const MOST_NAMED = 100;

function changesOf(decided: readonly SeenDeletion[], decision: Decision) {
  if (decided.length > MOST_NAMED) return [];
  const after = decision === 'allow' ? 'allowed' : 'rejected';
  return decided.map(({ anchor }) => ({ name: `heldDeletions[${anchor}]`, before: 'held', after }));
}
