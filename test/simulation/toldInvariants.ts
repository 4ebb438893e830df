/** I10: every entry of a type that the outlet asks for is told at least once, each person's in order, while the receiver lives. */

import { personSource } from '../../shared/outlets/cloudEvent';
import { typesOf } from '../../shared/outlets/eventTypes';
import { entryId } from '../../shared/store/people/entryId';
import { JOB_ID } from '../support/workbench';
import type { Evidence } from './evidence';
import { SICK } from './people';

const ENABLED = { name: 'accountEnabled', whenEnabled: true };

export function* everythingIsTold({ packs, arrivals, weather }: Evidence): Iterable<string> {
  if (!weather.outlet) return;
  const told = new Set(arrivals.filter(({ isTaken }) => isTaken).map(({ id }) => id));
  for (const pack of packs) {
    for (const [index, entry] of pack.entries().entries()) {
      // Whose row storage takes nothing into has an entry of its own, and no count.
      if (entry.source.id === '' || entry.source.id === SICK || typesOf(entry, ENABLED).length === 0) continue;
      const id = entryId({ ...pack, index });
      if (!told.has(id)) yield `${entry.source.id} (${entry.told}, ${entry.action} ${entry.status}) is not told: ${id}`;
    }
  }
}

export function* onlyWhatHappened({ packs, arrivals }: Evidence): Iterable<string> {
  const known = new Set(packs.flatMap((pack) => pack.entries().map((_, index) => entryId({ ...pack, index }))));
  for (const { id, source } of arrivals) if (!known.has(id)) yield `${source} is told of what is in no log: ${id}`;
}

/** By when each was taken for the first time: what came more than once is known by its id. */
export function* toldInOrder({ arrivals, people }: Evidence): Iterable<string> {
  const anchors = new Map([...people.keys()].map((anchor) => [personSource(JOB_ID, anchor), anchor]));
  const last = new Map<string, string>();
  const seen = new Set<string>();
  for (const { id, source, sequence } of arrivals) {
    const before = last.get(source) ?? '';
    if (!seen.has(id) && sequence <= before) {
      yield `${anchors.get(source) ?? source} is told of ${Number(sequence)} behind ${Number(before)}`;
    }
    seen.add(id);
    if (sequence > before) last.set(source, sequence);
  }
}
