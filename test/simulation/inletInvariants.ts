/** What inlets promise (I8, I9), as questions to the evidence of a run. */
import type { Evidence } from './evidence';

/** I8: every signed event ends accepted, coalesced, overtaken, ignored or parked. */
export function* everyEventEnds({ hr }: Evidence): Iterable<string> {
  if (hr === undefined) return;
  for (const { key, state } of hr.events) if (state === 'open') yield `the event ${key} is still open`;
  if (hr.events.length < hr.taken) yield `${hr.taken} events were taken, and ${hr.events.length} are kept`;
}

/** I9: the target ends with the newest that there is of each person. */
export function* newestFetched({ hr, accounts }: Evidence): Iterable<string> {
  for (const [id, name] of hr?.people ?? []) {
    const account = accounts.find(({ attributes }) => attributes.employeeId === `n${id}`);
    const found = account?.attributes.jobTitle;
    if (found !== name) yield `n${id} is "${String(found)}" in the target, and "${name}" in the HR system`;
  }
}
