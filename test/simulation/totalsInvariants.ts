/** Totals are what the log says, as a question to the evidence of a run. */
import { addTotals, countStatus, NO_TOTALS, type PackTotals } from '../../shared/store/people/entryPacks';
import type { Evidence } from './evidence';

/** Totals are what the log says: pack by pack, and all together. */
export function* totals({ packs, status, people, intake, asked }: Evidence): Iterable<string> {
  let sum = NO_TOTALS;
  for (const pack of packs) {
    sum = addTotals(sum, pack.totals);
    const entries = pack.entries();
    const counted = entries.reduce<PackTotals>(
      (all, { status: one }) => addTotals(all, { ...NO_TOTALS, ...countStatus(one) }),
      NO_TOTALS,
    );
    for (const name of ['success', 'failure', 'skipped', 'warning'] as const) {
      if (pack.totals[name] !== counted[name]) yield `a pack says ${pack.totals[name]} ${name}, has ${counted[name]}`;
    }
  }
  const rows = [...people.values()];
  const stored = {
    linked: rows.filter(({ link }) => link !== null).length,
    escrowed: rows.filter(({ escrow }) => escrow !== null).length,
    waiting: rows.filter(({ waiting }) => waiting !== null).length,
  };
  const open = new Set([intake?.cycle, ...(intake?.full ?? [])].map((cycle) => cycle?.id));
  const [underWay, ended] = [true, false].map((isOpen) =>
    packs
      .filter(({ cycleId }) => open.has(cycleId) === isOpen)
      .reduce((all, pack) => addTotals(all, pack.totals), NO_TOTALS),
  );
  // A restart that makes people forget zeroes what was counted of it; from then on the job's own count must be true.
  const forgotten = forgottenTotals(asked);
  const told = addTotals(status.completed, underWay ?? NO_TOTALS);
  for (const name of ['linked', 'escrowed', 'waiting'] as const) {
    const counted = forgotten.has(name) ? told[name] : sum[name];
    if (counted !== stored[name]) yield `${counted} people are counted as ${name}, the rows say ${stored[name]}`;
  }
  for (const [name, value] of Object.entries(ended ?? NO_TOTALS)) {
    const counted = status.completed[name as keyof PackTotals];
    if (counted !== value && !forgotten.has(name))
      yield `the completed cycles say ${counted} ${name}, their packs ${value}`;
  }
}

function forgottenTotals(asked: Evidence['asked']): ReadonlySet<string> {
  const scopes = new Set(asked.flatMap(({ deed }) => (deed.kind === 'restart' ? deed.scopes : [])));
  return new Set([
    ...(scopes.has('ConnectorDataStore') ? ['linked'] : []),
    ...(scopes.has('Escrows') ? ['escrowed'] : []),
  ]);
}
