/** What would change, place by place. */
import type { PathDifference } from '../config/jsonDiff';
import type { Column } from '../output/answer';
import type { Muster } from './command';

export function tellDifferences({ answers }: Muster, differences: readonly PathDifference[]): Promise<void> {
  return answers.list({
    kind: 'muster.differences/1',
    rows: differences.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
    columns: COLUMNS,
    name: ({ path }) => path,
    empty: 'Nothing would change.',
  });
}

interface Told {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const shown = (value: unknown) => (value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value));

const COLUMNS: readonly Column<Told>[] = [
  { name: 'path', heading: 'WHERE', read: ({ path }) => path },
  { name: 'before', heading: 'IS', read: ({ before }) => shown(before) },
  { name: 'after', heading: 'WOULD BE', read: ({ after }) => shown(after) },
];
