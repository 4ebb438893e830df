/**
 * Whose account has become another one, or is gone: deleted and hired again, matched anew, restored under another id. The row
 * says so from the commit on that changes it, until everybody who refers to the person has been told (`tellReferrers.ts`).
 */
import type { Change } from '../../store/people/ledger';
import { type Generation, type Person, sinceRestart } from '../../store/people/people';
import { hashOf } from '../../store/rows/keys';

/** @param generation of the job: what a restart made everybody forget is nobody's to be told, they are all evaluated anew */
export function noteMove<T extends Change>(change: T, generation: Generation, now: number): T {
  const person = afterMove(sinceRestart(change.saved, generation), change.person, now);
  return person === change.person ? change : { ...change, person };
}

function afterMove(before: Person, after: Person, now: number): Person {
  const was = before.link === null ? before.formerly : hashOf(before.link.targetAnchor);
  const is = after.link === null ? undefined : hashOf(after.link.targetAnchor);
  if (was === undefined || is === was) return withoutFormer(after);
  // Of a person who is forgotten the account was left alone: it is no other one until there is another.
  if (is === undefined && before.link === null) return after;
  return { ...withoutFormer(after), moved: now };
}

function withoutFormer(person: Person): Person {
  if (person.formerly === undefined || person.link === null) return person;
  const { formerly: _, ...others } = person;
  return others;
}

export const hasMoved = ({ person, saved }: Change) => person.moved !== undefined && person.moved !== saved.moved;
