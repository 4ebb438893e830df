/** Rows of a file as people: mapped, each with its line, and what is wrong with the others before anything is sent. */
import type { Cells, MapRow } from '../../../cli/mapping/row';

export interface ReadPerson {
  /** Of the file, from 1; the header is line 1. */
  readonly line: number;
  readonly externalId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RowProblem {
  readonly line: number;
  readonly externalId: string | null;
  readonly code: string;
  readonly reason: string;
}

export interface ReadRows {
  readonly people: readonly ReadPerson[];
  readonly problems: readonly RowProblem[];
}

/** Texts of what is wrong with a row; the codes are `muster send`'s own. */
export interface RowTexts {
  readonly noKey: string;
  readonly twice: (line: number) => string;
}

/** @param firstLine of the first row */
export function mapRows(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  firstLine: number,
  mapRow: MapRow,
  texts: RowTexts,
): ReadRows {
  const read = rows.map((row, index) => {
    const cells: Cells = new Map(columns.map((column, at) => [column, row[at] ?? '']));
    return { line: firstLine + index, verdict: mapRow(cells) };
  });
  const mapped = read.flatMap(({ line, verdict }) =>
    verdict.ok ? [{ line, data: verdict.data as Readonly<Record<string, unknown>> }] : [],
  );
  const faulty = read.flatMap(({ line, verdict }): readonly RowProblem[] =>
    verdict.ok ? [] : verdict.faults.map(({ code, reason }) => ({ line, externalId: null, code, reason })),
  );
  const keyed = keyedPeople(mapped, texts);
  return { people: keyed.people, problems: [...faulty, ...keyed.problems].sort((a, b) => a.line - b.line) };
}

/** Whoever has no key cannot be sent, and of two with one key nobody knows which is meant. */
export function keyedPeople(
  all: readonly { readonly line: number; readonly data: Readonly<Record<string, unknown>> }[],
  texts: RowTexts,
): ReadRows {
  const people: ReadPerson[] = [];
  const problems: RowProblem[] = [];
  const firstLines = new Map<string, number>();
  for (const { line, data } of all) {
    const externalId = typeof data.externalId === 'string' ? data.externalId.trim() : '';
    const before = firstLines.get(externalId);
    if (externalId === '') problems.push({ line, externalId: null, code: 'NoKey', reason: texts.noKey });
    else if (before !== undefined) {
      problems.push({ line, externalId, code: 'DuplicateKey', reason: texts.twice(before) });
    } else {
      firstLines.set(externalId, line);
      people.push({ line, externalId, data });
    }
  }
  return { people, problems };
}

/** What a column holds, as far as a proposal needs it. */
export function sampleColumn(column: string, values: readonly string[]) {
  const words = new Map<string, number>();
  for (const value of values) {
    if (value.trim() !== '') words.set(value.trim(), (words.get(value.trim()) ?? 0) + 1);
    if (words.size > MOST_WORDS) break;
  }
  const examples = [...words.keys()].slice(0, EXAMPLES);
  return { column, examples, words: words.size > MOST_WORDS ? undefined : words };
}

const MOST_WORDS = 12;
const EXAMPLES = 3;
