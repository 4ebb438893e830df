/** Totals are what the log says, as a question to the evidence of a run. */
import {
  addTotals,
  countStatus,
  type FoundPack,
  NO_TOTALS,
  type PackTotals,
  totalsSince,
} from '../../shared/store/people/entryPacks';
import type { Deed } from './administrator';
import type { Evidence } from './evidence';

/** Totals are what the log says: pack by pack, and all together. */
export function* totals({ packs, status, job, people, intake, asked }: Evidence): Iterable<string> {
  yield* packsThatMiscount(packs);
  // What a restart made people forget counts no more, in a cycle that is open as in one that has ended (`totalsSince`).
  const add = (some: readonly FoundPack[]) =>
    some.reduce((all, pack) => addTotals(all, totalsSince(job.generation, pack)), NO_TOTALS);
  const open = new Set([intake?.cycle, ...(intake?.full ?? [])].map((cycle) => cycle?.id));
  const [underWay, ended] = [true, false].map((isOpen) => add(packs.filter((one) => open.has(one.cycleId) === isOpen)));
  const told = addTotals(status.completed, underWay ?? NO_TOTALS);
  const logged = add(packs);
  const rows = [...people.values()];
  const stored = {
    linked: rows.filter(({ link }) => link !== null).length,
    escrowed: rows.filter(({ escrow }) => escrow !== null).length,
    waiting: rows.filter(({ waiting }) => waiting.length > 0).length,
  };
  // Who is forgotten, or is to be matched anew, is counted out beside the packs, and in another write than the row's.
  const isAsked = (kind: Deed['kind']) => asked.some(({ deed }) => deed.kind === kind);
  const uncounted: readonly string[] = isAsked('forget') ? PEOPLE : isAsked('rematch') ? ['linked'] : [];
  for (const name of PEOPLE.filter((one) => !uncounted.includes(one))) {
    if (told[name] !== stored[name]) yield `${told[name]} people are told as ${name}, the rows say ${stored[name]}`;
    if (logged[name] !== stored[name])
      yield `${logged[name]} people are logged as ${name}, the rows say ${stored[name]}`;
  }
  for (const [name, value] of Object.entries(ended ?? NO_TOTALS)) {
    const counted = status.completed[name as keyof PackTotals];
    if (uncounted.includes(name)) continue;
    if (counted !== value) yield `the completed cycles say ${counted} ${name}, their packs ${value}`;
  }
}

/** What is told of people as they are, rather than of what was done. */
const PEOPLE = ['linked', 'escrowed', 'waiting'] as const;

function* packsThatMiscount(packs: readonly FoundPack[]): Iterable<string> {
  for (const pack of packs) {
    const counted = pack
      .entries()
      .reduce<PackTotals>((all, { status }) => addTotals(all, { ...NO_TOTALS, ...countStatus(status) }), NO_TOTALS);
    for (const name of ['success', 'failure', 'skipped', 'warning'] as const) {
      if (pack.totals[name] !== counted[name]) yield `a pack says ${pack.totals[name]} ${name}, has ${counted[name]}`;
    }
  }
}
