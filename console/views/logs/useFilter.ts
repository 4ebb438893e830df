/** The log's filter as the address keeps it: chips by their names, or a text that no chip can say. */
import { fromFilter, type LogFilter, rangeStart, toFilter } from '../../rules/toFilter';
import type { Query } from '../../state/paths';
import { useUrl } from '../../state/url';

export interface FilterState {
  readonly chips: LogFilter;
  /** `24h`, before now. */
  readonly range: string | undefined;
  /** What no chip can say; then it alone counts. */
  readonly text: string | undefined;
  readonly isSet: boolean;
  change(changes: Query): void;
  /** Whoever edits the text sees the chips follow. */
  setText(text: string): void;
  clear(): void;
}

const NAMES = ['person', 'status', 'action', 'code', 'upload', 'cycle', 'target', 'from', 'to'] as const;
const NOTHING: Query = Object.fromEntries([...NAMES, 'range', 'filter'].map((name) => [name, undefined]));

export function useFilter(jobId: string): FilterState {
  const { query, set } = useUrl();
  const list = (name: string) => query[name]?.split(',').filter(Boolean);
  const [status, action] = [list('status'), list('action')];
  const given = Object.fromEntries(NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const chips: LogFilter = { ...given, ...(status && { status }), ...(action && { action }) };
  return {
    chips,
    range: query.range,
    text: query.filter,
    isSet: Object.keys(chips).length > 0 || Boolean(query.range) || Boolean(query.filter),
    change: (changes) => set({ filter: undefined, entry: undefined, ...changes }),
    clear: () => set(NOTHING),
    setText(text) {
      const read = fromFilter(jobId, text);
      if (read === undefined) return set({ ...NOTHING, filter: text });
      const { status: states, action: actions, ...rest } = read;
      return set({ ...NOTHING, ...rest, status: states?.join(','), action: actions?.join(',') });
    },
  };
}

/** To the minute, so that the same question stays the same while it is looked at. */
export function filterText(jobId: string, { chips, range, text }: FilterState): string {
  if (text !== undefined) return text;
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const from = chips.from ?? rangeStart(range ?? '', minute);
  return toFilter(jobId, from === undefined ? chips : { ...chips, from });
}
