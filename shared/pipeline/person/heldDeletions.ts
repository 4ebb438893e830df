/** The deletes and disables that the guard holds, and which of an attempt's it counts (I5). */
import { isDisabled } from '../../engine/person/enabling';
import type { LogEntry } from '../../engine/person/logEntry';
import { hasWordsOf } from '../../engine/person/record';
import { importStep, type Systems, skipError, skippedStep } from '../../engine/person/steps';
import { type HeldSummary, summaryOf } from '../../store/people/indexColumns';
import type { Held, Person } from '../../store/people/people';
import type { TargetUser } from '../../targets/target';
import type { Needs } from '../ports';
import type { ProvisioningTask, Release } from '../queue/tasks';
import type { Exported } from './exporting/exported';
import type { Run } from './run';
import { type Story, toLogged } from './story';
import { Trail } from './trail';

type Ports = Needs<'people' | 'index'>;

/** Whether this is the deletion a message is about, and still as the message found it. */
export function isMeant(held: Held, { since, allowed }: Omit<Release, 'kind'>): boolean {
  return (since === undefined || held.since === since) && (allowed || !held.staged);
}

export interface HeldPerson {
  readonly anchor: string;
  readonly held: HeldSummary;
}

/** All of them, those staged for an administrator included; told from the index, however many they are. */
export async function listHeld(jobId: string, { index, people }: Ports): Promise<readonly HeldPerson[]> {
  const found: HeldPerson[] = [];
  const older: string[] = []; // written by code that kept no summary in the index
  for await (const { anchor, held } of index.list(jobId, 'held')) {
    if (held === undefined) older.push(anchor);
    else found.push({ anchor, held });
  }
  const loaded = await people.load(jobId, older);
  for (const [anchor, { person }] of loaded) {
    if (person.held !== null) found.push({ anchor, held: summaryOf(person.held) });
  }
  return found;
}

/**
 * The entry of a held operation that a newer one goes on for (I4, I5).
 *
 * @param person as it is afterwards
 * @param newer sequence number of what took the place; `null` for an evaluation that answers no operation
 * @param now milliseconds since the epoch
 */
export function supersededEntry(
  held: Held,
  person: Person,
  newer: number | null,
  systems: Systems,
  now: number,
): LogEntry {
  const { anchor, data } = person;
  const trail = new Trail({
    anchor,
    data: data ?? {},
    cycleId: held.cycleId,
    startedAt: now,
    attempt: 1,
    operation: toLogged(held.operation),
  });
  const by = newer === null ? 'a newer evaluation' : `a newer operation (${newer})`;
  // What it said stands where nobody has said it anew: then it was not superseded, but is planned together with the newer.
  const stands = held.operation !== null && hasWordsOf(held.operation.sequence, person);
  const ending = stands ? 'it is planned together with' : 'its place was taken by';
  const reason = `It was held by the deletion guard, and ${ending} ${by}.`;
  trail.step(importStep(systems, anchor, true, {}));
  trail.step(skippedStep(stands ? 'PlannedTogether' : 'Superseded', reason));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
  return trail.entry(now);
}

/**
 * What the guard counts. A deletion it released counts once, when it is tried for the first time: whatever comes of that,
 * it may have happened, by a worker that died before it could say so. What is held, and found carried out by something else that is
 * done to the person, counts then: whoever was at the release may have written that, and loses its commit to this one. What
 * an administrator allowed does not count towards the next deletions of the cycle.
 */
export function countDeprovisioned(story: Story, { written, account }: Exported): number {
  const { task, trail, stored, run } = story;
  if (task.kind === 'release') return task.allowed ? 0 : 1;
  const { held } = stored.person;
  if (!written && held !== null && !held.staged) return isGone(account, run) ? 1 : 0;
  const deprovisions = written && (trail.action === 'disable' || trail.action === 'delete');
  return deprovisions && !isReleased(task, stored.person) ? 1 : 0;
}

/** There is no account any more, or a disabled one. */
function isGone(account: TargetUser | undefined, { context }: Run): boolean {
  return account === undefined || isDisabled(context.target.capabilities.enabledAttribute, account.attributes);
}

/** The retry of a deletion that was released, or allowed, and failed. */
export function isReleased(task: ProvisioningTask, { escrow }: Person): boolean {
  return task.kind === 'retry' && escrow?.released === true;
}
