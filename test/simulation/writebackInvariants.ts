/** What goes back into HR: only what changed, and all of it, as questions to the evidence of a run. */
import type { Value } from '../../shared/value';
import type { Evidence } from './evidence';
import { isAfflictedByStorage } from './people';
import type { WrittenBack } from './writtenBack';

/** What comes a second time under its id is one event. What is fetched may come twice: whoever dies between two steps fetches again. */
export function* writtenWhenChanged({ writtenBack }: Evidence): Iterable<string> {
  const seen = new Set<string>();
  const last = new Map<string, Value>();
  for (const { id, anchor, changed } of writtenBack) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const [name, value] of Object.entries(changed)) {
      const key = `${anchor} ${name}`;
      if (last.get(key) === value) yield `${name} of ${anchor} is written once more as ${String(value)}`;
      last.set(key, value);
    }
  }
}

/** Whoever has gone round in a circle is left as it is; whoever failed last may have an account that no entry tells of. */
export function* hrHasTheNewest(evidence: Evidence): Iterable<string> {
  const { weather, accounts, people, writtenBack, fetched, circling, afflicted } = evidence;
  if (!weather.outlet) return;
  const systems = { sent: writtenBack.filter(({ isTaken }) => isTaken), fetched };
  for (const [name, told] of Object.entries(systems)) {
    for (const { anchor, link, escrow } of people.values()) {
      const isExcused = link === null || escrow !== null || circling.get(name)?.has(anchor) === true;
      if (isExcused || isAfflictedByStorage(anchor) || afflicted.has(anchor)) continue;
      const held = accounts.find(({ id }) => id === link.targetAnchor)?.attributes;
      if (held === undefined) continue;
      yield* missing(anchor, { position: held.jobTitle, login: held.userPrincipalName }, told, name);
    }
  }
}

function* missing(
  anchor: string,
  wanted: Readonly<Record<string, unknown>>,
  told: readonly WrittenBack[],
  system: string,
): Iterable<string> {
  for (const [attribute, value] of Object.entries(wanted)) {
    const last = told.findLast((one) => one.anchor === anchor && Object.hasOwn(one.changed, attribute));
    const known = last?.changed[attribute];
    if (value !== undefined && value !== null && known !== value)
      yield `${attribute} of ${anchor} is ${String(value)}, and ${String(known)} in HR, which is ${system}`;
  }
}
