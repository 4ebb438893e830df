/** Another system that writes to the accounts, too: what Muster does not speak of is not Muster's to change. */
import type { Chance } from './chance';
import type { Scheduler } from './scheduler';
import type { SimulatedTarget } from './target';

export interface Handwriting {
  readonly account: string;
  /** Source anchor of the person whose account it is. */
  readonly owner: string;
  readonly attribute: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is written by hand, with the name of the entry that Muster writes it from (`entryNames.ts`). */
export const WRITTEN_BY_HAND: Readonly<Record<string, string>> = {
  jobTitle: 'title',
  displayName: 'displayName',
  givenName: 'name.givenName',
};

/** @param latestMs until when it writes @returns what was written so far; it grows */
export function startHands(
  count: number,
  target: SimulatedTarget,
  scheduler: Scheduler,
  chance: Chance,
  latestMs: number,
): readonly Handwriting[] {
  const actor = scheduler.actor('hand');
  const written: Handwriting[] = [];
  function write(value: string): void {
    const accounts = [...target.accounts.values()];
    if (accounts.length === 0) return;
    const { id, attributes } = chance.pick(accounts);
    const attribute = chance.pick(Object.keys(WRITTEN_BY_HAND));
    target.remember(id);
    attributes[attribute] = value;
    written.push({ account: id, owner: target.ownerOf(id), attribute, value, at: scheduler.now });
    scheduler.note(`writes ${attribute} ${value} to ${id}`, actor);
  }
  for (let index = 1; index <= count; index += 1) {
    scheduler.post(actor, () => write(`hand ${index}`), chance.whole(latestMs));
  }
  return written;
}
