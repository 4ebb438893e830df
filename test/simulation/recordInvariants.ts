/** I11: what is known of people, as a question to the evidence of a run. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../shared/scim/json';
import { wasLost } from './dataInvariants';
import type { Evidence } from './evidence';
import { isAfflictedByStorage } from './people';
import { replay, type Saying, sayings } from './recordModel';

/** More purged operations of a person than these, and there are too many records that would be right. */
const MOST_PURGED = 6;

/** Whatever came first, twice or late: the record is what was said, in the order of the numbers. */
export function* oneRecord(evidence: Evidence): Iterable<string> {
  for (const [anchor, said] of sayings(evidence)) {
    const person = evidence.people.get(anchor);
    if (isAfflictedByStorage(anchor) || wasLost(anchor, evidence.logged)) continue;
    if (said.filter(({ purged }) => purged).length > MOST_PURGED) continue;
    const isRight = possible(said, forgettings(anchor, evidence)).some((some) =>
      isDeepStrictEqual(known(replay(some, evidence.weather)), known(person?.data ?? {})),
    );
    const numbers = said.map(({ sequence, purged }) => `${sequence}${purged ? ' (purged)' : ''}`).join(', ');
    if (!isRight) yield `the record of ${anchor} is not what ${numbers} say: ${JSON.stringify(person?.data)}`;
  }
}

/** What was held or had failed when a restart purged it had been taken in before; what was still waiting had not. */
function possible(said: readonly Saying[], forgotten: readonly number[]): readonly (readonly Saying[])[] {
  let all: (readonly Saying[])[] = [[]];
  for (const one of said) {
    const withIt = all.map((some) => [...some, one]);
    all = one.purged ? all.concat(withIt) : withIt;
  }
  const cuts = [Number.NEGATIVE_INFINITY, ...forgotten];
  return cuts.flatMap((cut) => all.map((some) => some.filter(({ answeredAt }) => answeredAt > cut)));
}

/**
 * Until when what was answered may have been forgotten. Nobody is forgotten while anything of them is unanswered, and nobody
 * outside can tell whether somebody was, where the process died that was asked.
 */
function forgettings(anchor: string, { asked, logged }: Evidence): readonly number[] {
  const mine = asked.filter(({ deed }) => deed.kind === 'forget' && deed.anchor === anchor);
  const latest = Math.max(...mine.map(({ answeredAt = Number.POSITIVE_INFINITY }) => answeredAt + CLOCKS_APART_MS));
  return mine.length === 0
    ? []
    : logged.flatMap(({ entry, at }) => (entry.source.id === anchor && at <= latest ? [at] : []));
}

/** Clocks of two workers never quite agree. */
const CLOCKS_APART_MS = 5_000;

/** In whatever order, and without what only tells how the rest is to be read. */
const known = ({ schemas: _, ...data }: JsonObject) => data;
